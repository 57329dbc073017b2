package giantless.explore.jpf.inside;

import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.Fields;
import gov.nasa.jpf.vm.Heap;
import gov.nasa.jpf.vm.Instruction;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.StackFrame;
import gov.nasa.jpf.vm.StaticElementInfo;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.serialize.FilteringSerializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A state as its difference from the first state of the run. A machine has thousands of objects
 * that set-up made and that most steps leave alone; to go through all of them at every state is
 * what takes the time. Objects that were there at the first state go by their numbers, which are
 * the same on all paths, and count only if they differ from what they were. Objects that came later
 * are numbered in the order in which they are reached from those and from the threads, so that
 * their numbers do not matter. Two states have the same text only if they are equal up to that.
 */
public class DeltaSerializer extends FilteringSerializer {
  private static final int OLD = 1 << 28;
  private static final int CHANGED = -77;

  private final Run run = Run.current;
  private Heap heap;
  private ElementInfo[] base;
  private int[] baseRefs;
  private final List<StaticElementInfo> baseStatics = new ArrayList<>();
  private int[] number = new int[1024];
  private int[] seenIn = new int[1024];
  private int round;
  private int count;

  private void takeBase() {
    List<ElementInfo> live = new ArrayList<>();
    int max = 0;
    for (ElementInfo ei : heap.liveObjects()) {
      live.add(ei);
      max = Math.max(max, ei.getObjectRef());
    }
    base = new ElementInfo[max + 1];
    baseRefs = new int[live.size()];
    for (int i = 0; i < baseRefs.length; i++) {
      baseRefs[i] = live.get(i).getObjectRef();
      base[baseRefs[i]] = live.get(i);
    }
    Arrays.sort(baseRefs);
    for (StaticElementInfo s : ks.classLoaders.get(0).getStatics().liveStatics()) {
      baseStatics.add(s);
    }
  }

  @Override
  protected int[] computeStoringData() {
    if (base == null) {
      if (run.world == 0 || run.model.mode(run) != Model.RUN) {
        // There is one path to the first state of the run, so these need only be different.
        return new int[] {++count};
      }
      heap = ks.getHeap();
      takeBase();
    }
    heap = ks.getHeap();
    buf.clear();
    round++;
    count = 0;
    buf.add(run.rounds.number());
    initReferenceQueue();
    for (ThreadInfo ti : ks.getThreadList()) {
      if (ti.isAlive() && !ti.isSystemThread()) {
        thread(ti);
      }
    }
    statics();
    for (int ref : baseRefs) {
      ElementInfo was = base[ref];
      ElementInfo is = heap.get(ref);
      if (is != was && !(is != null && is.getFields().equals(was.getFields()))) {
        buf.add(CHANGED);
        buf.add(ref);
        if (is != null) {
          process(is);
        }
      }
    }
    refQueue.process(this);
    serializeNativeStateHolders();
    return buf.toArray();
  }

  private void thread(ThreadInfo ti) {
    buf.add(ti.getId());
    buf.add(ti.getState().ordinal());
    buf.add(ti.getStackDepth());
    processReference(ti.getThreadObjectRef());
    ElementInfo waitsFor = ti.getLockObject();
    processReference(waitsFor == null ? MJIEnv.NULL : waitsFor.getObjectRef());
    List<ElementInfo> held = ti.getLockedObjects();
    int[] locked = new int[held.size()];
    for (int i = 0; i < locked.length; i++) {
      locked[i] = held.get(i).getObjectRef();
    }
    Arrays.sort(locked);
    buf.add(locked.length);
    for (int ref : locked) {
      processReference(ref);
    }
    for (StackFrame f = ti.getTopFrame(); f != null; f = f.getPrevious()) {
      serializeFrame(f);
    }
  }

  @Override
  protected void serializeFrame(StackFrame frame) {
    buf.add(frame.getMethodInfo().getGlobalId());
    Instruction pc = frame.getPC();
    buf.add(pc == null ? -1 : pc.getInstructionIndex());
    int n = frame.getTopPos() + 1;
    buf.add(n);
    int[] slots = frame.getSlots();
    for (int i = 0; i < n; i++) {
      if (frame.isReferenceSlot(i)) {
        processReference(slots[i]);
      } else {
        buf.add(slots[i]);
      }
    }
  }

  private void statics() {
    int i = 0;
    for (StaticElementInfo s : ks.classLoaders.get(0).getStatics().liveStatics()) {
      StaticElementInfo was = i < baseStatics.size() ? baseStatics.get(i) : null;
      boolean same =
          s == was
              || (was != null
                  && s.getClassInfo() == was.getClassInfo()
                  && s.getStatus() == was.getStatus()
                  && same(s.getFields(), was.getFields()));
      if (!same) {
        buf.add(CHANGED - 1);
        buf.add(s.getClassInfo().getUniqueId());
        serializeClass(s);
      }
      i++;
    }
  }

  private static boolean same(Fields a, Fields b) {
    return a.equals(b);
  }

  @Override
  public void processReference(int ref) {
    if (ref == MJIEnv.NULL) {
      buf.add(MJIEnv.NULL);
      return;
    }
    if (ref < base.length && base[ref] != null) {
      buf.add(OLD + ref);
      return;
    }
    if (ref >= number.length) {
      number = Arrays.copyOf(number, Math.max(ref + 1, number.length * 2));
      seenIn = Arrays.copyOf(seenIn, number.length);
    }
    if (seenIn[ref] != round) {
      seenIn[ref] = round;
      number[ref] = ++count;
      refQueue.add(heap.get(ref));
    }
    buf.add(number[ref]);
  }
}
