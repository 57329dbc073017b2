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
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_BROADCAST;
import static giantless.stack.socket.SocketConst.SO_REUSEPORT;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IpCtloutput;
import giantless.stack.netinet.UdpStat;
import org.junit.jupiter.api.Test;

/** Who gets a datagram, who is told of one that nobody gets, and what is counted. */
class UdpDeliveryTest {
  private static final SockAddrIn GROUP = SockAddrIn.parse("224.1.1.1");
  private static final byte[] MREQ_B = {(byte) 224, 1, 1, 1, 10, 0, 0, 2};

  private static void expectNothing(Syscalls s, int fd) {
    assertThat(errno(() -> s.recv(fd, new byte[9], MSG_DONTWAIT))).isEqualTo(Errno.EWOULDBLOCK);
  }

  @Test
  void best_match_wins_connected_then_address_then_wildcard() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int[] fd = new int[3];
          for (int i = 0; i < 3; i++) {
            fd[i] = udp(s);
            s.setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, 1);
          }
          s.bind(fd[0], new SockAddrIn(0, 9));
          s.bind(fd[1], at(B, 9));
          s.bind(fd[2], at(B, 9));
          s.connect(fd[2], at(A, 5000));
          int peer = bound(lan.sa, 5000);
          final int other = bound(lan.sa, 5001);
          lan.sa.sendto(peer, bytes("connected"), 0, at(B, 9));
          lan.sleep(SECOND);
          lan.sa.sendto(other, bytes("address"), 0, at(B, 9));
          s.sendto(udp(s), bytes("wild"), 0, at(LOCAL, 9));
          assertThat(recv(s, fd[2])).isEqualTo("connected");
          assertThat(recv(s, fd[1])).isEqualTo("address");
          assertThat(recv(s, fd[0])).isEqualTo("wild");
          for (int i = 0; i < 3; i++) {
            expectNothing(s, fd[i]);
          }
        });
  }

  @Test
  void broadcast_goes_to_all_that_share_the_port() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int[] fd = new int[4];
          for (int i = 0; i < 4; i++) {
            fd[i] = udp(s);
            s.setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, 1);
            // The last one is bound to the address of the host alone.
            s.bind(fd[i], i == 3 ? at(B, 9) : new SockAddrIn(0, 9));
          }
          int c = udp(lan.sa);
          lan.sa.setsockopt(c, SOL_SOCKET, SO_BROADCAST, 1);
          lan.sa.sendto(c, bytes("all"), 0, at(SockAddrIn.parse("10.0.0.255"), 9));
          for (int i = 0; i < 3; i++) {
            assertThat(recv(s, fd[i])).isEqualTo("all");
          }
          expectNothing(s, fd[3]);
          assertThat(lan.b.udp().stat().udpsDelivered.get()).isEqualTo(3);
        });
  }

  @Test
  void broadcast_to_all_ones_when_the_socket_says_so() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int fd = bound(s, 9);
          s.setsockopt(fd, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_RECVDSTADDR, 1);
          int c = udp(lan.sa);
          lan.sa.setsockopt(c, SOL_SOCKET, SO_BROADCAST, 1);
          for (int ones = 0; ones < 2; ones++) {
            lan.sa.setsockopt(c, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_ONESBCAST, ones);
            lan.sa.sendto(c, bytes("all"), 0, at(SockAddrIn.parse("10.0.0.255"), 9));
            MsgHdr m = new MsgHdr(null, new byte[9]);
            m.controllen = 100;
            assertThat(s.recvmsg(fd, m, 0)).isEqualTo(3);
            byte[] to = ones == 0 ? new byte[] {10, 0, 0, -1} : new byte[] {-1, -1, -1, -1};
            assertThat(CMsg.parse(m.control).get(0).data).isEqualTo(to);
          }
        });
  }

  @Test
  void broadcast_without_socket_is_counted_and_not_answered() {
    Lan.run(
        lan -> {
          int c = udp(lan.sa);
          lan.sa.setsockopt(c, SOL_SOCKET, SO_BROADCAST, 1);
          lan.sa.sendto(c, bytes("all"), 0, at(SockAddrIn.parse("10.0.0.255"), 9));
          lan.sleep(SECOND);
          assertThat(lan.b.udp().stat().udpsNoportbcast.get()).isEqualTo(1);
          assertThat(lan.b.inet().icmpstat.icps_error.get()).isZero();
        });
  }

  private static void join(Syscalls s, int fd, byte[] mreq) throws SysException {
    s.setsockopt(fd, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq);
  }

  @Test
  void multicast_reaches_members_and_not_sockets_in_other_groups() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int[] fd = new int[3];
          for (int i = 0; i < 3; i++) {
            fd[i] = udp(s);
            s.setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, 1);
            s.bind(fd[i], new SockAddrIn(0, 9));
          }
          join(s, fd[0], MREQ_B);
          join(s, fd[1], new byte[] {(byte) 224, 1, 1, 2, 10, 0, 0, 2});
          int c = udp(lan.sa);
          lan.sa.setsockopt(
              c, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_MULTICAST_IF, new byte[] {10, 0, 0, 1});
          lan.sa.sendto(c, bytes("group"), 0, at(GROUP, 9));
          assertThat(recv(s, fd[0])).isEqualTo("group");
          // Who never joined anything hears every group that the host is in.
          assertThat(recv(s, fd[2])).isEqualTo("group");
          expectNothing(s, fd[1]);
          assertThat(lan.b.udp().stat().udpsFiltermcast.get()).isEqualTo(1);
        });
  }

  @Test
  void sender_in_its_group_hears_itself_unless_it_says_no() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int fd = bound(s, 9);
          join(s, fd, MREQ_B);
          s.setsockopt(
              fd, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_MULTICAST_IF, new byte[] {10, 0, 0, 2});
          s.sendto(fd, bytes("loop"), 0, at(GROUP, 9));
          assertThat(recv(s, fd)).isEqualTo("loop");
          s.setsockopt(fd, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_MULTICAST_LOOP, 0);
          s.sendto(fd, bytes("none"), 0, at(GROUP, 9));
          lan.sleep(SECOND);
          expectNothing(s, fd);
        });
  }

  @Test
  void port_unreachable_is_limited_and_can_be_turned_off() {
    Lan.run(
        lan -> {
          lan.b.kernel().sysctl().set("net.inet.icmp.icmplim", 5);
          int c = udp(lan.sa);
          lan.sa.sendto(c, bytes("x"), 0, at(B, 99));
          lan.sleep(2 * SECOND);
          for (int i = 0; i < 20; i++) {
            lan.sa.sendto(c, bytes("x"), 0, at(B, 99));
          }
          lan.sleep(SECOND);
          UdpStat st = lan.b.udp().stat();
          assertThat(st.udpsNoport.get()).isEqualTo(21);
          long answered = lan.b.inet().icmpstat.icps_error.get();
          assertThat(answered).isEqualTo(6);
          lan.sleep(2 * SECOND);
          lan.b.kernel().sysctl().set("net.inet.udp.blackhole", 1);
          lan.b.kernel().sysctl().set("net.inet.udp.log_in_vain", 1);
          lan.sa.sendto(c, bytes("x"), 0, at(B, 99));
          lan.sleep(SECOND);
          assertThat(st.udpsNoport.get()).isEqualTo(22);
          assertThat(lan.b.inet().icmpstat.icps_error.get()).isEqualTo(answered);
          assertThat(lan.b.kernel().log().dmesg().toString())
              .contains("Connection attempt to UDP 10.0.0.2:99 from 10.0.0.1:");
        });
  }

  @Test
  void unconnected_socket_is_not_told_of_a_closed_port() {
    Lan.run(
        lan -> {
          int c = udp(lan.sa);
          lan.sa.sendto(c, bytes("x"), 0, at(B, 99));
          lan.sleep(SECOND);
          assertThat(lan.sa.sendto(c, bytes("x"), 0, at(B, 99))).isEqualTo(1);
          lan.sleep(SECOND);
        });
  }

  @Test
  void full_socket_drops_and_counts() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 9);
          lan.sa.setsockopt(fd, SOL_SOCKET, SocketConst.SO_RCVBUF, 300);
          int c = udp(lan.sa);
          for (int i = 0; i < 5; i++) {
            lan.sa.sendto(c, new byte[100], 0, at(LOCAL, 9));
          }
          lan.sleep(SECOND);
          assertThat(lan.a.udp().stat().udpsFullsock.get()).isEqualTo(3);
          assertThat(lan.a.udp().stat().udpsDelivered.get()).isEqualTo(2);
        });
  }

  @Test
  void storage_of_small_datagrams_is_limited_too() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 9);
          lan.sa.setsockopt(fd, SOL_SOCKET, SocketConst.SO_RCVBUF, 4096);
          int c = udp(lan.sa);
          for (int i = 0; i < 200; i++) {
            lan.sa.sendto(c, new byte[1], 0, at(LOCAL, 9)); // 17 bytes with the address.
          }
          lan.sleep(SECOND);
          // sockbuf_waste_factor times the limit, in mbufs for an address and a byte each.
          assertThat(lan.a.udp().stat().udpsDelivered.get()).isEqualTo(8 * 4096 / (2 * 256));
        });
  }

  @Test
  void who_asks_for_it_is_told_of_lost_datagrams_once_behind_the_data() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_RCVBUF, 100);
          int c = udp(s);
          for (int round = 0; round < 2; round++) {
            s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_RERROR, round);
            s.sendto(c, new byte[60], 0, at(LOCAL, 9));
            s.sendto(c, new byte[60], 0, at(LOCAL, 9));
            lan.sleep(SECOND);
            assertThat(s.recv(fd, new byte[99], MSG_DONTWAIT)).isEqualTo(60);
            Poll.PollFd p = new Poll.PollFd(fd, Poll.POLLIN);
            assertThat(s.poll(new Poll.PollFd[] {p}, 0)).isEqualTo(round);
            Errno expected = round == 0 ? Errno.EWOULDBLOCK : Errno.ENOBUFS;
            assertThat(errno(() -> s.recv(fd, new byte[9], MSG_DONTWAIT))).isEqualTo(expected);
            expectNothing(s, fd);
          }
          s.sendto(c, new byte[200], 0, at(LOCAL, 9));
          lan.sleep(SECOND);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_ERROR))
              .isEqualTo(Errno.ENOBUFS.code());
          expectNothing(s, fd);
        });
  }

  @Test
  void sockets_of_a_group_share_the_peers_and_each_peer_keeps_its_socket() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int[] group = new int[3];
          for (int i = 0; i < 3; i++) {
            group[i] = udp(s);
            s.setsockopt(group[i], SOL_SOCKET, SocketConst.SO_REUSEPORT_LB, 1);
            s.bind(group[i], new SockAddrIn(0, 9));
          }
          int stranger = udp(s);
          assertThat(errno(() -> s.bind(stranger, new SockAddrIn(0, 9))))
              .isEqualTo(Errno.EADDRINUSE);
          lan.sa.sendto(udp(lan.sa), bytes("who"), 0, at(B, 8)); // ARP keeps one datagram.
          lan.sleep(SECOND);
          for (int peer = 0; peer < 9; peer++) {
            int c = bound(lan.sa, 5000 + peer);
            for (int twice = 0; twice < 2; twice++) {
              lan.sa.sendto(c, bytes("p" + peer), 0, at(B, 9));
            }
            lan.sleep(SECOND);
          }
          int all = 0;
          for (int fd : group) {
            int[] waiting = new int[1];
            s.ioctl(fd, SocketConst.FIONREAD, waiting);
            int n = waiting[0] / 4; // Two of two letters from each peer.
            assertThat(n).isPositive();
            for (int i = 0; i < n; i++) {
              assertThat(recv(s, fd)).isEqualTo(recv(s, fd));
            }
            expectNothing(s, fd);
            all += n;
          }
          assertThat(all).isEqualTo(9);
        });
  }

  @Test
  void checksum_may_be_left_out() {
    Lan.run(
        lan -> {
          lan.a.kernel().sysctl().set("net.inet.udp.checksum", 0);
          int server = bound(lan.sb, 9);
          lan.sa.sendto(udp(lan.sa), bytes("bare"), 0, at(B, 9));
          assertThat(recv(lan.sb, server)).isEqualTo("bare");
          assertThat(lan.b.udp().stat().udpsNosum.get()).isEqualTo(1);
        });
  }
}
