package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.recv;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.SHUT_RDWR;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrDl;
import giantless.stack.net.SockAddrIn;
import org.junit.jupiter.api.Test;

/** connect(2), the names, shutdown(2), listen(2), accept(2): every errno. */
class ConnectErrnoTest {

  @Test
  void connect_refuses_what_cannot_be_a_peer() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.connect(42, at(B, 9)))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.connect(fd, null))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.connect(fd, new SockAddrDl(1, 6, new byte[6]))))
              .isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> s.connect(fd, B))).isEqualTo(Errno.EADDRNOTAVAIL);
          assertThat(errno(() -> s.connect(fd, at(SockAddrIn.parse("99.9.9.9"), 9))))
              .isEqualTo(Errno.ENETUNREACH);
          assertThat(errno(() -> s.getpeername(fd))).isEqualTo(Errno.ENOTCONN);
        });
  }

  @Test
  void connect_chooses_the_local_end_and_shows_both_names() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          assertThat(lan.sa.getsockname(fd)).isEqualTo(SockAddrIn.ANY);
          lan.sa.connect(fd, at(B, 9));
          SockAddrIn me = (SockAddrIn) lan.sa.getsockname(fd);
          assertThat(me.addr()).isEqualTo(A.addr());
          assertThat(me.port()).isGreaterThanOrEqualTo(49152);
          assertThat(lan.sa.getpeername(fd)).isEqualTo(at(B, 9));
        });
  }

  @Test
  void datagram_socket_may_be_connected_anew() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.connect(fd, at(B, 9));
          SockAddr before = lan.sa.getsockname(fd);
          lan.sa.connect(fd, at(B, 10));
          assertThat(lan.sa.getpeername(fd)).isEqualTo(at(B, 10));
          assertThat(lan.sa.getsockname(fd)).isEqualTo(before);
          // A peer that fails leaves the socket without one.
          assertThat(errno(() -> lan.sa.connect(fd, B))).isEqualTo(Errno.EADDRNOTAVAIL);
          assertThat(errno(() -> lan.sa.getpeername(fd))).isEqualTo(Errno.ENOTCONN);
        });
  }

  @Test
  void new_peer_begins_without_the_error_of_the_old_one() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.connect(fd, at(B, 9));
          lan.sa.send(fd, new byte[1], 0);
          lan.sleep(Lan.SECOND); // Nobody is there: ECONNREFUSED waits to be told.
          lan.sa.connect(fd, at(B, 10));
          assertThat(lan.sa.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_ERROR))
              .isZero();
        });
  }

  @Test
  void same_four_ends_twice_are_in_use() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int one = udp(s);
          int two = udp(s);
          for (int fd : new int[] {one, two}) {
            s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_REUSEPORT, 1);
            s.bind(fd, at(A, 5000));
          }
          s.connect(one, at(B, 9));
          assertThat(errno(() -> s.connect(two, at(B, 9)))).isEqualTo(Errno.EADDRINUSE);
          s.connect(two, at(B, 10));
        });
  }

  @Test
  void shutdown_refuses_a_wrong_how_and_tells_of_no_peer() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.shutdown(50, SHUT_RDWR))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.shutdown(fd, 3))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.shutdown(fd, -1))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.shutdown(fd, SHUT_RDWR))).isEqualTo(Errno.ENOTCONN);
          int c = udp(s);
          s.connect(c, at(B, 9));
          assertThat(errno(() -> s.shutdown(c, SHUT_RDWR))).isEqualTo(Errno.OK);
          assertThat(s.recv(c, new byte[5], 0)).isZero();
        });
  }

  @Test
  void listen_and_accept_are_not_for_datagrams() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          assertThat(errno(() -> lan.sa.listen(fd, 5))).isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> lan.sa.accept(fd, null))).isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> lan.sa.listen(9, 5))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> lan.sa.accept(9, null))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> lan.sa.accept(fd, new SockAddr[0]))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> lan.sa.getsockname(9))).isEqualTo(Errno.EBADF);
        });
  }

  @Test
  void calls_on_a_file_that_is_no_socket_are_enotsock() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = NoSocket.open(lan.pa);
          assertThat(errno(() -> s.bind(fd, A))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.connect(fd, at(B, 9)))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.listen(fd, 1))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.accept(fd, null))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.shutdown(fd, SHUT_RDWR))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.send(fd, new byte[1], 0))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.recv(fd, new byte[1], 0))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.getsockname(fd))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.getpeername(fd))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.getsockoptInt(fd, SocketConst.SOL_SOCKET, 4)))
              .isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.setsockopt(fd, SocketConst.SOL_SOCKET, 4, 1)))
              .isEqualTo(Errno.ENOTSOCK);
          s.close(fd);
        });
  }

  @Test
  void connected_socket_hears_its_peer_alone() {
    Lan.run(
        lan -> {
          int c = bound(lan.sa, 4000);
          lan.sa.connect(c, at(B, 9));
          int stranger = bound(lan.sb, 10);
          int peer = bound(lan.sb, 9);
          lan.sb.sendto(stranger, bytes("no"), 0, at(A, 4000));
          lan.sleep(Lan.SECOND); // ARP holds one packet only.
          lan.sb.sendto(peer, bytes("yes"), 0, at(A, 4000));
          assertThat(recv(lan.sa, c)).isEqualTo("yes");
          assertThat(lan.a.udp().stat().udpsNoport.get()).isEqualTo(1);
        });
  }
}
