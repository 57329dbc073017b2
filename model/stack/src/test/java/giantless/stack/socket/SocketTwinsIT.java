package giantless.stack.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.Panic;
import giantless.lock.SleepQueue;
import giantless.stack.Host;
import giantless.stack.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IpCtloutput;
import org.junit.jupiter.api.Test;

/** Wrong variants of what sockets do, each of which a check must catch; and the asserted locks. */
class SocketTwinsIT {
  private static Socket udp(Host h) {
    Socket[] so = new Socket[1];
    assertThat(
            UipcSocket.socreate(
                h.sockets(), SocketConst.AF_INET, so, SocketConst.SOCK_DGRAM, 0, Ucred.root()))
        .isEqualTo(Errno.OK);
    return so[0];
  }

  /** Appends a record with an address. */
  private static void deliver(Host h, Socket so) {
    Mbuf m = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    so.rcv.lock.lock();
    if (SbAppend.sbappendaddrLocked(so.rcv, SockAddrIn.ANY, m, null)) {
      UipcSocket2.sorwakeupLocked(so);
    } else {
      so.rcv.lock.unlock();
      h.mbufs().freem(m);
    }
  }

  /** Waits for data. The right way tests and sleeps in one hold; the wrong one in two. */
  private static void await(Lan lan, Socket so, boolean right) {
    so.rcv.lock.lock();
    while (so.rcv.first() == null) {
      if (!right) {
        so.rcv.lock.unlock();
        lan.rt.yieldCpu();
        so.rcv.lock.lock();
      }
      so.rcv.sbwait();
    }
    so.rcv.lock.unlock();
  }

  private static void waitAndDeliver(Lan lan, boolean right) {
    Socket so = udp(lan.a);
    KThread t = lan.spawn(lan.pa, "reader", () -> await(lan, so, right));
    deliver(lan.a, so);
    t.join();
    UipcSocket.soclose(so);
  }

  @Test
  void reader_that_tests_and_sleeps_in_two_holds_loses_a_wakeup() {
    assertThat(Lan.firstFailure(200, lan -> waitAndDeliver(lan, false))).contains("sbwait");
    assertThat(Lan.firstFailure(200, lan -> waitAndDeliver(lan, true))).isNull();
  }

