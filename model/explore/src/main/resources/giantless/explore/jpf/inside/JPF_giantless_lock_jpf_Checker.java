package giantless.explore.jpf.inside;

import giantless.lock.explored.Operation;
import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.ChoiceGenerator;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.choice.IntIntervalGenerator;
import gov.nasa.jpf.vm.choice.ThreadChoiceFromSet;
import java.util.List;

/** The native peer of {@code giantless.lock.jpf.Checker}. */
public class JPF_giantless_lock_jpf_Checker extends NativePeer {
  private static final Operation.Kind[] KINDS = Operation.Kind.values();
  private final Run run = Run.current;
  private final Model model = run.model;

  @MJI
  public void attach(MJIEnv env, int clsRef, int world) {
    if (run.world != 0) {
      env.throwException("java.lang.IllegalStateException", "a second world in one search");
      return;
    }
    run.world = world;
    run.bootThread = env.getThreadInfo().getId();
    model.setBoot(model.ref(env.getElementInfo(world), "world.boot", "boot"));
  }

  @MJI
  public int world(MJIEnv env, int clsRef) {
    return run.world == 0 ? MJIEnv.NULL : run.world;
  }

  @MJI
  public void step(MJIEnv env, int clsRef, int kindRef, int on, int second, int labelRef) {
    ThreadInfo ti = env.getThreadInfo();
    Operation.Kind kind = KINDS[env.getIntField(kindRef, "ordinal")];
    ElementInfo td = model.td(ti);
    boolean starts = ti.getId() == run.bootThread && model.mode(run) == Model.RUN;
    if (starts && !run.rounds.begin(env)) {
      env.repeatInvocation();
      return;
    }
    new Monitors(run, env.getVM()).demandNoForeign(ti);
    if (run.lack != null) {
      env.repeatInvocation();
      return;
    }
    boolean first = !ti.isFirstStepInsn() || starts && run.rounds.hasJustBegun(env);
    if (first && mayBeOvertaken(env, ti, td, kind, on, second)) {
      env.repeatInvocation();
      return;
    }
    if (run.hasFailed() || ti.getId() == run.bootThread || model.mode(run) != Model.RUN) {
      return;
    }
    if (model.admits(td)) {
      String label = labelRef == MJIEnv.NULL ? null : env.getStringObject(labelRef);
      run.step(
          ti.getId(),
          kind,
          on,
          second,
          label,
          isQuiet(kind) ? null : Site.caller(ti),
          Run.NO_RESULT);
    } else {
      run.step(ti.getId(), Operation.Kind.EXPIRE, on, second, null, null, model.deadline(td));
    }
  }

  private static boolean isQuiet(Operation.Kind kind) {
    return kind == Operation.Kind.START || kind == Operation.Kind.END;
  }

  /** Makes a scheduling point if others may go first. */
  private boolean mayBeOvertaken(
      MJIEnv env, ThreadInfo ti, ElementInfo td, Operation.Kind kind, int on, int second) {
    boolean open = model.admits(td);
    boolean search = model.mode(run) == Model.RUN;
    if (search) {
      boolean seen = touches(ti, kind, on) | touches(ti, kind, second);
      if (isTry(kind) || model.opensOnSignal(td)) {
        run.touches.tries(on);
      }
      if (open && !model.isObserved(run) && !Moves.isSeen(kind, seen, run.touches.isTried(on))) {
        return false;
      }
    } else if (open && kind != Operation.Kind.YIELD) {
      return false;
    }
    Threads threads = new Threads(run, env.getVM());
    if (!open && search) {
      List<ThreadInfo> cycle = threads.cycle(ti);
      if (cycle != null) {
        run.fail("DEADLOCK", threads.describe(cycle), null);
      }
    }
    run.yields = kind == Operation.Kind.YIELD;
    ThreadInfo[] choices = run.hasFailed() ? new ThreadInfo[0] : threads.choices();
    run.yields = false;
    if (run.hasFailed()) {
      ti.breakTransition(true);
      return true;
    }
    if (choices.length == 1 && choices[0] == ti) {
      return false;
    }
    env.setNextChoiceGenerator(new ThreadChoiceFromSet("STEP", choices, true));
    return true;
  }

  private boolean touches(ThreadInfo ti, Operation.Kind kind, int ref) {
    return ref != MJIEnv.NULL
        && ti.getId() != run.bootThread
        && run.touches.touch(ref, ti.getId(), !isRead(kind));
  }

