package giantless.stack.socket;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** so_error: reported once, and not lost when a protocol stores the next one during a report. */
class SoErrorIT {
  private static final int SCHEDULES = 100;

  /** How a call takes so_error. */
  private interface Taker {
    Errno take(Socket so);
  }

  /** The wrong way: between the two steps of it, another thread may store or take. */
  private static Errno twoSteps(Socket so) {
    Errno error = so.soError();
    if (error != Errno.OK) {
      so.setSoError(Errno.OK);
    }
    return error;
  }

  private static Socket udp(Lan lan) {
    Socket[] so = new Socket[1];
    assertThat(
            UipcSocket.socreate(
                lan.a.sockets(), SocketConst.AF_INET, so, SocketConst.SOCK_DGRAM, 0, Ucred.root()))
        .isEqualTo(Errno.OK);
    return so[0];
  }

  private static void storeDuringTake(Lan lan, Taker taker) {
    Socket so = udp(lan);
    so.setSoError(Errno.EHOSTUNREACH);
    Set<Errno> seen = EnumSet.noneOf(Errno.class);
    KThread t = lan.spawn(lan.pa, "event", () -> so.setSoError(Errno.ECONNREFUSED));
    seen.add(taker.take(so));
    t.join();
    seen.add(taker.take(so));
    assertThat(seen).as("the later error is reported").contains(Errno.ECONNREFUSED);
    assertThat(so.soError()).isEqualTo(Errno.OK);
    UipcSocket.soclose(so);
  }

  private static void twoTake(Lan lan, Taker taker) {
    Socket so = udp(lan);
    so.setSoError(Errno.ECONNREFUSED);
    Errno[] seen = new Errno[2];
    KThread t = lan.spawn(lan.pa, "other", () -> seen[1] = taker.take(so));
    seen[0] = taker.take(so);
    t.join();
    assertThat(seen).as("one of them").containsExactlyInAnyOrder(Errno.ECONNREFUSED, Errno.OK);
    UipcSocket.soclose(so);
  }

  @Test
  void error_stored_during_a_report_is_reported_next() {
    assertThat(Lan.firstFailure(SCHEDULES, lan -> storeDuringTake(lan, Socket::takeError)))
        .isNull();
    assertThat(Lan.firstFailure(SCHEDULES, lan -> storeDuringTake(lan, SoErrorIT::twoSteps)))
        .contains("the later error is reported");
  }

  @Test
  void error_is_reported_by_one_of_two_calls() {
    assertThat(Lan.firstFailure(SCHEDULES, lan -> twoTake(lan, Socket::takeError))).isNull();
    assertThat(Lan.firstFailure(SCHEDULES, lan -> twoTake(lan, SoErrorIT::twoSteps)))
        .contains("one of them");
  }

  private static Errno receive(Socket so, int flags) {
    byte[] buf = new byte[10];
    return new SoReceive(
            so, Uio.reading(buf, 0, buf.length), false, flags | SocketConst.MSG_DONTWAIT)
        .receive();
  }

  @Test
  void peek_leaves_the_error_and_a_receive_takes_it() {
    Lan.run(
        lan -> {
          Socket so = udp(lan);
          so.setSoError(Errno.ECONNREFUSED);
          assertThat(receive(so, SocketConst.MSG_PEEK)).isEqualTo(Errno.ECONNREFUSED);
          assertThat(receive(so, 0)).isEqualTo(Errno.ECONNREFUSED);
          assertThat(receive(so, 0)).isEqualTo(Errno.EWOULDBLOCK);
          UipcSocket.soclose(so);
        });
  }
}
