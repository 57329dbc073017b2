package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.AF_INET;
import static giantless.stack.socket.SocketConst.AF_INET6;
import static giantless.stack.socket.SocketConst.SOCK_DGRAM;
import static giantless.stack.socket.SocketConst.SOCK_RAW;
import static giantless.stack.socket.SocketConst.SOCK_STREAM;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_REUSEADDR;
import static giantless.stack.socket.SocketConst.SO_REUSEPORT;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.net.SockAddrDl;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IpCtloutput;
import org.junit.jupiter.api.Test;

/** socket(2) and bind(2): every errno, and which ports and addresses a socket gets. */
class BindErrnoTest {
  private static final int TCP = 6;
  private static final int UDP = 17;

  @Test
  void socket_of_an_unknown_family_type_or_protocol_is_refused() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          assertThat(errno(() -> s.socket(AF_INET6, SOCK_DGRAM, 0))).isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> s.socket(999, SOCK_DGRAM, 0))).isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> s.socket(AF_INET, 77, 0))).isEqualTo(Errno.EPROTOTYPE);
          assertThat(errno(() -> s.socket(AF_INET, SOCK_DGRAM, TCP)))
              .isEqualTo(Errno.EPROTONOSUPPORT);
          assertThat(errno(() -> s.socket(AF_INET, SOCK_STREAM, UDP)))
              .isEqualTo(Errno.EPROTONOSUPPORT);
          int fd = s.socket(AF_INET, SOCK_DGRAM, UDP);
          assertThat(fd).isZero();
          assertThat(lan.a.sockets().numopensockets()).isEqualTo(1);
        });
  }

  @Test
  void raw_socket_needs_the_super_user() {
    Lan.run(
        lan -> {
          lan.pa.setuid(1001);
          assertThat(errno(() -> lan.sa.socket(AF_INET, SOCK_RAW, 1))).isEqualTo(Errno.EPERM);
          assertThat(lan.a.sockets().numopensockets()).isZero();
          assertThat(errno(() -> lan.sb.socket(AF_INET, SOCK_RAW, 1))).isEqualTo(Errno.OK);
          assertThat(errno(() -> lan.sb.socket(AF_INET, SOCK_RAW, 300)))
              .isEqualTo(Errno.EPROTONOSUPPORT);
        });
  }

  @Test
  void full_tables_are_emfile_enfile_and_enobufs() {
    Lan.run(
        lan -> {
          lan.a.kernel().sysctl().set("kern.maxfilesperproc", 3);
          for (int i = 0; i < 3; i++) {
            udp(lan.sa);
          }
          assertThat(errno(() -> udp(lan.sa))).isEqualTo(Errno.EMFILE);
          lan.b.kernel().sysctl().set("kern.maxfiles", 2);
          udp(lan.sb);
          udp(lan.sb);
          assertThat(errno(() -> udp(lan.sb))).isEqualTo(Errno.ENFILE);
          assertThat(lan.a.sockets().numopensockets()).isEqualTo(3);
        });
  }

  @Test
  void bind_refuses_what_is_no_socket_or_no_address_of_ours() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.bind(99, A))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.bind(-1, A))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.bind(fd, null))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.bind(fd, new SockAddrDl(1, 6, new byte[6]))))
              .isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> s.bind(fd, at(B, 9)))).isEqualTo(Errno.EADDRNOTAVAIL);
          s.bind(fd, at(A, 9));
          assertThat(s.getsockname(fd)).isEqualTo(at(A, 9));
          assertThat(errno(() -> s.bind(fd, at(A, 10)))).isEqualTo(Errno.EINVAL);
        });
  }

  @Test
  void bound_port_is_in_use_for_others_unless_both_share_it() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          final int first = bound(s, 2000);
          int second = udp(s);
          assertThat(errno(() -> s.bind(second, new SockAddrIn(0, 2000))))
              .isEqualTo(Errno.EADDRINUSE);
          // A specific address against the wildcard is a conflict as well.
          assertThat(errno(() -> s.bind(second, at(A, 2000)))).isEqualTo(Errno.EADDRINUSE);
          // With SO_REUSEADDR a different address is none.
          s.setsockopt(second, SOL_SOCKET, SO_REUSEADDR, 1);
          assertThat(errno(() -> s.bind(second, new SockAddrIn(0, 2000))))
              .isEqualTo(Errno.EADDRINUSE);
          s.bind(second, at(A, 2000));
          int third = udp(s);
          s.setsockopt(third, SOL_SOCKET, SO_REUSEPORT, 1);
          // Complete duplicates need SO_REUSEPORT on both.
          assertThat(errno(() -> s.bind(third, new SockAddrIn(0, 2000))))
              .isEqualTo(Errno.EADDRINUSE);
          s.setsockopt(first, SOL_SOCKET, SO_REUSEPORT, 1);
          s.bind(third, new SockAddrIn(0, 2000));
        });
  }

  @Test
  void multicast_address_is_shared_by_so_reuseaddr_alone() {
    Lan.run(
        lan -> {
          SockAddrIn group = new SockAddrIn(SockAddrIn.parse("224.1.1.1").addr(), 3000);
          int one = udp(lan.sa);
          int two = udp(lan.sa);
          lan.sa.setsockopt(one, SOL_SOCKET, SO_REUSEADDR, 1);
          lan.sa.bind(one, group);
          assertThat(errno(() -> lan.sa.bind(two, group))).isEqualTo(Errno.EADDRINUSE);
          lan.sa.setsockopt(two, SOL_SOCKET, SO_REUSEADDR, 1);
          lan.sa.bind(two, group);
        });
  }

  /** SO_REUSEADDR goes with each option, and the two others not with one another. */
  @Test
  void multicast_address_is_shared_with_so_reuseaddr_by_each_option() {
    Lan.run(
        lan -> {
          int[] options = {SO_REUSEADDR, SO_REUSEPORT, SocketConst.SO_REUSEPORT_LB};
          int addr = SockAddrIn.parse("224.1.1.1").addr();
          int port = 3000;
          for (int first : options) {
            for (int second : options) {
              SockAddrIn group = new SockAddrIn(addr, ++port);
              int one = udp(lan.sa);
              int two = udp(lan.sa);
              lan.sa.setsockopt(one, SOL_SOCKET, first, 1);
              lan.sa.bind(one, group);
              lan.sa.setsockopt(two, SOL_SOCKET, second, 1);
              boolean shared = first == second || first == SO_REUSEADDR || second == SO_REUSEADDR;
              if (shared) {
                lan.sa.bind(two, group);
              } else {
                assertThat(errno(() -> lan.sa.bind(two, group))).isEqualTo(Errno.EADDRINUSE);
              }
            }
          }
        });
  }

  @Test
  void privileged_port_and_anothers_port_are_refused() {
    Lan.run(
        lan -> {
          var owner = lan.a.newProc("owner");
          Syscalls so = lan.a.syscalls(owner);
          owner.setuid(1001);
          var thief = lan.a.newProc("thief");
          Syscalls st = lan.a.syscalls(thief);
          thief.setuid(1002);
          assertThat(errno(() -> bound(so, 1023))).isEqualTo(Errno.EACCES);
          bound(so, 1024);
          int fd = udp(st);
          st.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
          // A more specific address would take the owner's datagrams.
          assertThat(errno(() -> st.bind(fd, at(A, 1024)))).isEqualTo(Errno.EADDRINUSE);
          int own = udp(so);
          so.setsockopt(own, SOL_SOCKET, SO_REUSEADDR, 1);
          assertThat(errno(() -> so.bind(own, at(A, 1024)))).isEqualTo(Errno.OK);
          lan.a.kernel().sysctl().set("net.inet.ip.portrange.reservedhigh", 100);
          assertThat(errno(() -> bound(so, 1023))).isEqualTo(Errno.OK);
          owner.exit(0);
          thief.exit(0);
        });
  }

  @Test
  void chosen_ports_come_from_the_range_until_it_is_full() {
    Lan.run(
        lan -> {
          lan.a.kernel().sysctl().set("net.inet.ip.portrange.first", 50000);
          lan.a.kernel().sysctl().set("net.inet.ip.portrange.last", 50003);
          boolean[] seen = new boolean[4];
          for (int i = 0; i < 4; i++) {
            int fd = bound(lan.sa, 0);
            seen[((SockAddrIn) lan.sa.getsockname(fd)).port() - 50000] = true;
          }
          assertThat(seen).containsOnly(true);
          assertThat(errno(() -> bound(lan.sa, 0))).isEqualTo(Errno.EADDRNOTAVAIL);
        });
  }

  @Test
  void high_and_low_ranges_are_chosen_by_ip_portrange() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int low = udp(s);
          s.setsockopt(
              low, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_PORTRANGE, IpCtloutput.IP_PORTRANGE_LOW);
          s.bind(low, new SockAddrIn(0, 0));
          assertThat(((SockAddrIn) s.getsockname(low)).port()).isBetween(600, 1023);
          lan.pb.setuid(1001);
          int mine = udp(lan.sb);
          lan.sb.setsockopt(
              mine, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_PORTRANGE, IpCtloutput.IP_PORTRANGE_LOW);
          assertThat(errno(() -> lan.sb.bind(mine, new SockAddrIn(0, 0)))).isEqualTo(Errno.EACCES);
          lan.a.kernel().sysctl().set("net.inet.ip.portrange.hifirst", 60000);
          int high = udp(s);
          s.setsockopt(
              high,
              IpCtloutput.IPPROTO_IP,
              IpCtloutput.IP_PORTRANGE,
              IpCtloutput.IP_PORTRANGE_HIGH);
          s.bind(high, new SockAddrIn(0, 0));
          assertThat(((SockAddrIn) s.getsockname(high)).port()).isBetween(60000, 65535);
        });
  }
}
