package giantless.stack.socket;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import org.junit.jupiter.api.Test;

/** When a writer that sleeps for room hears that there is more of it. */
class RoomWakeupIT {
  private static final int HIWAT = 16 * Mbuf.MCLBYTES;

  /** A quarter of the buffer. */
  private static final int PART = HIWAT / 4;

  /** A socket whose send buffer is full. */
  private static Socket full(Lan lan) {
    Socket[] so = new Socket[1];
    assertThat(
            UipcSocket.socreate(
                lan.a.sockets(), SocketConst.AF_INET, so, SocketConst.SOCK_DGRAM, 0, Ucred.root()))
        .isEqualTo(Errno.OK);
    SockBuf sb = so[0].snd;
    sb.lock.lock();
    sb.sbreserveLocked(HIWAT);
    sb.sbLowat = Mbuf.MCLBYTES;
    while (sb.sbCc() < HIWAT) {
      Mbuf m = lan.a.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, 0);
      m.len = Mbuf.MCLBYTES;
      SbAppend.sbappendstreamLocked(sb, m);
    }
    sb.lock.unlock();
    return so[0];
  }

  /** Sleeps as a writer does with so many bytes left, until there is room for some. */
  private static void await(SockBuf sb, int bytes) {
    sb.lock.lock();
    while (sb.sbspace() < Math.min(bytes, sb.sbLowat)) {
      assertThat(sb.sbwaitRoom(bytes)).isEqualTo(Errno.OK);
    }
    sb.lock.unlock();
  }

  /** Bytes leave the buffer; whether a writer that slept before sleeps on. */
  private static boolean sleepsOn(Socket so, int bytes, boolean wake) {
    so.snd.lock.lock();
    SbDrop.sbdropLocked(so.snd, bytes);
    boolean slept = (so.snd.sbFlags & SockBuf.SB_WAIT) != 0;
    if (wake) {
      UipcSocket2.sowroomLocked(so);
      so.snd.lock.lock();
    }
    boolean sleeps = slept && (so.snd.sbFlags & SockBuf.SB_WAIT) != 0;
    so.snd.lock.unlock();
    return sleeps;
  }

  @Test
  void writer_of_much_sleeps_until_a_quarter_is_free() {
    boolean[] slept = new boolean[1];
    Lan.everySchedule(
        30,
        lan -> {
          Socket so = full(lan);
          KThread w = lan.spawn(lan.pa, "writer", () -> await(so.snd, 10 * HIWAT));
          slept[0] |= sleepsOn(so, PART - 1, true);
          assertThat(sleepsOn(so, 1, true)).isFalse();
          w.join();
          UipcSocket.soclose(so);
        });
    assertThat(slept[0]).as("the writer slept on in one schedule at least").isTrue();
  }

  @Test
  void writer_of_little_is_woken_as_soon_as_it_fits() {
    Lan.everySchedule(
        30,
        lan -> {
          Socket so = full(lan);
          KThread w = lan.spawn(lan.pa, "writer", () -> await(so.snd, 100));
          assertThat(sleepsOn(so, 100, true)).isFalse();
          w.join();
          UipcSocket.soclose(so);
        });
  }

  /** It may have timed out before a quarter is free. */
  @Test
  void writer_with_a_timeout_hears_of_any_room() {
    Lan.everySchedule(
        30,
        lan -> {
          Socket so = full(lan);
          so.snd.lock.lock();
          so.snd.sbTimeo = Lan.SECOND;
          so.snd.lock.unlock();
          KThread w = lan.spawn(lan.pa, "writer", () -> await(so.snd, 10 * HIWAT));
          assertThat(sleepsOn(so, Mbuf.MCLBYTES, true)).isFalse();
          w.join();
          UipcSocket.soclose(so);
        });
  }

  @Test
  void buffer_that_was_made_smaller_still_wakes_its_writer() {
    Lan.everySchedule(
        30,
        lan -> {
          Socket so = full(lan);
          KThread w = lan.spawn(lan.pa, "writer", () -> await(so.snd, 10 * HIWAT));
          so.snd.lock.lock();
          so.snd.sbreserveLocked(Mbuf.MCLBYTES);
          so.snd.lock.unlock();
          assertThat(sleepsOn(so, HIWAT, true)).isFalse();
          w.join();
          UipcSocket.soclose(so);
        });
  }

  @Test
  void room_that_nobody_tells_of_is_a_writer_that_sleeps_for_ever() {
    String failure =
        Lan.firstFailure(
            100,
            lan -> {
              Socket so = full(lan);
              KThread w = lan.spawn(lan.pa, "writer", () -> await(so.snd, 10 * HIWAT));
              sleepsOn(so, PART, false);
              w.join();
              UipcSocket.soclose(so);
            });
    assertThat(failure).contains("sbwait");
  }
}