  /** An append that forgets to look at SB_WAIT. */
  @Test
  void append_without_wakeup_is_a_thread_that_sleeps_for_ever() {
    String failure =
        Lan.firstFailure(
            100,
            lan -> {
              Socket so = udp(lan.a);
              KThread t = lan.spawn(lan.pa, "reader", () -> await(lan, so, true));
              so.rcv.lock.lock();
              SbAppend.sbappendaddrLocked(
                  so.rcv, SockAddrIn.ANY, lan.a.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA), null);
              so.rcv.lock.unlock();
              t.join();
              UipcSocket.soclose(so);
            });
    assertThat(failure).contains("sbwait");
  }

  @Test
  void sleep_with_the_pcb_locked_is_caught() {
    String failure =
        Lan.firstFailure(
            1,
            lan -> {
              Socket so = udp(lan.a);
              so.snd.lock.lock();
              so.rcv.lock.lock();
              so.rcv.sbTimeo = 1000;
              so.rcv.sbwait();
              so.rcv.lock.unlock();
              so.snd.lock.unlock();
            });
    assertThat(failure).contains("so_snd").containsIgnoringCase("non-sleepable");
  }

  @Test
  void locks_taken_in_the_wrong_order_are_caught() {
    String failure =
        Lan.firstFailure(
            1,
            lan -> {
              Socket so = udp(lan.a);
              so.rcv.lock.lock();
              so.snd.lock.lock();
              so.snd.lock.unlock();
              so.rcv.lock.unlock();
            });
    assertThat(failure).contains("so_rcv").contains("so_snd").contains("reversal");
  }

  @Test
  void lock_leaked_by_a_call_is_caught_at_its_return() {
    String failure =
        Lan.firstFailure(
            1,
            lan -> {
              int server = Lan.bound(lan.sa, 9);
              Socket so = (Socket) lan.pa.fd().fget(server).data();
              int fd = NoSocket.open(lan.pa, so.rcv.lock::lock);
              lan.sa.ioctl(fd, 1, null);
            });
    assertThat(failure).contains("so_rcv").contains("syscall ioctl");
  }

  @Test
  void socket_that_nobody_closes_is_caught_at_shutdown() {
    Host h = Machine.host();
    Socket so = udp(h);
    assertThatThrownBy(h::shutdownClean)
        .isInstanceOf(Panic.class)
        .hasMessageContaining("1 sockets, 1 pcbs");
    assertThat(so.hasState(Socket.SS_NOFDREF)).isFalse();
  }

  @Test
  void functions_that_want_locks_panic_without() {
    Host h = Machine.host();
    Socket so = udp(h);
    assertThatThrownBy(() -> UipcSocket.sofree(so))
        .isInstanceOf(Panic.class)
        .hasMessageContaining("accept");
    h.sockets().accept.lock();
    assertThatThrownBy(() -> UipcSocket.sorele(so))
        .isInstanceOf(Panic.class)
        .hasMessageContaining("so_rcv");
    h.sockets().accept.unlock();
    assertThatThrownBy(() -> SbAppend.sbappendaddrLocked(so.rcv, SockAddrIn.ANY, null, null))
        .isInstanceOf(Panic.class);
    assertThatThrownBy(() -> SbDrop.sbflushLocked(so.rcv)).isInstanceOf(Panic.class);
    assertThatThrownBy(so.rcv::sbwait).isInstanceOf(Panic.class);
    assertThatThrownBy(so::soref).isInstanceOf(Panic.class);
    assertThatThrownBy(() -> UipcSocket2.sowakeup(so, so.rcv)).isInstanceOf(Panic.class);
    UipcSocket.soclose(so);
    h.shutdownClean();
  }

  @Test
  void functions_that_hand_locks_over_leave_none() {
    Host h = Machine.host();
    Socket so = udp(h);
    so.rcv.lock.lock();
    UipcSocket2.sorwakeupLocked(so);
    so.rcv.lock.assertNotOwned();
    so.snd.lock.lock();
    UipcSocket2.socantsendmoreLocked(so);
    so.snd.lock.assertNotOwned();
    h.sockets().accept.lock();
    so.rcv.lock.lock();
    // Not freed: the descriptor still refers to it.
    UipcSocket.sofree(so);
    so.rcv.lock.assertNotOwned();
    h.sockets().accept.assertNotOwned();
    so.rcv.lock.lock();
    so.soref();
    so.rcv.lock.unlock();
    h.sockets().accept.lock();
    so.rcv.lock.lock();
    UipcSocket.sorele(so);
    h.sockets().accept.assertNotOwned();
    UipcSocket.soclose(so);
    h.shutdownClean();
  }

  @Test
  void closing_twice_panics() {
    Host h = Machine.host();
    Socket so = udp(h);
    UipcSocket.soclose(so);
    assertThatThrownBy(() -> UipcSocket.soclose(so))
        .isInstanceOf(Panic.class)
        .hasMessageContaining("SS_NOFDREF");
    h.shutdownClean();
  }

  @Test
  void account_that_is_wrong_panics() {
    Host h = Machine.host();
    Socket so = udp(h);
    deliver(h, so);
    so.rcv.lock.lock();
    SbAppend.sbcheck(so.rcv);
    so.rcv.sbadjust(so.rcv.first(), 1);
    assertThatThrownBy(() -> SbAppend.sbcheck(so.rcv)).hasMessageContaining("sbcheck: cc");
    so.rcv.sbadjust(so.rcv.first(), -1);
    so.rcv.sbMbtail = null;
    assertThatThrownBy(() -> SbAppend.sbcheck(so.rcv)).hasMessageContaining("mbtail");
    so.rcv.sbMbtail = so.rcv.sbMb;
    while (so.rcv.sbMbtail.next != null) {
      so.rcv.sbMbtail = so.rcv.sbMbtail.next;
    }
    so.rcv.sbTimeo = SleepQueue.FOREVER;
    so.rcv.lock.unlock();
    UipcSocket.soclose(so);
    h.shutdownClean();
  }

  /** Options stay with the block and go with it, whoever set them last. */
  @Test
  void options_set_by_two_threads_leave_no_mbuf() {
    Lan.everySchedule(
        60,
        lan -> {
          int fd = Lan.udp(lan.sa);
          byte[] nop = {1, 1, 1, 1};
          KThread[] t = new KThread[2];
          for (int i = 0; i < 2; i++) {
            t[i] =
                lan.spawn(
                    lan.pa,
                    "setter" + i,
                    () ->
                        lan.sa.setsockopt(fd, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_OPTIONS, nop));
          }
          PipeProto.join(t);
          lan.sa.close(fd);
        });
  }
}
