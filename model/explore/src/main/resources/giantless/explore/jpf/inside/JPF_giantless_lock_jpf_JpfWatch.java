package giantless.explore.jpf.inside;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.witness.OrderRules;
import giantless.lock.witness.WitnessViolation;
import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;
import java.util.List;

/** The native peer of {@code giantless.lock.jpf.JpfWatch}: the rules of WITNESS(4). */
public class JPF_giantless_lock_jpf_JpfWatch extends NativePeer {
  private static final String THROWN = "giantless.lock.witness.WitnessViolation";
  private static final int DEPTH = 8;
  private final Run run = Run.current;
  private final Model model = run.model;

  private Held held(MJIEnv env) {
    return run.held(env.getThreadInfo().getId());
  }

  private void hold(MJIEnv env, Held h) {
    run.hold(env.getThreadInfo().getId(), h);
  }

  private static boolean isShared(int mode) {
    return Model.enumName(mode).equals("SHARED");
  }

  private void violation(MJIEnv env, WitnessViolation.Kind kind, String rest) {
    run.violation = kind.name();
    env.throwException(THROWN, kind.title() + rest);
  }

  private String name(MJIEnv env, int thread) {
    ElementInfo td = env.getElementInfo(thread);
    return model.name(td);
  }

  @MJI
  public void beforeAcquire(MJIEnv env, int self, int thread, int lock, int mode) {
    Held h = held(env);
    if (h == null) {
      return;
    }
    Held again = Held.find(h, lock);
    if (again != null) {
      recursion(env, again, lock, isShared(mode));
      return;
    }
    LockClass to = run.order.of(model, lock);
    List<Site> here = null;
    for (; h != null; h = h.before) {
      LockClass from = run.order.of(model, h.lock);
      if (OrderRules.mustOnlyTry(from, h.mode(), to)) {
        violation(
            env,
            WitnessViolation.Kind.SLEEPABLE_WITH_MUTEX,
            OrderRules.ONLY_TRY + pair(h.lock, lock));
        return;
      }
      WitnessViolation.Kind kind = OrderRules.forbidden(from, to);
      if (kind != null) {
        violation(env, kind, pair(h.lock, lock));
        return;
      }
      if (here == null) {
        here = Site.stack(env.getThreadInfo(), DEPTH);
      }
      run.order.learn(from, to, name(env, thread), h.stack, here);
    }
  }

  private String pair(int first, int second) {
    return "\n 1st " + model.describe(first) + "\n 2nd " + model.describe(second);
  }

  private void recursion(MJIEnv env, Held again, int lock, boolean shared) {
    if (again.shared != shared) {
      String detail =
          again.shared ? ": shared held, exclusive wanted" : ": exclusive held, shared wanted";
      violation(env, WitnessViolation.Kind.MODE_MIX, detail + "\n " + model.describe(lock));
    } else if (!shared && !run.order.of(model, lock).isRecursive()) {
      violation(env, WitnessViolation.Kind.RECURSION, "\n " + model.describe(lock));
    }
  }

  @MJI
  public void acquired(
      MJIEnv env, int self, int thread, int lock, int mode, boolean tried, long waited) {
    Held h = held(env);
    Held again = Held.find(h, lock);
    if (again != null) {
      Held more = new Held(null, lock, again.shared, again.depth + 1, again.stack);
      hold(env, Held.replace(h, lock, more));
    } else {
      List<Site> here = Site.stack(env.getThreadInfo(), DEPTH);
      hold(env, new Held(h, lock, isShared(mode), 1, here));
    }
  }

  @MJI
  public void released(MJIEnv env, int self, int thread, int lock, int mode) {
    Held h = held(env);
    Held own = Held.find(h, lock);
    if (own == null) {
      stranger(env, lock);
      return;
    }
    if (own.shared != isShared(mode)) {
      String detail =
          own.shared ? ": shared held, exclusive unlock" : ": exclusive held, shared unlock";
      violation(env, WitnessViolation.Kind.WRONG_MODE, detail + "\n " + model.describe(lock));
      return;
    }
    Held less = own.depth == 1 ? null : new Held(null, lock, own.shared, own.depth - 1, own.stack);
    hold(env, Held.replace(h, lock, less));
  }

  private void stranger(MJIEnv env, int lock) {
    violation(env, WitnessViolation.Kind.STRANGER, "\n " + model.describe(lock));
  }

  @MJI
  public void modeChanged(MJIEnv env, int self, int thread, int lock, int newMode) {
    Held h = held(env);
    Held own = Held.find(h, lock);
    if (own == null) {
      stranger(env, lock);
      return;
    }
    Held changed = new Held(null, lock, isShared(newMode), own.depth, own.stack);
    hold(env, Held.replace(h, lock, changed));
  }

  @MJI
  public void beforeSleep(MJIEnv env, int self, int thread, int interlock, int what) {
    for (Held h = held(env); h != null; h = h.before) {
      LockClass c = run.order.of(model, h.lock);
      if (h.lock != interlock && !c.kind().mayHolderSleep(h.mode()) && c != Locks.GIANT) {
        violation(
            env,
            WitnessViolation.Kind.SLEEP_WITH_LOCK,
            ": " + Model.string(what) + "\n 1st " + model.describe(h.lock));
        return;
      }
    }
  }

  @MJI
  public void mustHoldNothing(MJIEnv env, int self, int thread, int where) {
    Held h = held(env);
    while (h != null && !Model.isLock(h.lock)) {
      // Who calls under a monitor leaves that after the call.
      h = h.before;
    }
    if (h != null) {
      violation(
          env,
          WitnessViolation.Kind.LEAK,
          ": " + Model.string(where) + "\n 1st " + model.describe(h.lock));
    }
  }

  @MJI
  public void destroyed(MJIEnv env, int self, int thread, int lock) {
    Held h = held(env);
    Held own = Held.find(h, lock);
    if (own == null) {
      return;
    }
    LockClass.Kind kind = run.order.of(model, lock).kind();
    boolean mutex = kind == LockClass.Kind.MTX || kind == LockClass.Kind.SPIN;
    if (!mutex || own.depth > 1) {
      violation(env, WitnessViolation.Kind.DESTROY_HELD, "\n " + model.describe(lock));
    }
    hold(env, Held.replace(h, lock, null));
  }
}