  private static boolean isRead(Operation.Kind kind) {
    switch (kind) {
      case GET:
      case HAS_WAITERS:
      case TEST_SIGNAL:
      case CLOCK:
      case JOIN:
        return true;
      default:
        return false;
    }
  }

  /** Whether it does not wait for a lock that is held, but comes out otherwise. */
  private static boolean isTry(Operation.Kind kind) {
    switch (kind) {
      case DESTROY:
      case TRY_LOCK:
      case TRY_RLOCK:
      case TRY_WLOCK:
      case TRY_UPGRADE:
        return true;
      default:
        return false;
    }
  }

  @MJI
  public boolean admitted(MJIEnv env, int clsRef) {
    return model.admits(model.td(env.getThreadInfo()));
  }

  @MJI
  public void result(MJIEnv env, int clsRef, long value) {
    run.result(env.getThreadInfo().getId(), value);
  }

  @MJI
  public boolean anyEnabled(MJIEnv env, int clsRef) {
    return !new Threads(run, env.getVM()).enabled().isEmpty();
  }

  @MJI
  public int choose(MJIEnv env, int clsRef, int alternatives, int whatRef) {
    ThreadInfo ti = env.getThreadInfo();
    int answer = 0;
    if (alternatives > 1) {
      if (!ti.isFirstStepInsn()) {
        env.setNextChoiceGenerator(new IntIntervalGenerator("choose", 0, alternatives - 1));
        env.repeatInvocation();
        return 0;
      }
      ChoiceGenerator<?> cg = env.getChoiceGenerator();
      answer = ((IntIntervalGenerator) cg).getNextChoice();
    }
    String what = whatRef == MJIEnv.NULL ? "" : env.getStringObject(whatRef);
    run.step(
        ti.getId(), Operation.Kind.CHOOSE, MJIEnv.NULL, MJIEnv.NULL, what, Site.caller(ti), answer);
    return answer;
  }

  @MJI
  public boolean hasWaiters(MJIEnv env, int clsRef, int lock) {
    return new Threads(run, env.getVM()).hasWaiters(lock);
  }

  @MJI
  public int lentPriority(MJIEnv env, int clsRef, int td) {
    return new Threads(run, env.getVM()).lentPriority(env.getElementInfo(td));
  }

  @MJI
  public void monitorEnter(MJIEnv env, int clsRef, int lock) {
    env.getModifiableElementInfo(lock).lock(env.getThreadInfo());
  }

  @MJI
  public void monitorExit(MJIEnv env, int clsRef, int lock) {
    env.getModifiableElementInfo(lock).unlock(env.getThreadInfo());
  }

  @MJI
  public int monitorExitAll(MJIEnv env, int clsRef, int object) {
    ElementInfo ei = env.getModifiableElementInfo(object);
    int depth = ei.getLockCount();
    for (int i = 0; i < depth; i++) {
      ei.unlock(env.getThreadInfo());
    }
    return depth;
  }

  @MJI
  public void monitorEnterAll(MJIEnv env, int clsRef, int object, int depth) {
    ElementInfo ei = env.getModifiableElementInfo(object);
    for (int i = 0; i < depth; i++) {
      ei.lock(env.getThreadInfo());
    }
  }

  @MJI
  public int waitSet(MJIEnv env, int clsRef, int object) {
    return env.newString("wait set of " + Monitors.of(object));
  }

  @MJI
  public void fail(MJIEnv env, int clsRef, int kindRef, int td, int cause) {
    ThreadInfo ti = env.getThreadInfo();
    if (!ti.isFirstStepInsn()) {
      String thread = model.name(env.getElementInfo(td));
      ElementInfo e = env.getElementInfo(cause);
      int message = e.getReferenceField("detailMessage");
      String text =
          e.getClassInfo().getName() + (message == MJIEnv.NULL ? "" : ": " + Model.string(message));
      run.thrown = e.getClassInfo().getName();
      run.fail(
          env.getStringObject(kindRef),
          "thread " + thread + ": " + text + Stacks.of(env, cause),
          thread);
      ti.breakTransition(true);
    }
    env.repeatInvocation();
  }

  @MJI
  public void finish(MJIEnv env, int clsRef) {
    ThreadInfo ti = env.getThreadInfo();
    run.rounds.end();
    env.getVM().terminateProcess(ti);
    env.repeatInvocation();
  }
}
