package giantless.stress.lincheck;

import giantless.lock.LockRuntime;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.stack.Host;
import giantless.stack.kern.Kernel;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.NetStack;
import giantless.stack.net.NetisrMode;
import giantless.stress.lincheck.monitor.MonitorRuntime;
import java.util.HashMap;
import java.util.Map;

/**
 * The machine under a structure, which Lincheck makes anew for each execution: on real threads and
 * native primitives under stress, on Java monitors under the model checker (why: package {@code
 * monitor}). Its time is virtual. Each structure takes the smallest part of a machine that it can
 * be built on.
 */
final class Machines {
  private static final int CPUS = 2;

  /** Set by {@link Linearizability} around a run; one strategy runs at a time. */
  private static volatile boolean modelChecked;

  private Machines() {}

  static void modelChecked(boolean on) {
    modelChecked = on;
  }

  /**
   * Where the window of a wrong twin is. Under stress the thread lets another one run, so that it
   * does not take luck to hit a window of some nanoseconds; the model checker needs no such help.
   */
  static void window() {
    if (!modelChecked) {
      Thread.yield();
    }
  }

  static LockRuntime runtime() {
    return modelChecked
        ? new MonitorRuntime(CPUS)
        : NativeRuntime.virtual(new VirtualClock(), null, CPUS, 1);
  }

  static Kernel kernel() {
    return new Kernel(runtime(), "host", new HashMap<>());
  }

  /** A kernel with a loader tunable. */
  static Kernel kernel(String tunable, int value) {
    return new Kernel(runtime(), "host", Map.of(tunable, Integer.toString(value)));
  }

  static MbufPool mbufs(Kernel kernel) {
    return new MbufPool(kernel, false);
  }

  /** Interfaces and routes without protocols. */
  static NetStack net() {
    Kernel kernel = kernel();
    return new NetStack(kernel, mbufs(kernel), NetisrMode.DIRECT);
  }

  static Host host() {
    return Host.builder().runtime(runtime()).build();
  }

  /** A runtime, and the means to let its time pass. */
  static final class Clocked {
    private final VirtualClock clock = modelChecked ? null : new VirtualClock();
    private final LockRuntime runtime =
        modelChecked ? new MonitorRuntime(CPUS) : NativeRuntime.virtual(clock, null, CPUS, 1);

    LockRuntime runtime() {
      return runtime;
    }

    /** For one thread at a time. */
    void advance(long nanos) {
      if (clock != null) {
        clock.advance(nanos);
      } else {
        ((MonitorRuntime) runtime).advance(nanos);
      }
    }
  }
}
