package giantless.explore.jpf.inside;

import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.FieldInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import java.util.HashMap;
import java.util.Map;

/** Reads the objects of {@code giantless.lock.jpf} in the program's heap. */
final class Model {
  // Of Gate.
  static final int NONE = 0;
  static final int MTX = 1;
  static final int SHARE = 2;
  static final int SHARE_AGAIN = 3;
  static final int EXCLUDE = 4;
  static final int RESUME = 5;
  static final int PARK = 6;
  static final int JOIN = 7;
  static final int OVER = 8;
  static final int NEVER = 9;

  // Of JpfWorld.
  static final int BOOT = 0;
  static final int RUN = 2;

  private static final int ASLEEP = 1;
  private static final String CARRIER = "giantless.lock.jpf.JpfCarrier";

  private final Map<String, FieldInfo> fields = new HashMap<>();

  private FieldInfo field(ElementInfo ei, String key, String name) {
    FieldInfo fi = fields.get(key);
    if (fi == null) {
      fi = ei.getClassInfo().getInstanceField(name);
      if (fi == null) {
        throw new IllegalStateException(ei.getClassInfo().getName() + " has no field " + name);
      }
      fields.put(key, fi);
    }
    return fi;
  }

  int ref(ElementInfo ei, String key, String name) {
    return ei.getReferenceField(field(ei, key, name));
  }

  int i(ElementInfo ei, String key, String name) {
    return ei.getIntField(field(ei, key, name));
  }

  boolean z(ElementInfo ei, String key, String name) {
    return ei.getBooleanField(field(ei, key, name));
  }

  long j(ElementInfo ei, String key, String name) {
    return ei.getLongField(field(ei, key, name));
  }

  static ElementInfo get(int ref) {
    return ref == MJIEnv.NULL ? null : VM.getVM().getHeap().get(ref);
  }

  int mode(Run run) {
    return i(get(run.world), "world.mode", "mode");
  }

  boolean isObserved(Run run) {
    return z(get(run.world), "world.observed", "observed");
  }

  boolean isWatched(Run run) {
    return ref(get(run.world), "world.watch", "watch") != MJIEnv.NULL;
  }

  boolean isLooking(Run run) {
    return z(get(run.world), "world.looking", "looking");
  }

  // ---- Threads ----

  private int bootTd = MJIEnv.NULL;

  void setBoot(int td) {
    bootTd = td;
  }

  /** The JpfThread that the thread carries, or null. */
  ElementInfo td(ThreadInfo ti) {
    ElementInfo t = get(ti.getThreadObjectRef());
    if (t == null || !t.getClassInfo().getName().equals(CARRIER)) {
      return ti.getId() == Run.current.bootThread ? get(bootTd) : null;
    }
    return get(ref(t, "carrier.td", "td"));
  }

  boolean isThread(int ref) {
    return get(ref).getClassInfo().getName().equals("giantless.lock.jpf.JpfThread");
  }

  int gate(ElementInfo td) {
    return i(td, "td.gate", "gate");
  }

  int gateOn(ElementInfo td) {
    return ref(td, "td.gateOn", "gateOn");
  }

  boolean hasStarted(ElementInfo td) {
    return z(td, "td.started", "started");
  }

  boolean signal(ElementInfo td) {
    return z(td, "td.signal", "signal");
  }

  boolean opensOnSignal(ElementInfo td) {
    return z(td, "td.gateOpensOnSignal", "gateOpensOnSignal");
  }

  boolean isAsleep(ElementInfo td) {
    return i(td, "td.sleep", "sleep") == ASLEEP;
  }

  long deadline(ElementInfo td) {
    return j(td, "td.deadline", "deadline");
  }

  int basePriority(ElementInfo td) {
    return i(td, "td.basePriority", "basePriority");
  }

  String waitMessage(ElementInfo td) {
    return string(ref(td, "td.waitMessage", "waitMessage"));
  }

  String name(ElementInfo td) {
    String name = string(ref(td, "td.name", "name"));
    int rt = ref(td, "td.runtime", "runtime");
    String host = rt == MJIEnv.NULL ? "" : string(ref(get(rt), "rt.host", "host"));
    return host.isEmpty() ? name : host + "/" + name;
  }

  int heldCount(ElementInfo td) {
    return i(td, "td.heldCount", "heldCount");
  }

  int held(ElementInfo td, int k) {
    return get(ref(td, "td.held", "held")).getReferenceElement(k);
  }

  boolean heldShared(ElementInfo td, int k) {
    return get(ref(td, "td.heldShared", "heldShared")).getBooleanElement(k);
  }

  boolean holds(ElementInfo td, int lock) {
    for (int k = heldCount(td) - 1; k >= 0; k--) {
      if (held(td, k) == lock) {
        return true;
      }
    }
    ThreadInfo owner = get(lock).getLockingThread();
    ElementInfo by = owner == null ? null : td(owner);
    return by != null && by.getObjectRef() == td.getObjectRef();
  }

