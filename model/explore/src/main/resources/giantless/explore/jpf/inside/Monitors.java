package giantless.explore.jpf.inside;

import giantless.lock.LockClass;
import giantless.lock.explored.Operation;
import gov.nasa.jpf.jvm.bytecode.INVOKECLINIT;
import gov.nasa.jpf.jvm.bytecode.JVMInvokeInstruction;
import gov.nasa.jpf.jvm.bytecode.MONITORENTER;
import gov.nasa.jpf.jvm.bytecode.MONITOREXIT;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.Instruction;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.MethodInfo;
import gov.nasa.jpf.vm.StackFrame;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import gov.nasa.jpf.vm.choice.ThreadChoiceFromSet;
import java.util.List;

/**
 * Steps of the monitors of the language, which are Java PathFinder's own: entering one is a step if
 * the program's code does it. A monitor that other code enters, as the JDK's, is no lock of the
 * program; a step while it is held is refused, as the explorer does.
 *
 * @see Instructions for waits and notifications
 */
final class Monitors {

  /** Whose monitors are no locks of the program. */
  private static final List<String> OTHERS =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.", "giantless.lock.");

  private static final String LOCK_OBJECT = "giantless.lock.LockObject";
  private static final int DEPTH = 8;

  /** Of an object whose monitor was entered by code that is not the program's: where. */
  private static final class Foreign {
    final String where;

    Foreign(String where) {
      this.where = where;
    }
  }

  /** Of what the threads of the run have made, which is another thing on each path. */
  private enum OfRun {
    YES
  }

  /** Of an {@code Object} that the program's code has made: file and line where it was made. */
  private static final class Made {
    final String where;

    Made(String where) {
      this.where = where;
    }
  }

  private final Run run;
  private final VM vm;

  Monitors(Run run, VM vm) {
    this.run = run;
    this.vm = vm;
  }

  // ---- Whose it is ----

  /** The method that enters or leaves a monitor at the thread's instruction; null if none does. */
  private static MethodInfo user(ThreadInfo ti) {
    Instruction pc = ti.getPC();
    if (pc instanceof INVOKECLINIT) {
      return null;
    }
    MethodInfo top = ti.getTopFrame().getMethodInfo();
    if (pc instanceof MONITORENTER || pc instanceof MONITOREXIT) {
      return top;
    }
    if (pc instanceof JVMInvokeInstruction) {
      MethodInfo called = ((JVMInvokeInstruction) pc).getInvokedMethod(ti);
      return called != null && called.isSynchronized() ? called : null;
    }
    return top.isSynchronized() ? top : null;
  }

  private static boolean isOfProgram(MethodInfo m) {
    return m != null
        && !m.isClinit()
        && m.getClassInfo() != null
        && OTHERS.stream().noneMatch(m.getClassName()::startsWith);
  }

  /** A class initialiser runs on one path of many, and uses no monitor. */
  private static boolean isInitializing(ThreadInfo ti) {
    for (StackFrame f = ti.getTopFrame(); f != null; f = f.getPrevious()) {
      if (f.getMethodInfo().isClinit()) {
        return true;
      }
    }
    return false;
  }

  private boolean isStep(ThreadInfo ti) {
    return ti.getId() != run.bootThread
        && !run.hasFailed()
        && !run.model.isLooking(run)
        && isOfProgram(user(ti))
        && !isInitializing(ti);
  }

  private boolean isSearch() {
    return run.model.mode(run) == Model.RUN;
  }

  // ---- Entering and leaving ----

