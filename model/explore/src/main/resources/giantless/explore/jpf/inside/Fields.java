package giantless.explore.jpf.inside;

import giantless.lock.explored.Operation;
import gov.nasa.jpf.Config;
import gov.nasa.jpf.vm.ApplicationContext;
import gov.nasa.jpf.vm.DynamicElementInfo;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.FieldInfo;
import gov.nasa.jpf.vm.Instruction;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.SharednessPolicy;
import gov.nasa.jpf.vm.StaticElementInfo;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.bytecode.WriteInstruction;
import gov.nasa.jpf.vm.choice.ThreadChoiceFromSet;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Which accesses to fields are steps: those to {@code @Racy} fields. All others are guarded by
 * locks or belong to one thread, which the explorer's race detection has checked. As with locks,
 * only what several threads touch makes a scheduling point.
 */
public class Fields implements SharednessPolicy {
  private static final String RACY = "giantless.lock.contract.Racy";
  private final Map<FieldInfo, Boolean> steps = new IdentityHashMap<>();

  public Fields(Config config) {}

  private boolean isStep(FieldInfo fi) {
    return steps.computeIfAbsent(fi, Fields::looksAtIt);
  }

  private static Boolean looksAtIt(FieldInfo fi) {
    return !fi.isFinal() && fi.getAnnotation(RACY) != null;
  }

  private static boolean isRunning(ThreadInfo ti) {
    Run run = Run.current;
    return run.world != 0
        && ti.getId() != run.bootThread
        && run.model.mode(run) == Model.RUN
        && !run.hasFailed();
  }

  private boolean canStep(ThreadInfo ti, FieldInfo fi) {
    return isStep(fi) && isRunning(ti);
  }

  private boolean setsStep(ThreadInfo ti, Instruction insn, int ref, FieldInfo fi) {
    Run run = Run.current;
    boolean writes = insn instanceof WriteInstruction;
    if (!ti.isFirstStepInsn()) {
      boolean seen = run.touches.touch(ref + "." + fi.getFullName(), ti.getId(), writes);
      if (seen || run.model.isObserved(run)) {
        ThreadInfo[] choices = new Threads(run, ti.getVM()).choices();
        if (choices.length > 1 || choices[0] != ti) {
          ti.getVM()
              .getSystemState()
              .setNextChoiceGenerator(new ThreadChoiceFromSet("FIELD", choices, true));
          return true;
        }
      }
    }
    Operation.Kind kind = writes ? Operation.Kind.WRITE : Operation.Kind.READ;
    String c = fi.getClassInfo().getName();
    String label =
        c.substring(Math.max(c.lastIndexOf('.'), c.lastIndexOf('$')) + 1) + "." + fi.getName();
    run.step(ti.getId(), kind, MJIEnv.NULL, MJIEnv.NULL, label, Site.caller(ti), Run.NO_RESULT);
    return false;
  }

  @Override
  public void initializeSharednessPolicy(gov.nasa.jpf.vm.VM vm, ApplicationContext app) {}

  @Override
  public void initializeObjectSharedness(ThreadInfo ti, DynamicElementInfo ei) {}

  @Override
  public void initializeClassSharedness(ThreadInfo ti, StaticElementInfo ei) {}

  @Override
  public boolean canHaveSharedObjectCG(
      ThreadInfo ti, Instruction insn, ElementInfo ei, FieldInfo fi) {
    return canStep(ti, fi);
  }

  @Override
  public ElementInfo updateObjectSharedness(ThreadInfo ti, ElementInfo ei, FieldInfo fi) {
    return ei;
  }

  @Override
  public boolean setsSharedObjectCG(ThreadInfo ti, Instruction insn, ElementInfo ei, FieldInfo fi) {
    return setsStep(ti, insn, ei.getObjectRef(), fi);
  }

  @Override
  public boolean canHaveSharedClassCG(
      ThreadInfo ti, Instruction insn, ElementInfo ei, FieldInfo fi) {
    return canStep(ti, fi);
  }

  @Override
  public ElementInfo updateClassSharedness(ThreadInfo ti, ElementInfo ei, FieldInfo fi) {
    return ei;
  }

  @Override
  public boolean setsSharedClassCG(ThreadInfo ti, Instruction insn, ElementInfo ei, FieldInfo fi) {
    return setsStep(ti, insn, -1, fi);
  }

  @Override
  public boolean canHaveSharedArrayCG(ThreadInfo ti, Instruction insn, ElementInfo ei, int index) {
    return false;
  }

  @Override
  public ElementInfo updateArraySharedness(ThreadInfo ti, ElementInfo ei, int index) {
    return ei;
  }

  @Override
  public boolean setsSharedArrayCG(ThreadInfo ti, Instruction insn, ElementInfo ei, int index) {
    return false;
  }

  @Override
  public boolean setsSharedObjectExposureCG(
      ThreadInfo ti, Instruction insn, ElementInfo ei, FieldInfo fi, ElementInfo exposed) {
    return false;
  }

  @Override
  public boolean setsSharedClassExposureCG(
      ThreadInfo ti, Instruction insn, ElementInfo ei, FieldInfo fi, ElementInfo exposed) {
    return false;
  }

  @Override
  public void cleanupThreadTermination(ThreadInfo ti) {}
}
