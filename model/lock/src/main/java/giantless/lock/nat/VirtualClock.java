package giantless.lock.nat;

import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Panic;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Time that passes only when {@link #advance} is called: for one machine or for several at once.
 * The thread that advances acts as the softclock thread of each: it runs the callouts and ends the
 * timed sleeps that are due, each at its own time, in the order of their times. At the same time
 * sleeps end first, in the order in which they began, then run the callouts, machine by machine in
 * the order in which the machines were made, each machine's in the order in which they were reset.
 * It does not wait for what the woken threads do then.
 *
 * <p>The list of sleeps and of machines is guarded by the clock's own monitor, a leaf; handlers run
 * without it.
 */
public final class VirtualClock {

  /** 2004-08-16T00:00:00Z, where the virtual time of day begins unless said otherwise. */
  public static final long DEFAULT_EPOCH_NANOS = 1_092_614_400_000_000_000L;

  /** The end of one timed sleep. */
  static final class Timer implements Comparable<Timer> {
    private final long deadline;
    private final long seq;
    private final NativeThread td;
    private volatile boolean fired;

    Timer(long deadline, long seq, NativeThread td) {
      this.deadline = deadline;
      this.seq = seq;
      this.td = td;
    }

    boolean fired() {
      return fired;
    }

    @Override
    public int compareTo(Timer o) {
      int c = Long.compare(deadline, o.deadline);
      return c != 0 ? c : Long.compare(seq, o.seq);
    }
  }

  private final long epochNanos;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<NativeRuntime> machines = new ArrayList<>(2);
  private long seq;
  private boolean advancing;
  private volatile long now;

  public VirtualClock() {
    this(DEFAULT_EPOCH_NANOS);
  }

  /** A clock whose time of day begins at the given nanoseconds since 1970-01-01 UTC. */
  public VirtualClock(long epochNanos) {
    this.epochNanos = epochNanos;
  }

  /** Virtual nanoseconds since the clock was made. */
  public long nanos() {
    return now;
  }

  long timeOfDayNanos() {
    return epochNanos + now;
  }

  /**
   * Lets time pass. May not be called from a callout, nor while another thread advances, nor with a
   * lock held.
   *
   * @param nanos at least 0; with 0, what is due already happens
   */
  public void advance(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("advance by " + nanos + " ns");
    }
    long target = now + nanos;
    List<NativeRuntime> all;
    synchronized (this) {
      if (advancing) {
        throw new Panic("the virtual clock is advanced while it advances");
      }
      advancing = true;
      all = List.copyOf(machines);
    }
    try {
      for (NativeRuntime rt : all) {
        LockWatch watch = rt.watch();
        if (watch != null) {
          watch.mustHoldNothing(rt.curthread(), "VirtualClock.advance");
        }
      }
      boolean more = true;
      while (more) {
        more = step(all, target);
      }
      now = target;
    } finally {
      synchronized (this) {
        advancing = false;
      }
    }
  }

  /** Lets time pass until the next event and has it happen; false if there is none. */
  public boolean advanceToNext() {
    long next = nextEventNanos();
    if (next == LockRuntime.NEVER) {
      return false;
    }
    advance(Math.max(0, next - now));
    return true;
  }

  /** When the next timed sleep ends or callout is due, or {@link LockRuntime#NEVER}. */
  public long nextEventNanos() {
    List<NativeRuntime> all;
    long next;
    synchronized (this) {
      all = List.copyOf(machines);
      next = timers.isEmpty() ? LockRuntime.NEVER : timers.peek().deadline;
    }
    for (NativeRuntime rt : all) {
      next = Math.min(next, rt.callouts().nextDeadline());
    }
    return next;
  }

  /** The earliest event not after the target; false if there is none. */
  private boolean step(List<NativeRuntime> all, long target) {
    long wheelTime = LockRuntime.NEVER;
    NativeRuntime machine = null;
    for (NativeRuntime rt : all) {
      long t = rt.callouts().nextDeadline();
      if (t < wheelTime) {
        wheelTime = t;
        machine = rt;
      }
    }
    synchronized (this) {
      Timer timer = timers.peek();
      if (timer != null && timer.deadline <= target && timer.deadline <= wheelTime) {
        timers.remove(timer);
        now = Math.max(now, timer.deadline);
        timer.fired = true;
        timer.td.unparkThread();
        return true;
      }
    }
    if (machine == null || wheelTime > target) {
      return false;
    }
    now = Math.max(now, wheelTime);
    machine.callouts().runNext(now);
    return true;
  }

  synchronized Timer timer(long deadline, NativeThread td) {
    Timer t = new Timer(deadline, seq++, td);
    if (deadline <= now) {
      t.fired = true;
    } else {
      timers.add(t);
    }
    return t;
  }

  synchronized void cancel(Timer timer) {
    timers.remove(timer);
  }

  synchronized void attach(NativeRuntime rt) {
    machines.add(rt);
  }

  synchronized void detach(NativeRuntime rt) {
    machines.remove(rt);
  }
}