  /** The thread is to enter a monitor that is free; whether others go first. */
  boolean setsEntry(ThreadInfo ti, ElementInfo monitor) {
    if (!isStep(ti)) {
      return false;
    }
    demandNoForeign(ti);
    if (run.lack != null) {
      return true;
    }
    int ref = monitor.getObjectRef();
    if (monitor.getClassInfo().isInstanceOf(LOCK_OBJECT)) {
      run.lacks(ti, "the monitor of a lock of the runtime: " + Site.caller(ti).full());
      return true;
    }
    if (!isSearch()) {
      return false;
    }
    if (run.model.isObserved(run)) {
      run.lacks(ti, "monitors beside an invariant of every step: " + Site.caller(ti).full());
      return true;
    }
    if (!ti.isFirstStepInsn() && run.touches.touch(ref, ti.getId(), true)) {
      ThreadInfo[] choices = new Threads(run, vm).choices();
      if (choices.length > 1 || choices[0] != ti) {
        return sets(choices);
      }
    }
    note(ti, Operation.Kind.LOCK, ref);
    return false;
  }

  /** The thread has found the monitor taken, and is blocked. Always true. */
  boolean setsWait(ThreadInfo ti, ElementInfo monitor) {
    if (run.hasFailed()) {
      // Nothing that comes after it is to take its place.
      ti.breakTransition(true);
      return true;
    }
    if (!isStep(ti)) {
      run.lacks(
          ti,
          (ti.getId() == run.bootThread
                  ? "outside of a run somebody"
                  : "a class initialiser, an onlooker or code that is not the program's")
              + " waits for the "
              + name(monitor.getObjectRef())
              + ": "
              + Site.caller(ti).full());
      return true;
    }
    Threads threads = new Threads(run, vm);
    if (isSearch()) {
      run.touches.touch(monitor.getObjectRef(), ti.getId(), true);
      List<ThreadInfo> cycle = threads.cycle(ti);
      if (cycle != null) {
        run.fail("DEADLOCK", threads.describe(cycle), null);
      }
    }
    ThreadInfo[] choices = run.hasFailed() ? new ThreadInfo[0] : threads.choices();
    if (run.hasFailed()) {
      ti.breakTransition(true);
      return true;
    }
    return sets(choices);
  }

  private boolean sets(ThreadInfo[] choices) {
    return vm.getSystemState()
        .setNextChoiceGenerator(new ThreadChoiceFromSet("MONITOR", choices, true));
  }

  /** The thread has left a monitor for good, which commutes with what others can do meanwhile. */
  void left(ThreadInfo ti, ElementInfo monitor) {
    if (isStep(ti) && isSearch()) {
      note(ti, Operation.Kind.UNLOCK, monitor.getObjectRef());
    }
  }

  /** A synchronized method enters the monitor at its beginning. */
  private static Site site(ThreadInfo ti) {
    MethodInfo m = user(ti);
    return m == ti.getTopFrame().getMethodInfo() ? Site.caller(ti) : Site.beginning(m);
  }

  private void note(ThreadInfo ti, Operation.Kind kind, int monitor) {
    run.step(ti.getId(), kind, monitor, MJIEnv.NULL, null, site(ti), Run.NO_RESULT);
  }

  // ---- The order, and those that are not the program's ----

  /** To be called when a monitor was entered that the thread did not have. */
  void entered(ThreadInfo ti, ElementInfo monitor) {
    MethodInfo m = ti.getTopFrame().getMethodInfo();
    boolean byCode = m.isSynchronized() || ti.getPC() instanceof MONITORENTER;
    boolean afterWait = !byCode && m.getName().equals("monitorEnterAll");
    if (byCode && !m.isClinit() && !isOfProgram(m)) {
      monitor.addObjectAttr(new Foreign(m.getClassInfo() == null ? "unknown" : m.getFullName()));
    } else if ((afterWait || (byCode && isOfProgram(m))) && isOrdered(ti, monitor)) {
      learn(ti, monitor.getObjectRef());
    }
  }

  /** Those that the explorer tells apart, too. */
  private boolean isOrdered(ThreadInfo ti, ElementInfo monitor) {
    return run.world != 0
        && ti.getId() != run.bootThread
        && run.model.isWatched(run)
        && !run.model.isLooking(run)
        && !isOfJdk(monitor)
        && !monitor.hasObjectAttr(OfRun.class)
        && !isInitializing(ti);
  }