  boolean holdsShared(ElementInfo td, int lock) {
    for (int k = heldCount(td) - 1; k >= 0; k--) {
      if (held(td, k) == lock) {
        return heldShared(td, k);
      }
    }
    return false;
  }

  // ---- Gates ----

  /** A mutex of the runtime, which takes its monitor too, or the monitor of any object. */
  private static boolean isFree(int lock) {
    return get(lock).getLockingThread() == null;
  }

  boolean admits(ElementInfo td) {
    int gate = gate(td);
    if (gate == NONE) {
      return true;
    }
    if (opensOnSignal(td) && signal(td)) {
      return true;
    }
    int on = gateOn(td);
    switch (gate) {
      case MTX:
        return isFree(on);
      case SHARE:
      case SHARE_AGAIN:
      case EXCLUDE:
        ElementInfo s = get(on);
        boolean unowned = ref(s, "shared.owner", "owner") == MJIEnv.NULL;
        int readers = i(s, "shared.readers", "readers");
        return unowned
            && (gate == SHARE_AGAIN
                || readers == 0
                || (gate == SHARE && i(s, "shared.queuedWriters", "queuedWriters") == 0));
      case RESUME:
        return !isAsleep(td) && (on == MJIEnv.NULL || isFree(on));
      case PARK:
        return z(td, "td.permit", "permit") || z(td, "td.parkExpired", "parkExpired");
      case JOIN:
        return z(get(on), "td.ended", "ended");
      default:
        return false;
    }
  }

  /** The lock without which the thread cannot go on; NULL if it can, or waits for something else. */
  int wanted(ElementInfo td) {
    int gate = gate(td);
    if (gate == NONE || opensOnSignal(td) || admits(td)) {
      return MJIEnv.NULL;
    }
    return lockOfGate(td);
  }

  int lockOfGate(ElementInfo td) {
    switch (gate(td)) {
      case MTX:
        return gateOn(td);
      case SHARE:
      case SHARE_AGAIN:
      case EXCLUDE:
        return ref(get(gateOn(td)), "shared.lock", "lock");
      case RESUME:
        return isAsleep(td) ? MJIEnv.NULL : gateOn(td);
      default:
        return MJIEnv.NULL;
    }
  }

  boolean wantsShared(ElementInfo td) {
    return gate(td) == SHARE || gate(td) == SHARE_AGAIN;
  }

  /** Whether the lock is, or is about, this queue's. */
  boolean isQueuedWriter(ElementInfo td, int lock) {
    return gate(td) == EXCLUDE && lockOfGate(td) == lock;
  }

  // ---- Locks ----

  static boolean isLock(int ref) {
    return get(ref).getClassInfo().isInstanceOf("giantless.lock.LockObject");
  }

  ElementInfo lockClass(int lock) {
    return get(ref(get(lock), "lock.lockClass", "lockClass"));
  }

  String className(ElementInfo lockClass) {
    return string(ref(lockClass, "class.name", "name"));
  }

  /** The words for the kind. */
  String kindLabel(ElementInfo lockClass) {
    ElementInfo kind = get(ref(lockClass, "class.kind", "kind"));
    return string(ref(kind, "kind.label", "label"));
  }

  /** The name of the enum constant. */
  String kindName(ElementInfo lockClass) {
    return enumName(ref(lockClass, "class.kind", "kind"));
  }

  static String enumName(int constant) {
    ElementInfo e = get(constant);
    return string(e.getReferenceField(e.getClassInfo().getInstanceField("name")));
  }

  boolean isRecursive(ElementInfo lockClass) {
    return z(lockClass, "class.recursive", "recursive");
  }

  boolean isDupOk(ElementInfo lockClass) {
    return z(lockClass, "class.dupOk", "dupOk");
  }

  String describe(int lock) {
    ElementInfo c = lockClass(lock);
    return className(c) + " (" + kindLabel(c) + ")";
  }

  static String string(int ref) {
    ElementInfo ei = get(ref);
    return ei == null ? null : ei.asString();
  }

  /** What the explorer would call the object; null for what has no name. */
  String baseName(int ref) {
    ElementInfo ei = get(ref);
    if (ei == null) {
      return null;
    }
    String c = ei.getClassInfo().getName();
    switch (c) {
      case "giantless.lock.jpf.JpfThread":
        return name(ei);
      case "giantless.lock.jpf.JpfCondVar":
        return string(ref(ei, "cv.waitMessage", "waitMessage"));
      case "giantless.lock.jpf.JpfAtomicInt":
      case "giantless.lock.jpf.JpfAtomicRef":
        return "atomic";
      case "giantless.lock.jpf.JpfWorld":
      case "java.lang.Object":
        return null;
      default:
        if (isLock(ref)) {
          return className(lockClass(ref));
        }
        return c.substring(Math.max(c.lastIndexOf('.'), c.lastIndexOf('$')) + 1);
    }
  }
}
