package giantless.stack.socket;

import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.text;
import static giantless.stack.socket.SocketConst.MSG_NOSIGNAL;
import static giantless.stack.socket.SocketConst.MSG_PEEK;
import static giantless.stack.socket.SocketConst.MSG_WAITALL;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import org.junit.jupiter.api.Test;

/** Transfers against each other and against the ends of a stream, under many schedules. */
class StreamSchedulesIT {
  private static final int SCHEDULES = 40;

  /** Two writes of one stream do not mix, however long they are (D-10). */
  @Test
  void long_writes_do_not_interlace() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          KThread a = t.spawn("a", () -> t.s.write(sv[0], bytes("a".repeat(1500))));
          KThread b = t.spawn("b", () -> t.s.write(sv[0], bytes("b".repeat(1500))));
          StringBuilder all = new StringBuilder();
          byte[] buf = new byte[700];
          while (all.length() < 3000) {
            all.append(text(buf, t.s.recv(sv[1], buf, 0)));
          }
          Streams.join(a, b);
          String ab = "a".repeat(1500) + "b".repeat(1500);
          String ba = "b".repeat(1500) + "a".repeat(1500);
          assertThat(all.toString()).isIn(ab, ba);
        });
  }

  /** Two reads of a whole block each get a block, not parts of two. */
  @Test
  void long_reads_do_not_interlace() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          String[] got = new String[2];
          KThread[] r = new KThread[3];
          for (int i = 0; i < 2; i++) {
            int me = i;
            r[i] =
                t.spawn(
                    "reader" + i,
                    () -> {
                      byte[] b = new byte[1200];
                      got[me] = text(b, t.s.recv(sv[1], b, MSG_WAITALL));
                    });
          }
          r[2] =
              t.spawn("writer", () -> t.s.write(sv[0], bytes("x".repeat(1200) + "y".repeat(1200))));
          Streams.join(r);
          assertThat(got).containsExactlyInAnyOrder("x".repeat(1200), "y".repeat(1200));
        });
  }

  @Test
  void peek_against_receive_sees_the_front_of_the_stream() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          String all = "abcdefgh";
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    t.s.write(sv[0], bytes(all.substring(0, 4)));
                    t.s.write(sv[0], bytes(all.substring(4)));
                    t.s.close(sv[0]);
                  });
          KThread p =
              t.spawn(
                  "peeker",
                  () -> {
                    byte[] b = new byte[3];
                    String seen = text(b, t.s.recv(sv[1], b, MSG_PEEK));
                    assertThat(all).contains(seen);
                  });
          StringBuilder got = new StringBuilder();
          byte[] b = new byte[3];
          for (int n = 1; n > 0; ) {
            n = t.s.recv(sv[1], b, 0);
            got.append(text(b, n));
          }
          assertThat(got.toString()).isEqualTo(all);
          Streams.join(w, p);
        });
  }

  @Test
  void shutdown_against_receive_ends_it() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          KThread r =
              t.spawn(
                  "reader",
                  () -> {
                    byte[] b = new byte[10];
                    int n = t.s.recv(sv[1], b, MSG_WAITALL);
                    assertThat(text(b, n)).isIn("", "x");
                  });
          KThread w = t.spawn("writer", () -> t.s.write(sv[0], bytes("x")));
          KThread z = t.spawn("shutter", () -> t.s.shutdown(sv[1], SocketConst.SHUT_RD));
          Streams.join(r, w, z);
        });
  }

  @Test
  void shutdown_and_reset_against_a_writer_that_waits() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          t.listener(1, 1);
          int c = t.connected(1);
          int fd = t.s.accept(0, null);
          Socket client = t.so(c);
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    int[] n = new int[1];
                    Errno e = errno(() -> n[0] = t.s.send(fd, new byte[3000], MSG_NOSIGNAL));
                    // ENOTCONN: the reset came after the test for so_error (so_state has no lock).
                    assertThat(e).isIn(Errno.EPIPE, Errno.ECONNRESET, Errno.ENOTCONN, Errno.OK);
                    assertThat(e == Errno.OK).isEqualTo(n[0] > 0);
                  });
          KThread s = t.spawn("shutter", () -> errno(() -> t.s.shutdown(fd, SocketConst.SHUT_WR)));
          KThread r = t.spawn("net", () -> t.net.resetPeer(client));
          Streams.join(w, s, r);
        });
  }

  /** A call that is under way keeps the socket; it ends when the peer closes. */
  @Test
  void two_closes_and_a_receive() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          KThread r =
              t.spawn(
                  "reader",
                  () -> assertThat(errno(() -> Lan.recv(t.s, sv[0]))).isIn(Errno.OK, Errno.EBADF));
          KThread a = t.spawn("a", () -> errno(() -> t.s.close(sv[0])));
          KThread b = t.spawn("b", () -> t.s.close(sv[1]));
          Streams.join(r, a, b);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void connect_against_close_of_the_connecting_socket() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 1);
          int fd = t.socket();
          KThread c =
              t.spawn(
                  "connecter",
                  () ->
                      assertThat(errno(() -> t.s.connect(fd, Streams.port(1))))
                          .isIn(Errno.OK, Errno.EBADF, Errno.ENOTSOCK));
          KThread z = t.spawn("closer", () -> t.s.close(fd));
          Streams.join(c, z);
          t.s.close(l);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void two_connects_of_one_socket_make_one_connection() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          int fd = t.socket();
          Errno[] e = new Errno[2];
          KThread a = t.spawn("a", () -> e[0] = errno(() -> t.s.connect(fd, Streams.port(1))));
          KThread b = t.spawn("b", () -> e[1] = errno(() -> t.s.connect(fd, Streams.port(1))));
          Streams.join(a, b);
          assertThat(e).contains(Errno.OK);
          assertThat(t.s.getsockoptInt(l, SocketConst.SOL_SOCKET, SocketConst.SO_LISTENQLEN))
              .isEqualTo(1);
        });
  }

  @Test
  void pollers_of_both_directions_miss_nothing() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], new byte[TestStream.SPACE]);
          KThread out =
              t.spawn(
                  "out",
                  () -> {
                    PollFd[] fds = {new PollFd(sv[0], Poll.POLLOUT)};
                    assertThat(t.s.poll(fds, -1)).isEqualTo(1);
                    t.s.write(sv[0], bytes("z"));
                  });
          KThread in =
              t.spawn(
                  "in",
                  () -> {
                    byte[] b = new byte[TestStream.SPACE];
                    int n = t.s.recv(sv[1], b, 0);
                    PollFd[] fds = {new PollFd(sv[1], Poll.POLLIN)};
                    assertThat(t.s.poll(fds, -1)).isEqualTo(1);
                    n += t.s.recv(sv[1], b, 0);
                    assertThat(n).isEqualTo(TestStream.SPACE + 1);
                  });
          Streams.join(out, in);
        });
  }

  /** A close that does not look at the state again after it slept: the twin of soclose's linger. */
  @Test
  void state_that_is_changed_without_the_lock_is_caught_by_the_contract() {
    String f =
        Streams.firstFailure(
            1,
            t -> {
              int fd = t.socket();
              t.so(fd).changeState(Socket.SS_ISCONNECTED, 0);
            });
    assertThat(f).contains("so_rcv");
  }

  /** A reader that copies out without sblock: another one takes the same bytes. */
  @Test
  void reader_without_sblock_takes_what_another_takes() {
    assertThat(twoReaders(false)).isNotNull();
    assertThat(twoReaders(true)).isNull();
  }

  private static String twoReaders(boolean right) {
    return Streams.firstFailure(
        right ? SCHEDULES : 300,
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("ab"));
          Socket so = t.so(sv[1]);
          StringBuilder got = new StringBuilder();
          KThread[] r = new KThread[2];
          for (int i = 0; i < 2; i++) {
            r[i] = t.spawn("reader" + i, () -> got.append(takeOne(t, so, right)));
          }
          Streams.join(r);
          if (!got.toString().equals("ab") && !got.toString().equals("ba")) {
            throw new AssertionError("read " + got);
          }
        });
  }

  /** One byte: look, copy with the mutex released, then take it away. */
  private static char takeOne(Streams t, Socket so, boolean right) {
    SockBuf sb = so.rcv;
    sb.lock.lock();
    if (right) {
      sb.sblock(true);
    }
    char c = (char) sb.sbMb.data[sb.sbMb.off];
    sb.lock.unlock();
    t.rt.yieldCpu();
    sb.lock.lock();
    SbDrop.sbdropLocked(sb, 1);
    if (right) {
      sb.sbunlock();
    }
    sb.lock.unlock();
    return c;
  }
}