  /** Of which one may be mistaken for another; no class, and no {@code Object} of the program's. */
  private static boolean isOfJdk(ElementInfo object) {
    String type = object.getClassInfo().getName();
    return object.isArray()
        || OTHERS.stream().anyMatch(type::startsWith)
            && !object.hasObjectAttr(Made.class)
            && !isClass(object);
  }

  private static boolean isClass(ElementInfo object) {
    return object.getClassInfo().getName().equals("java.lang.Class");
  }

  private void learn(ThreadInfo ti, int monitor) {
    LockClass to = run.order.of(run.model, monitor);
    List<Site> here = Site.stack(ti, DEPTH);
    String thread = run.model.name(run.model.td(ti));
    Held held = run.held(ti.getId());
    for (Held h = held; h != null; h = h.before) {
      run.order.learn(run.order.of(run.model, h.lock), to, thread, h.stack, here);
    }
    run.hold(ti.getId(), new Held(held, monitor, false, 1, here));
  }

  /** To be called when the thread has left a monitor for good. */
  void forget(ThreadInfo ti, ElementInfo monitor) {
    Foreign f = monitor.getObjectAttr(Foreign.class);
    if (f != null) {
      monitor.removeObjectAttr(f);
    }
    int ref = monitor.getObjectRef();
    Held held = run.held(ti.getId());
    if (!Model.isLock(ref) && Held.find(held, ref) != null) {
      run.hold(ti.getId(), Held.replace(held, ref, null));
    }
  }

  /** The thread comes to a step: it must hold no monitor that is not explored. */
  void demandNoForeign(ThreadInfo ti) {
    if (!ti.hasLockedObjects()) {
      return;
    }
    for (ElementInfo held : ti.getLockedObjects()) {
      Foreign f = held.getObjectAttr(Foreign.class);
      if (f != null) {
        run.lacks(
            ti,
            "a step under the "
                + name(held.getObjectRef())
                + ", which is not explored as the class that locks it is not the program's: at "
                + Site.caller(ti).full()
                + ", in "
                + f.where);
      }
    }
  }

  // ---- Names ----

  /** To be called when an object was made: what it is called, and whether it has an order. */
  void made(ThreadInfo ti, ElementInfo object) {
    if (isPlain(object) && isProgramRunning(ti)) {
      object.addObjectAttr(new Made(Site.caller(ti).fileAndLine()));
    }
    boolean hasRun = run.rounds.number() >= 0;
    if (hasRun && !isOfJdk(object) && !isClass(object) && !isInitializing(ti)) {
      object.addObjectAttr(OfRun.YES);
    }
  }

  /** The class of a reference to a constructor is not the program's, and has no file. */
  private static boolean isProgramRunning(ThreadInfo ti) {
    StackFrame f = ti.getTopFrame();
    ClassInfo c = f == null ? null : f.getMethodInfo().getClassInfo();
    return c != null
        && c.getSourceFileName() != null
        && OTHERS.stream().noneMatch(c.getName()::startsWith);
  }

  static boolean isPlain(ElementInfo ei) {
    return ei.getClassInfo().getName().equals("java.lang.Object");
  }

  /** What the explorer calls the monitor of the object. */
  static String name(int ref) {
    return "monitor of " + of(ref);
  }

  /** What the object is. */
  static String of(int ref) {
    ElementInfo ei = Model.get(ref);
    if (isPlain(ei)) {
      Made m = ei.getObjectAttr(Made.class);
      return m == null ? "Object" : "Object (" + m.where + ")";
    }
    if (isClass(ei)) {
      return "class "
          + simple(ThreadInfo.getCurrentThread().getEnv().getReferredClassInfo(ref).getName());
    }
    ClassInfo type = ei.getClassInfo();
    if (type.isEnum()) {
      boolean hasBody = !type.getSuperClass().getName().equals("java.lang.Enum");
      return simple((hasBody ? type.getSuperClass() : type).getName()) + "." + Model.enumName(ref);
    }
    return type.isArray()
        ? simple(type.getComponentClassInfo().getName()) + "[]"
        : simple(type.getName());
  }

  private static String simple(String type) {
    return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
  }
}
