package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Machine;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** poll(2) and select(2): events, no lost wakeup, collisions, signals, time. */
class PollTest {
  private Host host = Machine.host();
  private Proc p = host.newProc("p");

  @AfterEach
  void nothing_is_left() {
    host.shutdownClean();
  }

  @Test
  void ready_descriptor_needs_no_sleep() {
    TestObject o = new TestObject(host.kernel());
    int fd = o.open(p);
    o.setReady(true);
    Poll.PollFd[] fds = {
      new Poll.PollFd(fd, Poll.POLLIN), new Poll.PollFd(-1, Poll.POLLIN), new Poll.PollFd(9, 0)
    };
    assertThat(Poll.poll(p.curthread(), fds, Poll.INFTIM)).isEqualTo(2);
    assertThat(fds[0].revents).isEqualTo(Poll.POLLIN);
    assertThat(fds[1].revents).isZero();
    assertThat(fds[2].revents).isEqualTo(Poll.POLLNVAL);
    assertThat(o.sel.isWaiting()).isFalse();
  }

  @Test
  void no_time_looks_once_and_leaves_no_record() {
    TestObject o = new TestObject(host.kernel());
    Poll.PollFd[] fds = {new Poll.PollFd(o.open(p), Poll.POLLIN)};
    assertThat(Poll.poll(p.curthread(), fds, 0)).isZero();
    assertThat(o.polls).isOne();
    assertThat(o.sel.isWaiting()).isFalse();
  }

  @Test
  void every_event_wakes_its_poller() {
    TestObject ping = new TestObject(host.kernel());
    TestObject pong = new TestObject(host.kernel());
    int a = ping.open(p);
    int b = pong.open(p);
    int rounds = 1000;
    KThread t = p.spawn("ping", 0, () -> volley(a, ping, pong, rounds));
    KThread u = p.spawn("pong", 1, () -> volley(b, pong, ping, rounds));
    ping.setReady(true);
    t.join();
    u.join();
    assertThat(p.kernel().sel()).isNotNull();
  }

  private void volley(int fd, TestObject mine, TestObject other, int rounds) {
    for (int i = 0; i < rounds; i++) {
      Poll.PollFd[] fds = {new Poll.PollFd(fd, Poll.POLLIN)};
      Kassert.kassert(Poll.poll(p.curthread(), fds, Poll.INFTIM) == 1, "poll not ready");
      mine.setReady(false);
      other.setReady(true);
    }
  }

  @Test
  void collision_wakes_all_pollers() throws Exception {
    TestObject o = new TestObject(host.kernel());
    int fd = o.open(p);
    KThread[] threads = new KThread[3];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          p.spawn(
              "t" + i,
              i % 2,
              () -> {
                Poll.PollFd[] fds = {new Poll.PollFd(fd, Poll.POLLIN)};
                Kassert.kassert(Poll.poll(p.curthread(), fds, Poll.INFTIM) == 1, "not ready");
              });
    }
    while (pollsOf(o) < 3) {
      host.rt().yieldCpu();
    }
    o.setReady(true);
    for (KThread t : threads) {
      t.join();
    }
    assertThat(host.kernel().sysctl().getLong("kern.nselcoll")).isPositive();
    assertThat(o.sel.isWaiting()).isFalse();
  }

  private static int pollsOf(TestObject o) {
    o.lock.lock();
    int n = o.polls;
    o.lock.unlock();
    return n;
  }

  @Test
  void signal_interrupts() {
    TestObject o = new TestObject(host.kernel());
    Poll.PollFd[] fds = {new Poll.PollFd(o.open(p), Poll.POLLIN)};
    p.sigaction(Signal.SIGUSR1, s -> {}, Proc.SA_RESTART);
    ProcThread td = p.curthread();
    p.signal(Signal.SIGUSR1);
    assertThat(Poll.poll(td, fds, Poll.INFTIM)).isEqualTo(-Errno.EINTR.code());
    assertThat(td.ast()).isTrue();
    assertThat(o.sel.isWaiting()).isFalse();
  }

  @Test
  void time_runs_out() {
    host.shutdownClean();
    VirtualClock clock = new VirtualClock();
    host = Host.builder().runtime(NativeRuntime.virtual(clock, new Witness(), 2, 1)).build();
    p = host.newProc("p");
    TestObject o = new TestObject(host.kernel());
    int fd = o.open(p);
    int[] result = {-1};
    long[] end = new long[1];
    boolean[] done = new boolean[1];
    TestObject gate = new TestObject(host.kernel());
    KThread t =
        p.spawn(
            "t",
            () -> {
              BitSet in = new BitSet();
              in.set(fd);
              result[0] = Poll.select(p.curthread(), fd + 1, in, null, null, 5_000_000);
              end[0] = host.kernel().uptimeNanos();
              Kassert.kassert(in.isEmpty(), "set not cleared");
              gate.lock.lock();
              done[0] = true;
              gate.lock.unlock();
            });
    boolean over = false;
    while (!over) {
      if (pollsOf(o) > 0) {
        clock.advance(1_000_000);
      }
      host.rt().yieldCpu();
      gate.lock.lock();
      over = done[0];
      gate.lock.unlock();
    }
    t.join();
    assertThat(result[0]).isZero();
    assertThat(end[0]).isGreaterThanOrEqualTo(5_000_000);
  }

  @Test
  void select_replaces_the_sets() {
    TestObject a = new TestObject(host.kernel());
    TestObject b = new TestObject(host.kernel());
    int fa = a.open(p);
    int fb = b.open(p);
    b.setReady(true);
    BitSet in = new BitSet();
    in.set(fa);
    in.set(fb);
    assertThat(Poll.select(p.curthread(), fb + 1, in, null, null, Poll.INFTIM)).isOne();
    assertThat(in.cardinality()).isOne();
    assertThat(in.get(fb)).isTrue();
    BitSet bad = new BitSet();
    bad.set(7);
    assertThat(Poll.select(p.curthread(), 8, null, bad, null, 0)).isEqualTo(-Errno.EBADF.code());
    assertThat(bad.get(7)).as("unchanged on error").isTrue();
    assertThat(Poll.select(p.curthread(), -1, null, null, null, 0)).isEqualTo(-Errno.EINVAL.code());
  }
}
