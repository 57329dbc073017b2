package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.stack.Host;
import giantless.stack.Machine;
import org.junit.jupiter.api.Test;

/** Interrupt threads: nothing scheduled is lost, none starts early, Giant where asked. */
class IThreadTest {

  @Test
  void all_work_queued_before_schedule_is_seen() {
    Host host = Machine.host();
    Mtx q = host.rt().mtx(Locks.IP_INQ);
    int[] queued = new int[1];
    int[] done = new int[1];
    IThread it =
        host.kernel()
            .ithread(
                "swi1: net",
                Priority.SWI_NET,
                0,
                true,
                () -> {
                  q.lock();
                  done[0] += queued[0];
                  queued[0] = 0;
                  q.unlock();
                });
    Runnable feed =
        () -> {
          for (int i = 0; i < 5_000; i++) {
            q.lock();
            queued[0]++;
            q.unlock();
            it.schedule();
          }
        };
    KThread a = host.rt().spawn("a", Priority.KTHREAD, 0, feed);
    KThread b = host.rt().spawn("b", Priority.KTHREAD, 1, feed);
    a.join();
    b.join();
    boolean all = false;
    while (!all) {
      host.rt().yieldCpu();
      q.lock();
      all = done[0] == 10_000;
      q.unlock();
    }
    host.shutdownClean();
  }

  @Test
  void no_thread_before_the_first_schedule_and_none_after_stop() {
    Host host = Machine.host();
    int[] runs = new int[1];
    IThread it = host.kernel().ithread("irq", Priority.INTR_NET, 1, true, () -> runs[0]++);
    it.stop();
    it.schedule();
    host.shutdownClean();
    assertThat(runs[0]).isZero();
  }

  @Test
  void handler_that_is_not_mpsafe_runs_under_giant() {
    Host host = Machine.builder().mpsafe(false).build();
    boolean[] owned = new boolean[1];
    Mtx m = host.rt().mtx(Locks.SOFTC);
    boolean[] ran = new boolean[1];
    IThread it =
        host.kernel()
            .netIthread(
                "irq",
                Priority.INTR_NET,
                1,
                () -> {
                  boolean o = host.kernel().giant().isOwned();
                  host.kernel().netAssertGiant();
                  m.lock();
                  owned[0] = o;
                  ran[0] = true;
                  m.unlock();
                });
    it.schedule();
    boolean over = false;
    while (!over) {
      host.rt().yieldCpu();
      m.lock();
      over = ran[0];
      m.unlock();
    }
    host.shutdownClean();
    assertThat(owned[0]).isTrue();
  }
}
