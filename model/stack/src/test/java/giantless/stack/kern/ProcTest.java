package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.WaitResult;
import giantless.stack.Host;
import giantless.stack.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes: signals and who takes them, exit and whom it waits for. */
class ProcTest {
  private final Host host = Machine.builder().tunable("kern.maxproc", 5).build();
  private final Kernel kernel = host.kernel();
  private final Proc p = host.newProc("p");

  @AfterEach
  void nothing_is_left() {
    host.shutdownClean();
  }

  private WaitResult sleepForEver() {
    Mtx m = host.rt().mtx(Locks.SO_RCV);
    m.lock();
    WaitResult r = host.rt().sleepQueue().sleep(m, m, "test", true, 0, false);
    m.unlock();
    return r;
  }

  @Test
  void handler_runs_at_the_return_of_the_call() {
    int[] seen = new int[1];
    ProcThread td = p.curthread();
    p.sigaction(Signal.SIGUSR1, s -> seen[0] = s, 0);
    p.signal(Signal.SIGUSR1);
    assertThat(seen[0]).isZero();
    assertThat(kernel.sleepErrno(sleepForEver())).isEqualTo(Errno.EINTR);
    assertThat(td.ast()).as("no SA_RESTART").isFalse();
    assertThat(seen[0]).isEqualTo(Signal.SIGUSR1);
    assertThat(td.kthread().isInterrupted()).isFalse();
  }

  @Test
  void restart_is_told_from_eintr() {
    ProcThread td = p.curthread();
    p.sigaction(Signal.SIGUSR2, s -> {}, Proc.SA_RESTART);
    td.signal(Signal.SIGUSR2);
    assertThat(kernel.sleepErrno(sleepForEver())).isEqualTo(Errno.ERESTART);
    assertThat(td.ast()).isTrue();
    assertThat(kernel.sleepErrno(WaitResult.TIMED_OUT)).isEqualTo(Errno.EWOULDBLOCK);
    assertThat(kernel.sleepErrno(WaitResult.WOKEN)).isEqualTo(Errno.OK);
  }

  @Test
  void ignored_signal_wakes_nobody() {
    ProcThread td = p.curthread();
    p.signal(Signal.SIGURG);
    assertThat(td.kthread().isInterrupted()).isFalse();
    p.sigaction(Signal.SIGTERM, Signal.SIG_IGN, 0);
    p.signal(Signal.SIGTERM);
    assertThat(td.kthread().isInterrupted()).isFalse();
    assertThat(p.signal(99)).isEqualTo(Errno.EINVAL);
    assertThat(p.sigaction(Signal.SIGKILL, Signal.SIG_IGN, 0)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void blocked_signal_waits_for_the_mask() {
    int[] seen = new int[1];
    ProcThread td = p.curthread();
    p.sigaction(Signal.SIGUSR1, s -> seen[0]++, 0);
    p.sigmask(1 << Signal.SIGUSR1);
    p.signal(Signal.SIGUSR1);
    assertThat(td.kthread().isInterrupted()).isFalse();
    td.ast();
    assertThat(seen[0]).isZero();
    p.sigmask(0);
    td.ast();
    assertThat(seen[0]).isOne();
  }

  @Test
  void exit_interrupts_the_threads_and_closes_the_descriptors() {
    TestObject o = new TestObject(kernel);
    o.open(p);
    for (int i = 0; i < 3; i++) {
      p.spawn(
          "sleeper" + i,
          () -> {
            while (true) {
              sleepForEver();
              p.curthread().ast();
            }
          });
    }
    p.exit(7 << 8);
    assertThat(p.isDead()).isTrue();
    assertThat(p.waitExit()).isEqualTo(7 << 8);
    assertThat(o.closes).isOne();
    assertThat(kernel.procs().pfind(p.pid())).isNull();
    assertThat(p.spawn("late", () -> {})).isNull();
    assertThat(p.signal(Signal.SIGTERM)).isEqualTo(Errno.ESRCH);
  }

  @Test
  void default_action_ends_the_process() {
    KThread t =
        p.spawn(
            "victim",
            () -> {
              while (true) {
                sleepForEver();
                p.curthread().ast();
              }
            });
    while (kernel.procs().kill(p.pid(), Signal.SIGTERM) == Errno.OK && !p.isDead()) {
      host.rt().yieldCpu();
    }
    t.join();
    assertThat(p.waitExit()).isEqualTo(Signal.SIGTERM);
    assertThat(kernel.procs().kill(p.pid(), Signal.SIGTERM)).isEqualTo(Errno.ESRCH);
  }

  @Test
  void two_threads_that_exit_do_not_wait_for_each_other() {
    for (int i = 0; i < 50; i++) {
      Proc q = host.newProc("q");
      KThread a = q.spawn("a", 0, () -> q.exit(1));
      KThread b = q.spawn("b", 1, () -> q.exit(2));
      if (a != null) {
        a.join();
      }
      if (b != null) {
        b.join();
      }
      assertThat(q.waitExit()).isBetween(1, 2);
    }
  }

  @Test
  void full_process_table_is_eagain() {
    Proc last = p;
    for (int i = 0; i < 4; i++) {
      last = p.fork("c" + i);
      assertThat(last).isNotNull();
    }
    assertThat(p.fork("one too many")).isNull();
    last.exit(0);
    assertThat(p.fork("again")).isNotNull();
  }

  @Test
  void foreign_thread_serves_two_processes() {
    Proc q = host.newProc("q");
    ProcThread tp = p.curthread();
    ProcThread tq = q.curthread();
    assertThat(tp).isNotSameAs(tq);
    assertThat(p.curthread()).isSameAs(tp);
    assertThat(kernel.curthread()).isSameAs(tp);
    assertThat(q.curthread()).isSameAs(tq);
  }

  @Test
  void thread_of_a_dead_process_is_unwound_at_the_next_return() {
    ProcThread td = p.curthread();
    p.exit(0);
    ProcThread again = host.newProc("q").curthread();
    assertThat(again.ast()).isTrue();
    Proc dead = td.proc();
    dead.curthread().astpending = true;
    assertThatThrownBy(() -> dead.curthread().ast()).isInstanceOf(ThreadExit.class);
  }
}
