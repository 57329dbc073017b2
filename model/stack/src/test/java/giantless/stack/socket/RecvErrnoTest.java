package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.LOCAL;
import static giantless.stack.socket.Lan.SECOND;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.recv;
import static giantless.stack.socket.Lan.text;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.MSG_PEEK;
import static giantless.stack.socket.SocketConst.MSG_TRUNC;
import static giantless.stack.socket.SocketConst.MSG_WAITALL;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_RCVTIMEO;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;
import giantless.stack.net.SockAddr;
import org.junit.jupiter.api.Test;

/** recv(2) and its kin: every errno; blocking, time-outs, signals, and what a message becomes. */
class RecvErrnoTest {

  @Test
  void bad_arguments() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          byte[] b = new byte[10];
          assertThat(errno(() -> s.recv(9, b, 0))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.recv(fd, null, 0, 5, 0))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.recv(fd, b, 5, 6, 0))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.recv(fd, b, 0, -5, 0))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.recvfrom(fd, b, 0, 5, 0, new SockAddr[0])))
              .isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.recvmsg(fd, null, 0))).isEqualTo(Errno.EFAULT);
          MsgHdr m = new MsgHdr(null, b);
          m.controllen = -1;
          assertThat(errno(() -> s.recvmsg(fd, m, 0))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.recvmsg(fd, new MsgHdr(null, new byte[1025][1]), 0)))
              .isEqualTo(Errno.EMSGSIZE);
          assertThat(errno(() -> s.readv(fd))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.recv(fd, b, SocketConst.MSG_OOB))).isEqualTo(Errno.EOPNOTSUPP);
          // No bytes asked for, none waited for.
          assertThat(s.recv(fd, new byte[0], 0)).isZero();
        });
  }

  @Test
  void nothing_there_is_ewouldblock_for_who_does_not_wait() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          assertThat(errno(() -> s.recv(fd, new byte[1], MSG_DONTWAIT)))
              .isEqualTo(Errno.EWOULDBLOCK);
          s.ioctl(fd, SocketConst.FIONBIO, new int[] {1});
          assertThat(errno(() -> s.recv(fd, new byte[1], 0))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(s.fcntl(fd, Syscalls.F_GETFL, 0) & Syscalls.O_NONBLOCK).isNotZero();
          assertThat(errno(() -> s.read(fd, new byte[1]))).isEqualTo(Errno.EWOULDBLOCK);
          s.fcntl(fd, Syscalls.F_SETFL, 0);
          s.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, Sockopt.ofTimeval(0, 1000));
          assertThat(errno(() -> s.recv(fd, new byte[1], 0))).isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void time_out_ends_the_wait_and_not_earlier() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 9);
          lan.sa.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, Sockopt.ofTimeval(3, 500_000));
          long start = lan.rt.uptimeNanos();
          assertThat(errno(() -> lan.sa.recv(fd, new byte[1], 0))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(lan.rt.uptimeNanos() - start).isEqualTo(3_500_000_000L);
        });
  }

  @Test
  void datagram_ends_the_wait_of_one_reader() {
    Lan.everySchedule(
        40,
        lan -> {
          int fd = bound(lan.sa, 9);
          int[] got = new int[1];
          KThread[] t = new KThread[2];
          for (int i = 0; i < 2; i++) {
            t[i] =
                lan.spawn(
                    lan.pa,
                    "reader" + i,
                    () -> {
                      String m = recv(lan.sa, fd);
                      got[0] += m.equals("x") ? 1 : 100;
                    });
          }
          int c = udp(lan.sa);
          lan.sa.sendto(c, bytes("x"), 0, at(LOCAL, 9));
          lan.sa.sendto(c, bytes("x"), 0, at(LOCAL, 9));
          t[0].join();
          t[1].join();
          assertThat(got[0]).isEqualTo(2);
        });
  }

  @Test
  void signal_is_eintr_unless_the_handler_restarts() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 9);
          int[] handled = new int[1];
          lan.pa.sigaction(Signal.SIGUSR1, sig -> handled[0]++, 0);
          lan.pa.sigaction(Signal.SIGUSR2, sig -> handled[0] += 10, Proc.SA_RESTART);
          Errno[] error = new Errno[1];
          KThread t =
              lan.spawn(
                  lan.pa,
                  "reader",
                  () -> {
                    error[0] = errno(() -> lan.sa.recv(fd, new byte[1], 0));
                    assertThat(recv(lan.sa, fd)).isEqualTo("late");
                  });
          // Only the reader may take it.
          lan.pa.sigmask(1 << Signal.SIGUSR1 | 1 << Signal.SIGUSR2);
          lan.sleep(SECOND);
          lan.pa.signal(Signal.SIGUSR1);
          lan.sleep(SECOND);
          assertThat(error[0]).isEqualTo(Errno.EINTR);
          lan.pa.signal(Signal.SIGUSR2);
          lan.sleep(SECOND);
          assertThat(handled[0]).isEqualTo(11);
          lan.sa.sendto(udp(lan.sa), bytes("late"), 0, at(LOCAL, 9));
          t.join();
        });
  }

  @Test
  void refused_peer_wakes_the_reader() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.connect(fd, at(B, 9));
          lan.sa.send(fd, bytes("anyone?"), 0);
          assertThat(errno(() -> lan.sa.recv(fd, new byte[1], 0))).isEqualTo(Errno.ECONNREFUSED);
          assertThat(errno(() -> lan.sa.recv(fd, new byte[1], MSG_DONTWAIT)))
              .isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void message_is_cut_peeked_and_taken_whole() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          int c = udp(s);
          s.sendto(c, bytes("abcdef"), 0, at(LOCAL, 9));
          s.sendto(c, new byte[0], 0, at(LOCAL, 9));
          s.sendto(c, bytes("tail"), 0, at(LOCAL, 9));
          lan.sleep(SECOND);
          int[] n = new int[1];
          s.ioctl(fd, SocketConst.FIONREAD, n);
          assertThat(n[0]).isEqualTo(10);
          MsgHdr m = new MsgHdr(null, new byte[2], new byte[1]);
          assertThat(s.recvmsg(fd, m, MSG_PEEK)).isEqualTo(3);
          assertThat(m.flags).isEqualTo(MSG_TRUNC);
          assertThat(text(m.iov[0], 2) + text(m.iov[1], 1)).isEqualTo("abc");
          MsgHdr whole = new MsgHdr(null, new byte[6]);
          assertThat(s.recvmsg(fd, whole, MSG_PEEK)).isEqualTo(6);
          assertThat(whole.flags).isZero();
          // MSG_WAITALL does not join messages, and what was cut is gone.
          assertThat(s.recv(fd, new byte[4], MSG_WAITALL)).isEqualTo(4);
          MsgHdr empty = new MsgHdr(null, new byte[6]);
          assertThat(s.recvmsg(fd, empty, MSG_WAITALL)).isZero();
          assertThat(empty.name).isNotNull();
          assertThat(empty.flags).isZero();
          assertThat(recv(s, fd)).isEqualTo("tail");
        });
  }

  @Test
  void close_while_another_thread_receives_lets_it_finish() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 9);
          String[] got = new String[1];
          KThread t = lan.spawn(lan.pa, "reader", () -> got[0] = recv(lan.sa, fd));
          lan.sleep(SECOND);
          lan.sa.close(fd);
          assertThat(errno(() -> recv(lan.sa, fd))).isEqualTo(Errno.EBADF);
          assertThat(lan.a.sockets().numopensockets()).isEqualTo(1);
          lan.sb.sendto(udp(lan.sb), bytes("last"), 0, at(A, 9));
          t.join();
          assertThat(got[0]).isEqualTo("last");
          assertThat(lan.a.sockets().numopensockets()).isZero();
          assertThat(errno(() -> lan.sa.close(fd))).isEqualTo(Errno.EBADF);
        });
  }

  @Test
  void shutdown_wakes_the_reader_with_the_end_of_file() {
    Lan.everySchedule(
        60,
        lan -> {
          int fd = bound(lan.sa, 9);
          int[] n = {-1};
          KThread t = lan.spawn(lan.pa, "reader", () -> n[0] = lan.sa.recv(fd, new byte[1], 0));
          assertThat(errno(() -> lan.sa.shutdown(fd, SocketConst.SHUT_RD)))
              .isEqualTo(Errno.ENOTCONN);
          t.join();
          assertThat(n[0]).isZero();
        });
  }
}
