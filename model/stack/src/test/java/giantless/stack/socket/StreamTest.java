package giantless.stack.socket;

import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.text;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.MSG_EOR;
import static giantless.stack.socket.SocketConst.MSG_NOSIGNAL;
import static giantless.stack.socket.SocketConst.MSG_OOB;
import static giantless.stack.socket.SocketConst.MSG_PEEK;
import static giantless.stack.socket.SocketConst.MSG_TRUNC;
import static giantless.stack.socket.SocketConst.MSG_WAITALL;
import static giantless.stack.socket.SocketConst.SHUT_RD;
import static giantless.stack.socket.SocketConst.SHUT_RDWR;
import static giantless.stack.socket.SocketConst.SHUT_WR;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Signal;
import org.junit.jupiter.api.Test;

/** Streams: transfers, their flags and options, their ends, and what each call answers. */
class StreamTest {
  private static final int SECOND = 1;

  private static String read(Streams t, int fd, int len, int flags) throws Exception {
    byte[] b = new byte[len];
    return text(b, t.s.recv(fd, b, flags));
  }

  @Test
  void stream_has_no_boundaries() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("abc"));
          t.s.writev(sv[0], bytes("de"), bytes(""), bytes("f"));
          assertThat(read(t, sv[1], 2, 0)).isEqualTo("ab");
          assertThat(read(t, sv[1], 100, 0)).isEqualTo("cdef");
          assertThat(errno(() -> read(t, sv[1], 1, MSG_DONTWAIT))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.s.recv(sv[1], new byte[0], 0)).isZero();
        });
  }

  @Test
  void writer_that_does_not_wait_sends_what_fits() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.nonblocking(sv[0]);
          assertThat(t.s.write(sv[0], new byte[TestStream.SPACE + 500])).isEqualTo(1000);
          assertThat(errno(() -> t.s.write(sv[0], new byte[1]))).isEqualTo(Errno.EWOULDBLOCK);
          read(t, sv[1], 300, 0);
          assertThat(t.s.write(sv[0], new byte[500])).isEqualTo(300);
        });
  }

  @Test
  void writer_waits_until_all_is_taken() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          KThread w =
              t.spawn("writer", () -> assertThat(t.s.write(sv[0], new byte[5000])).isEqualTo(5000));
          int n = 0;
          while (n < 5000) {
            n += t.s.recv(sv[1], new byte[700], 0);
          }
          w.join();
          assertThat(errno(() -> read(t, sv[1], 1, MSG_DONTWAIT))).isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void waitall_waits_for_all_and_takes_less_only_at_the_end() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    for (int i = 0; i < 4; i++) {
                      t.sleep(Streams.SECOND);
                      t.s.write(sv[0], bytes("ab"));
                    }
                    t.s.close(sv[0]);
                  });
          assertThat(read(t, sv[1], 5, MSG_WAITALL)).isEqualTo("ababa");
          assertThat(read(t, sv[1], 5, MSG_WAITALL)).isEqualTo("bab");
          assertThat(read(t, sv[1], 5, MSG_WAITALL)).isEmpty();
          w.join();
        });
  }

  /** Longer than the buffer: WAITALL cannot wait at the beginning, it takes part after part. */
  @Test
  void waitall_ends_with_what_there_is_at_an_error() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          Socket so = t.so(sv[1]);
          t.s.write(sv[0], bytes("ab"));
          KThread reader =
              t.spawn(
                  "reader",
                  () -> {
                    // More than the buffer holds: it takes what is there, and waits for the rest.
                    assertThat(read(t, sv[1], 2 * TestStream.SPACE, MSG_WAITALL)).isEqualTo("ab");
                    assertThat(errno(() -> read(t, sv[1], 1, 0))).isEqualTo(Errno.ENETDOWN);
                  });
          t.sleep(1);
          so.setSoError(Errno.ENETDOWN);
          UipcSocket2.sorwakeup(so);
          reader.join();
        });
  }

  @Test
  void waitall_of_more_than_the_buffer_holds() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          KThread w = t.spawn("writer", () -> t.s.write(sv[0], new byte[2500]));
          assertThat(t.s.recv(sv[1], new byte[2500], MSG_WAITALL)).isEqualTo(2500);
          w.join();
        });
  }

  @Test
  void peek_leaves_what_it_sees() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("abc"));
          assertThat(read(t, sv[1], 2, MSG_PEEK)).isEqualTo("ab");
          assertThat(read(t, sv[1], 9, MSG_PEEK)).isEqualTo("abc");
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("abc");
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    t.s.write(sv[0], bytes("d"));
                    t.sleep(Streams.SECOND);
                    t.s.write(sv[0], bytes("ef"));
                  });
          assertThat(read(t, sv[1], 3, MSG_PEEK | MSG_WAITALL)).isEqualTo("def");
          assertThat(read(t, sv[1], 3, 0)).isEqualTo("def");
          w.join();
        });
  }

  @Test
  void low_water_mark_holds_a_reader_back() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.setsockopt(sv[1], SOL_SOCKET, SocketConst.SO_RCVLOWAT, 3);
          t.s.write(sv[0], bytes("ab"));
          PollFd[] fds = {new PollFd(sv[1], Poll.POLLIN)};
          assertThat(t.s.poll(fds, 0)).isZero();
          t.s.setsockopt(sv[1], SOL_SOCKET, SocketConst.SO_RCVTIMEO, Sockopt.ofTimeval(1, 0));
          assertThat(errno(() -> read(t, sv[1], 9, 0))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(read(t, sv[1], 2, 0)).isEqualTo("ab");
          t.s.write(sv[0], bytes("cde"));
          assertThat(t.s.poll(fds, 0)).isEqualTo(1);
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("cde");
        });
  }

  @Test
  void low_water_mark_of_the_sender_is_asked_by_poll_and_by_write() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_SNDLOWAT, 400);
          t.s.write(sv[0], new byte[700]);
          PollFd[] fds = {new PollFd(sv[0], Poll.POLLOUT)};
          assertThat(t.s.poll(fds, 0)).isZero();
          t.nonblocking(sv[0]);
          assertThat(errno(() -> t.s.write(sv[0], new byte[350]))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.s.write(sv[0], new byte[300])).isEqualTo(300);
          read(t, sv[1], 400, 0);
          assertThat(t.s.poll(fds, 0)).isEqualTo(1);
        });
  }

  @Test
  void time_limits_end_a_wait_and_count_what_was_moved() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          byte[] tv = Sockopt.ofTimeval(SECOND, 0);
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_SNDTIMEO, tv);
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_RCVTIMEO, tv);
          long t0 = t.rt.uptimeNanos();
          assertThat(errno(() -> read(t, sv[0], 1, 0))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.rt.uptimeNanos() - t0).isEqualTo(Streams.SECOND);
          assertThat(t.s.write(sv[0], new byte[1500])).isEqualTo(1000);
          assertThat(errno(() -> t.s.write(sv[0], new byte[1]))).isEqualTo(Errno.EWOULDBLOCK);
          t.s.write(sv[1], bytes("ab"));
          // What a reader waits for as a whole stays there when it does not come.
          assertThat(errno(() -> read(t, sv[0], 4, MSG_WAITALL))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(read(t, sv[0], 4, 0)).isEqualTo("ab");
        });
  }

  @Test
  void end_of_file_is_behind_the_data() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("last"));
          t.s.shutdown(sv[0], SHUT_WR);
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("last");
          assertThat(read(t, sv[1], 9, 0)).isEmpty();
          assertThat(errno(() -> t.s.send(sv[0], bytes("x"), MSG_NOSIGNAL))).isEqualTo(Errno.EPIPE);
          // The other direction goes on: half closed.
          t.s.write(sv[1], bytes("answer"));
          assertThat(read(t, sv[0], 9, 0)).isEqualTo("answer");
          t.s.shutdown(sv[1], SHUT_RDWR);
          PollFd[] fds = {new PollFd(sv[1], Poll.POLLIN | Poll.POLLOUT)};
          assertThat(t.s.poll(fds, 0)).isEqualTo(1);
          assertThat(fds[0].revents).isEqualTo(Poll.POLLIN | Poll.POLLHUP);
        });
  }

  @Test
  void mode_tells_whether_there_is_something_to_read_and_room_to_write() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("x"));
          assertThat(t.s.fstat(sv[1]).mode & 0777).isEqualTo(0666);
          t.s.shutdown(sv[0], SocketConst.SHUT_WR);
          assertThat(t.s.fstat(sv[1]).mode & 0777).isEqualTo(0666); // "x" is not read yet.
          assertThat(t.s.fstat(sv[0]).mode & 0777).isEqualTo(0444);
          read(t, sv[1], 1, 0);
          assertThat(t.s.fstat(sv[1]).mode & 0777).isEqualTo(0222);
        });
  }

  @Test
  void shutdown_of_reading_drops_what_is_there() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("lost"));
          t.s.shutdown(sv[1], SHUT_RD);
          assertThat(read(t, sv[1], 9, 0)).isEmpty();
          assertThat(errno(() -> t.s.shutdown(t.socket(), SHUT_RD))).isEqualTo(Errno.ENOTCONN);
          assertThat(errno(() -> t.s.shutdown(sv[1], 3))).isEqualTo(Errno.EINVAL);
        });
  }

  @Test
  void write_to_a_closed_peer_is_epipe_with_a_signal_unless_it_is_not_wanted() {
    Streams.run(
        t -> {
          int[] n = new int[1];
          t.p.sigaction(Signal.SIGPIPE, s -> n[0]++, 0);
          int[] sv = t.pair();
          t.s.close(sv[1]);
          assertThat(errno(() -> t.s.write(sv[0], bytes("x")))).isEqualTo(Errno.EPIPE);
          assertThat(n[0]).isEqualTo(1);
          assertThat(errno(() -> t.s.send(sv[0], bytes("x"), 0))).isEqualTo(Errno.EPIPE);
          assertThat(n[0]).isEqualTo(2);
          assertThat(errno(() -> t.s.send(sv[0], bytes("x"), MSG_NOSIGNAL))).isEqualTo(Errno.EPIPE);
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_NOSIGPIPE, 1);
          assertThat(errno(() -> t.s.write(sv[0], bytes("x")))).isEqualTo(Errno.EPIPE);
          assertThat(n[0]).isEqualTo(2);
          assertThat(read(t, sv[0], 9, 0)).isEmpty();
        });
  }

  @Test
  void socket_that_is_not_connected_neither_sends_nor_receives() {
    Streams.run(
        t -> {
          int fd = t.socket();
          assertThat(errno(() -> t.s.write(fd, bytes("x")))).isEqualTo(Errno.ENOTCONN);
          assertThat(errno(() -> read(t, fd, 1, 0))).isEqualTo(Errno.ENOTCONN);
          assertThat(errno(() -> t.s.getpeername(fd))).isEqualTo(Errno.ENOTCONN);
          int l = t.listener(1, 1);
          assertThat(errno(() -> read(t, l, 1, 0))).isEqualTo(Errno.ENOTCONN);
          assertThat(errno(() -> t.s.write(l, bytes("x")))).isEqualTo(Errno.ENOTCONN);
        });
  }

  @Test
  void reset_is_told_once_and_then_the_end() {
    Streams.run(
        t -> {
          t.listener(1, 1);
          int c = t.connected(1);
          int fd = t.s.accept(0, null);
          t.s.write(c, bytes("kept"));
          t.net.resetPeer(t.so(c));
          assertThat(read(t, fd, 9, 0)).isEqualTo("kept");
          assertThat(errno(() -> read(t, fd, 9, MSG_PEEK))).isEqualTo(Errno.ECONNRESET);
          assertThat(errno(() -> read(t, fd, 9, 0))).isEqualTo(Errno.ECONNRESET);
          assertThat(read(t, fd, 9, 0)).isEmpty();
          assertThat(errno(() -> t.s.send(fd, bytes("x"), MSG_NOSIGNAL))).isEqualTo(Errno.EPIPE);
          t.s.close(fd);
        });
  }

  // ---- Records ----

  @Test
  void records_keep_their_boundaries_and_are_cut() {
    Streams.run(
        t -> {
          int[] sv = t.s.socketpair(TestStream.FAMILY, SocketConst.SOCK_SEQPACKET, 0);
          t.s.write(sv[0], bytes("one"));
          t.s.send(sv[0], bytes("two"), MSG_EOR);
          t.s.write(sv[0], bytes("three"));
          MsgHdr m = new MsgHdr(null, new byte[9]);
          assertThat(t.s.recvmsg(sv[1], m, 0)).isEqualTo(3);
          assertThat(m.flags).isZero();
          assertThat(t.s.recvmsg(sv[1], m, MSG_PEEK)).isEqualTo(3);
          assertThat(t.s.recvmsg(sv[1], m, 0)).isEqualTo(3);
          assertThat(m.flags).isEqualTo(MSG_EOR);
          MsgHdr two = new MsgHdr(null, new byte[2]);
          assertThat(t.s.recvmsg(sv[1], two, 0)).isEqualTo(2);
          assertThat(two.flags).isEqualTo(MSG_TRUNC);
          assertThat(errno(() -> read(t, sv[1], 1, MSG_DONTWAIT))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(errno(() -> t.s.write(sv[0], new byte[1001]))).isEqualTo(Errno.EMSGSIZE);
        });
  }

  @Test
  void stream_has_no_end_of_record() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          assertThat(errno(() -> t.s.send(sv[0], bytes("x"), MSG_EOR))).isEqualTo(Errno.EINVAL);
        });
  }

  // ---- Out of band ----

  private static int atmark(Streams t, int fd) throws Exception {
    int[] v = new int[1];
    t.s.ioctl(fd, SocketConst.SIOCATMARK, v);
    return v[0];
  }

  @Test
  void urgent_byte_is_read_apart_and_marks_its_place() {
    Streams.run(
        t -> {
          int[] urg = new int[1];
          t.p.sigaction(Signal.SIGURG, s -> urg[0]++, 0);
          int[] sv = t.pair();
          t.s.fcntl(sv[1], giantless.stack.Syscalls.F_SETOWN, t.p.pid());
          assertThat(errno(() -> read(t, sv[1], 1, MSG_OOB))).isEqualTo(Errno.EINVAL);
          t.s.write(sv[0], bytes("abc"));
          PollFd[] fds = {new PollFd(sv[1], Poll.POLLPRI)};
          assertThat(t.s.poll(fds, 0)).isZero();
          t.s.send(sv[0], bytes("d!"), MSG_OOB);
          t.s.write(sv[0], bytes("ef"));
          assertThat(urg[0]).isEqualTo(1);
          assertThat(t.s.poll(fds, 0)).isEqualTo(1);
          assertThat(atmark(t, sv[1])).isZero();
          assertThat(read(t, sv[1], 9, MSG_PEEK)).isEqualTo("abcd");
          assertThat(read(t, sv[1], 2, 0)).isEqualTo("ab");
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("cd");
          assertThat(atmark(t, sv[1])).isEqualTo(1);
          assertThat(t.s.poll(fds, 0)).isEqualTo(1); // At the mark there still is something.
          assertThat(read(t, sv[1], 1, MSG_OOB | MSG_PEEK)).isEqualTo("!");
          assertThat(read(t, sv[1], 1, MSG_OOB)).isEqualTo("!");
          assertThat(errno(() -> read(t, sv[1], 1, MSG_OOB))).isEqualTo(Errno.EINVAL);
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("ef");
          assertThat(atmark(t, sv[1])).isZero();
        });
  }

  @Test
  void urgent_data_that_are_announced_wake_who_polls_before_they_come() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          PollFd[] fds = {new PollFd(sv[1], Poll.POLLPRI)};
          KThread poller = t.spawn("poller", () -> assertThat(t.s.poll(fds, -1)).isEqualTo(1));
          t.sleep(1);
          Socket so = t.so(sv[1]);
          so.rcv.lock.lock();
          so.setSoOobmark(9);
          so.rcv.lock.unlock();
          UipcSocket2.sohasoutofband(so);
          poller.join();
        });
  }

  @Test
  void urgent_byte_in_line_is_behind_the_mark() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.setsockopt(sv[1], SOL_SOCKET, SocketConst.SO_OOBINLINE, 1);
          t.s.send(sv[0], bytes("ab!"), MSG_OOB);
          assertThat(errno(() -> read(t, sv[1], 1, MSG_OOB))).isEqualTo(Errno.EINVAL);
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("ab");
          assertThat(atmark(t, sv[1])).isEqualTo(1);
          assertThat(read(t, sv[1], 9, 0)).isEqualTo("!");
          t.s.send(sv[0], bytes("!"), MSG_OOB);
          assertThat(atmark(t, sv[1])).isEqualTo(1);
        });
  }

  // ---- Closing ----

  @Test
  void close_lingers_as_long_as_it_is_told() {
    Streams.run(
        t -> {
          t.net.slowClose = true;
          int[] sv = t.pair();
          int[] sw = t.pair();
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_LINGER, Sockopt.ofLinger(1, 5));
          long t0 = t.rt.uptimeNanos();
          assertThat(errno(() -> t.s.close(sv[0]))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.rt.uptimeNanos() - t0).isEqualTo(5 * Streams.SECOND);
          t.s.setsockopt(sw[0], SOL_SOCKET, SocketConst.SO_LINGER, Sockopt.ofLinger(1, 5));
          Socket so = t.so(sw[0]);
          KThread f =
              t.spawn(
                  "net",
                  () -> {
                    t.sleep(2 * Streams.SECOND);
                    t.net.finishClose(so);
                  });
          t0 = t.rt.uptimeNanos();
          t.s.close(sw[0]);
          assertThat(t.rt.uptimeNanos() - t0).isEqualTo(2 * Streams.SECOND);
          f.join();
        });
  }

  @Test
  void close_of_a_socket_that_does_not_block_does_not_linger() {
    Streams.run(
        t -> {
          t.net.slowClose = true;
          int[] sv = t.pair();
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_LINGER, Sockopt.ofLinger(1, 5));
          t.s.ioctl(sv[0], SocketConst.FIONBIO, new int[] {1});
          long t0 = t.rt.uptimeNanos();
          t.s.close(sv[0]);
          assertThat(t.rt.uptimeNanos()).isEqualTo(t0);
        });
  }

  @Test
  void close_that_lingers_is_ended_by_a_signal_and_closes() {
    Streams.run(
        t -> {
          t.net.slowClose = true;
          t.p.sigaction(Signal.SIGUSR1, n -> {}, 0);
          int[] sv = t.pair();
          t.s.setsockopt(sv[0], SOL_SOCKET, SocketConst.SO_LINGER, Sockopt.ofLinger(1, 50));
          KThread c =
              t.spawn(
                  "closer", () -> assertThat(errno(() -> t.s.close(sv[0]))).isEqualTo(Errno.EINTR));
          t.sleep(1);
          t.p.sigmask(1 << Signal.SIGUSR1);
          t.p.signal(Signal.SIGUSR1);
          c.join();
          assertThat(t.h.sockets().numopensockets()).isEqualTo(1);
        });
  }

  @Test
  void connect_waits_and_is_interrupted_without_being_undone() {
    Streams.run(
        t -> {
          t.net.slowOpen = true;
          t.p.sigaction(Signal.SIGUSR1, n -> {}, giantless.stack.kern.Proc.SA_RESTART);
          t.listener(1, 1);
          int fd = t.socket();
          KThread c =
              t.spawn(
                  "client",
                  () -> {
                    assertThat(errno(() -> t.s.connect(fd, Streams.port(1))))
                        .isEqualTo(Errno.EINTR);
                    assertThat(errno(() -> t.s.connect(fd, Streams.port(1))))
                        .isEqualTo(Errno.EALREADY);
                  });
          t.sleep(1);
          t.p.sigmask(1 << Signal.SIGUSR1);
          t.p.signal(Signal.SIGUSR1);
          c.join();
          PollFd[] fds = {new PollFd(fd, Poll.POLLOUT)};
          assertThat(t.s.poll(fds, 0)).isZero();
          t.net.establish(t.so(fd));
          assertThat(t.s.poll(fds, 0)).isEqualTo(1);
          t.s.write(fd, bytes("x"));
        });
  }

  @Test
  void connect_that_fails_tells_why_and_may_be_tried_again() {
    Streams.run(
        t -> {
          t.net.slowOpen = true;
          int fd = t.socket();
          assertThat(errno(() -> t.s.connect(fd, Streams.port(1)))).isEqualTo(Errno.ECONNREFUSED);
          int l = t.listener(1, 1);
          KThread z =
              t.spawn(
                  "closer",
                  () -> {
                    t.sleep(1);
                    t.s.close(l);
                  });
          assertThat(errno(() -> t.s.connect(fd, Streams.port(1)))).isEqualTo(Errno.ECONNRESET);
          z.join();
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_ERROR)).isZero();
          assertThat(errno(() -> t.s.connect(fd, Streams.port(1)))).isEqualTo(Errno.ECONNREFUSED);
        });
  }

  // ---- Options ----

  @Test
  void every_number_of_a_socket_can_be_asked_for() {
    Streams.run(
        t -> {
          int fd = t.socket();
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_TYPE))
              .isEqualTo(SocketConst.SOCK_STREAM);
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_DOMAIN))
              .isEqualTo(TestStream.FAMILY);
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_PROTOCOL)).isZero();
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_LISTENQLEN)).isZero();
          t.s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_USER_COOKIE, 77);
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_USER_COOKIE)).isEqualTo(77);
          t.s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_SETFIB, 0);
          assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_SETFIB, 1)))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_LABEL, 1)))
              .isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_PEERLABEL)))
              .isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TYPE, 1)))
              .isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_ERROR, 1)))
              .isEqualTo(Errno.ENOPROTOOPT);
          byte[] three = new byte[3];
          for (int name :
              new int[] {
                SocketConst.SO_USER_COOKIE, SocketConst.SO_SETFIB, SocketConst.SO_KEEPALIVE
              }) {
            assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, name, three)))
                .isEqualTo(Errno.EINVAL);
            assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, name, null)))
                .isEqualTo(Errno.EFAULT);
          }
        });
  }

  @Test
  void sigio_goes_to_the_owner_at_data_and_at_room() {
    Streams.run(
        t -> {
          int[] io = new int[1];
          t.p.sigaction(Signal.SIGIO, s -> io[0]++, 0);
          int[] sv = t.pair();
          t.s.fcntl(sv[1], giantless.stack.Syscalls.F_SETOWN, t.p.pid());
          t.s.write(sv[0], bytes("x"));
          assertThat(io[0]).isZero();
          t.s.fcntl(sv[1], giantless.stack.Syscalls.F_SETFL, giantless.stack.Syscalls.O_ASYNC);
          t.s.write(sv[0], bytes("x"));
          assertThat(io[0]).isEqualTo(1);
          int[] owner = new int[1];
          t.s.ioctl(sv[1], SocketConst.SIOCGPGRP, owner);
          assertThat(owner[0]).isEqualTo(t.p.pid());
          // Room for a writer counts as well.
          t.s.write(sv[1], new byte[TestStream.SPACE]);
          int full = io[0];
          read(t, sv[0], TestStream.SPACE, 0);
          assertThat(io[0]).isEqualTo(full + 1);
          t.s.ioctl(sv[1], SocketConst.SIOCSPGRP, new int[1]);
          t.s.write(sv[0], bytes("x"));
          assertThat(io[0]).isEqualTo(full + 1);
          assertThat(errno(() -> t.s.ioctl(sv[1], SocketConst.SIOCSPGRP, new int[] {4711})))
              .isEqualTo(Errno.ESRCH);
        });
  }
}
