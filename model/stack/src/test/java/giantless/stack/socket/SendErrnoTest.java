package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.recv;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.MSG_DONTROUTE;
import static giantless.stack.socket.SocketConst.MSG_NOSIGNAL;
import static giantless.stack.socket.SocketConst.SHUT_WR;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_BROADCAST;
import static giantless.stack.socket.SocketConst.SO_NOSIGPIPE;
import static giantless.stack.socket.SocketConst.SO_SNDBUF;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;
import giantless.stack.net.SockAddrDl;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IpCtloutput;
import org.junit.jupiter.api.Test;

/** send(2), sendto(2), sendmsg(2), write(2), writev(2): every errno. */
class SendErrnoTest {

  @Test
  void bad_arguments() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          byte[] b = new byte[10];
          assertThat(errno(() -> s.sendto(9, b, 0, at(B, 9)))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.sendto(fd, null, 0, 5, 0, at(B, 9)))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.sendto(fd, b, 0, 11, 0, at(B, 9)))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.sendto(fd, b, -1, 5, 0, at(B, 9)))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.sendto(fd, b, 0, -1, 0, at(B, 9)))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.sendto(fd, b, 0, new SockAddrDl(1, 6, new byte[6]))))
              .isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> s.sendto(fd, b, 0, B))).isEqualTo(Errno.EADDRNOTAVAIL);
          assertThat(errno(() -> s.sendmsg(fd, null, 0))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.sendmsg(fd, new MsgHdr(at(B, 9), b, null), 0)))
              .isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.sendmsg(fd, new MsgHdr(at(B, 9), new byte[1025][1]), 0)))
              .isEqualTo(Errno.EMSGSIZE);
          assertThat(errno(() -> s.write(fd, null))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.writev(fd))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.writev(fd, new byte[1025][1]))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.writev(fd, b, null))).isEqualTo(Errno.EFAULT);
          assertThat(lan.a.udp().stat().udpsOpackets.get()).isZero();
        });
  }

  @Test
  void destination_is_needed_without_a_peer_and_refused_with_one() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.send(fd, new byte[1], 0))).isEqualTo(Errno.EDESTADDRREQ);
          assertThat(errno(() -> s.write(fd, new byte[1]))).isEqualTo(Errno.EDESTADDRREQ);
          s.connect(fd, at(B, 9));
          assertThat(errno(() -> s.sendto(fd, new byte[1], 0, at(B, 9)))).isEqualTo(Errno.EISCONN);
          assertThat(s.write(fd, new byte[3])).isEqualTo(3);
          assertThat(s.writev(fd, new byte[3], new byte[4])).isEqualTo(7);
        });
  }

  @Test
  void message_longer_than_the_buffer_or_a_packet_is_emsgsize() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.sendto(fd, new byte[9217], 0, at(B, 9))))
              .isEqualTo(Errno.EMSGSIZE);
          assertThat(s.sendto(fd, new byte[9216], 0, at(B, 9))).isEqualTo(9216);
          s.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, 100_000);
          assertThat(errno(() -> s.sendto(fd, new byte[65508], 0, at(B, 9))))
              .isEqualTo(Errno.EMSGSIZE);
          assertThat(s.sendto(fd, new byte[65507], 0, at(B, 9))).isEqualTo(65507);
        });
  }

  @Test
  void after_shutdown_epipe_and_sigpipe_kills() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          s.connect(fd, at(B, 9));
          s.shutdown(fd, SHUT_WR);
          assertThat(errno(() -> s.send(fd, new byte[1], MSG_NOSIGNAL))).isEqualTo(Errno.EPIPE);
          s.setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, 1);
          assertThat(errno(() -> s.write(fd, new byte[1]))).isEqualTo(Errno.EPIPE);
          int[] got = new int[1];
          lan.pa.sigaction(Signal.SIGPIPE, sig -> got[0] = sig, 0);
          assertThat(errno(() -> s.send(fd, new byte[1], 0))).isEqualTo(Errno.EPIPE);
          assertThat(got[0]).isZero();
          s.setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, 0);
          assertThat(errno(() -> s.send(fd, new byte[1], 0))).isEqualTo(Errno.EPIPE);
          assertThat(got[0]).isEqualTo(Signal.SIGPIPE);
          Proc p = lan.a.newProc("victim");
          Syscalls v = lan.a.syscalls(p);
          lan.spawn(
                  p,
                  "victim",
                  () -> {
                    int mine = udp(v);
                    v.connect(mine, at(B, 9));
                    v.shutdown(mine, SHUT_WR);
                    v.write(mine, new byte[1]);
                    throw new AssertionError("lives on after SIGPIPE");
                  })
              .join();
          assertThat(p.isDead()).isTrue();
        });
  }

  @Test
  void broadcast_needs_the_option() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          SockAddrIn all = at(SockAddrIn.parse("10.0.0.255"), 9);
          assertThat(errno(() -> s.sendto(fd, new byte[1], 0, all))).isEqualTo(Errno.EACCES);
          s.setsockopt(fd, SOL_SOCKET, SO_BROADCAST, 1);
          assertThat(s.sendto(fd, new byte[1], 0, all)).isEqualTo(1);
        });
  }

  @Test
  void no_route_is_enetunreach_and_dontroute_stays_on_the_net() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 4000);
          SockAddrIn far = at(SockAddrIn.parse("99.9.9.9"), 9);
          assertThat(errno(() -> s.sendto(fd, new byte[1], 0, far))).isEqualTo(Errno.ENETUNREACH);
          int on = udp(s);
          s.bind(on, at(A, 4001));
          // Bound to an address there is no route to look for before ip_output.
          assertThat(errno(() -> s.sendto(on, new byte[1], 0, far)))
              .isIn(Errno.ENETUNREACH, Errno.EHOSTUNREACH);
          assertThat(errno(() -> s.sendto(on, new byte[1], MSG_DONTROUTE, far)))
              .isEqualTo(Errno.ENETUNREACH);
          final int server = bound(lan.sb, 9);
          s.sendto(on, bytes("near"), MSG_DONTROUTE, at(B, 9));
          assertThat(recv(lan.sb, server)).isEqualTo("near");
        });
  }

  @Test
  void interface_that_is_down_refuses() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.connect(fd, at(B, 9));
          lan.wireA.down();
          assertThat(errno(() -> lan.sa.send(fd, new byte[1], 0)))
              .isIn(Errno.ENETDOWN, Errno.ENETUNREACH, Errno.EHOSTUNREACH);
          lan.wireA.up();
        });
  }

  @Test
  void host_without_address_has_none_to_send_from() {
    Lan.run(
        lan -> {
          lan.a.inet().control.difaddr(lan.wireA, A.addr());
          int fd = udp(lan.sa);
          assertThat(errno(() -> lan.sa.sendto(fd, new byte[1], 0, at(B, 9))))
              .isEqualTo(Errno.ENETUNREACH);
        });
  }

  @Test
  void control_message_that_is_wrong_is_refused() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 4000);
          MsgHdr m = new MsgHdr(at(B, 9), new byte[1]);
          m.control = new byte[5];
          assertThat(errno(() -> s.sendmsg(fd, m, 0))).isEqualTo(Errno.EINVAL);
          m.control = new byte[500];
          assertThat(errno(() -> s.sendmsg(fd, m, 0))).isEqualTo(Errno.EINVAL);
          m.control = new byte[12];
          assertThat(errno(() -> s.sendmsg(fd, m, 0))).isEqualTo(Errno.EINVAL);
          m.control = sendsrc(new byte[3]);
          assertThat(errno(() -> s.sendmsg(fd, m, 0))).isEqualTo(Errno.EINVAL);
          m.control = CMsg.bytes(new CMsg(IpCtloutput.IPPROTO_IP, 99, new byte[4]));
          assertThat(errno(() -> s.sendmsg(fd, m, 0))).isEqualTo(Errno.ENOPROTOOPT);
          // No address of ours.
          m.control = sendsrc(new byte[] {10, 0, 0, 7});
          assertThat(errno(() -> s.sendmsg(fd, m, 0))).isEqualTo(Errno.EADDRNOTAVAIL);
          // Of level SOL_SOCKET nothing is for UDP.
          m.control = CMsg.bytes(new CMsg(SOL_SOCKET, 1, new byte[4]));
          assertThat(s.sendmsg(fd, m, 0)).isEqualTo(1);
          int unbound = udp(s);
          m.control = sendsrc(new byte[] {10, 0, 0, 1});
          assertThat(errno(() -> s.sendmsg(unbound, m, 0))).isEqualTo(Errno.EINVAL);
        });
  }

  private static byte[] sendsrc(byte[] addr) {
    return CMsg.bytes(new CMsg(IpCtloutput.IPPROTO_IP, IpCtloutput.IP_SENDSRCADDR, addr));
  }

  @Test
  void pending_error_is_told_once() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.connect(fd, at(B, 9));
          lan.sa.send(fd, new byte[1], 0);
          lan.sleep(Lan.SECOND);
          assertThat(errno(() -> lan.sa.send(fd, new byte[1], 0))).isEqualTo(Errno.ECONNREFUSED);
          assertThat(lan.sa.send(fd, new byte[1], 0)).isEqualTo(1);
          lan.sleep(Lan.SECOND);
        });
  }

  @Test
  void full_send_buffer_cannot_happen_to_datagrams_but_a_smaller_one_refuses() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, 100);
          assertThat(errno(() -> lan.sa.sendto(fd, new byte[101], 0, at(B, 9))))
              .isEqualTo(Errno.EMSGSIZE);
          assertThat(lan.sa.sendto(fd, new byte[100], 0, at(B, 9))).isEqualTo(100);
        });
  }

  @Test
  void short_memory_is_enobufs_and_leaves_nothing_behind() {
    Lan.shortOfMemory(
        40,
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.ioctl(fd, SocketConst.FIONBIO, new int[] {1});
          int server = bound(lan.sb, 9);
          for (int i = 0; i < 5; i++) {
            Errno e = errno(() -> lan.sa.sendto(fd, new byte[3000], 0, at(B, 9)));
            assertThat(e).isIn(Errno.OK, Errno.ENOBUFS);
            lan.sleep(Lan.SECOND);
            byte[] b = new byte[4000];
            e = errno(() -> lan.sb.recv(server, b, SocketConst.MSG_DONTWAIT));
            assertThat(e).isIn(Errno.OK, Errno.EWOULDBLOCK);
          }
        });
  }
}
