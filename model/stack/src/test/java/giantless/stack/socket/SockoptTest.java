package giantless.stack.socket;

import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_ERROR;
import static giantless.stack.socket.SocketConst.SO_LINGER;
import static giantless.stack.socket.SocketConst.SO_RCVBUF;
import static giantless.stack.socket.SocketConst.SO_RCVLOWAT;
import static giantless.stack.socket.SocketConst.SO_RCVTIMEO;
import static giantless.stack.socket.SocketConst.SO_SNDBUF;
import static giantless.stack.socket.SocketConst.SO_SNDLOWAT;
import static giantless.stack.socket.SocketConst.SO_SNDTIMEO;
import static giantless.stack.socket.SocketConst.SO_TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.net.Iff;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IfIoctl;
import giantless.stack.netinet.IfReq;
import giantless.stack.netinet.InSockIo;
import giantless.stack.netinet.IpCtloutput;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** getsockopt(2), setsockopt(2) and ioctl(2): every option back as it was set, and every errno. */
class SockoptTest {
  private static final int IP = IpCtloutput.IPPROTO_IP;

  @Test
  void switches_are_off_at_first_and_keep_what_they_are_set_to() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          int[] bits = {
            SocketConst.SO_DEBUG,
            SocketConst.SO_REUSEADDR,
            SocketConst.SO_REUSEPORT,
            SocketConst.SO_KEEPALIVE,
            SocketConst.SO_DONTROUTE,
            SocketConst.SO_BROADCAST,
            SocketConst.SO_USELOOPBACK,
            SocketConst.SO_OOBINLINE,
            SocketConst.SO_TIMESTAMP,
            SocketConst.SO_BINTIME,
            SocketConst.SO_NOSIGPIPE,
            SocketConst.SO_NO_OFFLOAD,
            SocketConst.SO_NO_DDP,
            SocketConst.SO_REUSEPORT_LB,
            SocketConst.SO_RERROR
          };
          for (int bit : bits) {
            assertThat(s.getsockoptInt(fd, SOL_SOCKET, bit)).isZero();
            s.setsockopt(fd, SOL_SOCKET, bit, 7);
            assertThat(s.getsockoptInt(fd, SOL_SOCKET, bit)).isEqualTo(bit);
          }
          for (int bit : bits) {
            s.setsockopt(fd, SOL_SOCKET, bit, 0);
            assertThat(s.getsockoptInt(fd, SOL_SOCKET, bit)).isZero();
          }
        });
  }

  @Test
  void errors_of_both_calls() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.setsockopt(7, SOL_SOCKET, SO_RCVBUF, 1))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, null)))
              .isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, new byte[3])))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, 0x7777, 1)))
              .isEqualTo(Errno.ENOPROTOOPT);
          // Two switches at once are no option.
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, 0x000c, 1)))
              .isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_TYPE, 1)))
              .isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> s.setsockopt(fd, IP, 200, 1))).isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> s.setsockopt(fd, 6, 1, 1))).isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> s.getsockopt(fd, SOL_SOCKET, 0x7777, 4)))
              .isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> s.getsockopt(fd, IP, 200, 4))).isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> s.getsockopt(fd, SOL_SOCKET, SO_TYPE, -1)))
              .isEqualTo(Errno.EINVAL);
          assertThat(s.getsockopt(fd, SOL_SOCKET, SO_TYPE, 2)).hasSize(2);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_TYPE)).isEqualTo(SocketConst.SOCK_DGRAM);
        });
  }

  @Test
  void buffers_are_limited_by_maxsockbuf_and_bound_the_low_water_mark() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_SNDBUF)).isEqualTo(9216);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(41600);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_SNDLOWAT)).isEqualTo(2048);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_RCVLOWAT)).isEqualTo(1);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 0)))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 2097152)))
              .isEqualTo(Errno.ENOBUFS);
          int max = (int) (2097152L * 2048 / (256 + 2048));
          s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, max);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, max + 1)))
              .isEqualTo(Errno.ENOBUFS);
          lan.a.kernel().sysctl().set("kern.ipc.maxsockbuf", 4000000);
          s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, max + 1);
          s.setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, 1 << 30);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_RCVLOWAT)).isEqualTo(max + 1);
          s.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 100);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_RCVLOWAT)).isEqualTo(100);
          s.setsockopt(fd, SOL_SOCKET, SO_SNDLOWAT, 512);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SO_SNDLOWAT)).isEqualTo(512);
          assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SO_SNDLOWAT, -1)))
              .isEqualTo(Errno.EINVAL);
        });
  }

  @Test
  void new_sockets_fail_when_their_buffers_are_forbidden() {
    Lan.run(
        lan -> {
          lan.a.kernel().sysctl().set("kern.ipc.maxsockbuf", 10000);
          assertThat(errno(() -> udp(lan.sa))).isEqualTo(Errno.ENOBUFS);
          assertThat(lan.a.sockets().numopensockets()).isZero();
          lan.a.kernel().sysctl().set("net.inet.udp.maxdgram", 1000);
          lan.a.kernel().sysctl().set("net.inet.udp.recvspace", 1000);
          int small = udp(lan.sa);
          assertThat(lan.sa.getsockoptInt(small, SOL_SOCKET, SO_SNDBUF)).isEqualTo(1000);
          assertThat(lan.sa.getsockoptInt(small, SOL_SOCKET, SO_SNDLOWAT)).isEqualTo(1000);
        });
  }

  @Test
  void times_are_checked_and_come_back() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          for (int name : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
            s.setsockopt(fd, SOL_SOCKET, name, Sockopt.ofTimeval(5, 250_000));
            assertThat(s.getsockopt(fd, SOL_SOCKET, name, 16))
                .isEqualTo(Sockopt.ofTimeval(5, 250_000));
            assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, name, Sockopt.ofTimeval(-1, 0))))
                .isEqualTo(Errno.EDOM);
            assertThat(
                    errno(
                        () -> s.setsockopt(fd, SOL_SOCKET, name, Sockopt.ofTimeval(0, 1_000_000))))
                .isEqualTo(Errno.EDOM);
            assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, name, new byte[8])))
                .isEqualTo(Errno.EINVAL);
            // More seconds than 31 bits hold are the longest time there is.
            s.setsockopt(fd, SOL_SOCKET, name, Sockopt.ofTimeval(1L << 31, 0));
            assertThat(s.getsockopt(fd, SOL_SOCKET, name, 16))
                .isEqualTo(Sockopt.ofTimeval(Integer.MAX_VALUE, 999_999));
          }
          s.setsockopt(fd, SOL_SOCKET, SO_LINGER, Sockopt.ofLinger(1, 65535));
          for (int seconds : new int[] {-1, 65536}) {
            assertThat(
                    errno(
                        () ->
                            s.setsockopt(fd, SOL_SOCKET, SO_LINGER, Sockopt.ofLinger(0, seconds))))
                .isEqualTo(Errno.EDOM);
          }
          assertThat(s.getsockopt(fd, SOL_SOCKET, SO_LINGER, 8))
              .isEqualTo(Sockopt.ofLinger(SO_LINGER, 65535));
        });
  }

  @Test
  void clock_of_time_stamps_and_pacing_rate_come_back() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK)).isZero();
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK, SocketConst.SO_TS_MONOTONIC);
          for (int clock : new int[] {-1, 4}) {
            assertThat(errno(() -> s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK, clock)))
                .isEqualTo(Errno.EINVAL);
          }
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK)).isEqualTo(3);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_MAX_PACING_RATE)).isZero();
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_MAX_PACING_RATE, -1);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_MAX_PACING_RATE)).isEqualTo(-1);
        });
  }

  /** As sonewconn() of FreeBSD, which takes the bits of so_options and the time to linger. */
  @Test
  void accepted_socket_has_the_bits_of_its_listener_and_not_its_numbers() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int listener = s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
          s.setsockopt(listener, SOL_SOCKET, SocketConst.SO_TIMESTAMP, 1);
          s.setsockopt(listener, SOL_SOCKET, SocketConst.SO_TS_CLOCK, SocketConst.SO_TS_BINTIME);
          s.setsockopt(listener, SOL_SOCKET, SocketConst.SO_MAX_PACING_RATE, 1);
          s.setsockopt(listener, SOL_SOCKET, SocketConst.SO_USER_COOKIE, 1);
          s.bind(listener, at(Lan.A, 9));
          s.listen(listener, 1);
          lan.sb.connect(
              lan.sb.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0), at(Lan.A, 9));
          int fd = s.accept(listener, null);
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_TIMESTAMP)).isNotZero();
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK)).isZero();
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_MAX_PACING_RATE)).isZero();
          assertThat(s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_USER_COOKIE)).isZero();
        });
  }

  @Test
  void so_error_is_cleared_by_reading() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          lan.sa.connect(fd, at(B, 9));
          lan.sa.send(fd, new byte[1], 0);
          lan.sleep(Lan.SECOND);
          assertThat(lan.sa.getsockoptInt(fd, SOL_SOCKET, SO_ERROR))
              .isEqualTo(Errno.ECONNREFUSED.code());
          assertThat(lan.sa.getsockoptInt(fd, SOL_SOCKET, SO_ERROR)).isZero();
        });
  }

  @Test
  void ip_options_and_numbers_come_back() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(s.getsockoptInt(fd, IP, IpCtloutput.IP_TTL)).isEqualTo(64);
          int[] ints = {IpCtloutput.IP_TTL, IpCtloutput.IP_TOS};
          for (int name : ints) {
            s.setsockopt(fd, IP, name, 33);
            assertThat(s.getsockoptInt(fd, IP, name)).isEqualTo(33);
          }
          int[] flags = {
            IpCtloutput.IP_RECVOPTS,
            IpCtloutput.IP_RECVRETOPTS,
            IpCtloutput.IP_RECVDSTADDR,
            IpCtloutput.IP_RECVIF,
            IpCtloutput.IP_RECVTTL,
            IpCtloutput.IP_ONESBCAST,
            IpCtloutput.IP_DONTFRAG
          };
          for (int name : flags) {
            assertThat(s.getsockoptInt(fd, IP, name)).isZero();
            s.setsockopt(fd, IP, name, 1);
            assertThat(s.getsockoptInt(fd, IP, name)).isEqualTo(1);
            s.setsockopt(fd, IP, name, 0);
            assertThat(s.getsockoptInt(fd, IP, name)).isZero();
          }
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_PORTRANGE, 3)))
              .isEqualTo(Errno.EINVAL);
          byte[] rr = {7, 7, 4, 0, 0, 0, 0, 0};
          s.setsockopt(fd, IP, IpCtloutput.IP_OPTIONS, rr);
          assertThat(s.getsockopt(fd, IP, IpCtloutput.IP_OPTIONS, 100))
              .isEqualTo(new byte[] {0, 0, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0});
          // A length that is no multiple of 4, an option that is cut, a source route without hop.
          for (byte[] bad :
              new byte[][] {{1, 1, 1}, {7, 9, 4, 0}, {7, 1, 4, 0}, {(byte) 131, 3, 4, 0}}) {
            assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_OPTIONS, bad)))
                .isEqualTo(Errno.EINVAL);
          }
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_OPTIONS, new byte[300])))
              .isEqualTo(Errno.EMSGSIZE);
          byte[] lsrr = {(byte) 131, 11, 4, 10, 0, 0, 9, 10, 0, 0, 2, 0};
          s.setsockopt(fd, IP, IpCtloutput.IP_OPTIONS, lsrr);
          assertThat(s.getsockopt(fd, IP, IpCtloutput.IP_OPTIONS, 100))
              .isEqualTo(new byte[] {10, 0, 0, 9, (byte) 131, 7, 4, 10, 0, 0, 2, 0});
          s.setsockopt(fd, IP, IpCtloutput.IP_OPTIONS, new byte[0]);
          assertThat(s.getsockopt(fd, IP, IpCtloutput.IP_OPTIONS, 100)).isEmpty();
        });
  }

  @Test
  void multicast_options() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          byte[] mreq = {(byte) 224, 1, 1, 1, 10, 0, 0, 1};
          s.setsockopt(fd, IP, IpCtloutput.IP_MULTICAST_TTL, new byte[] {9});
          assertThat(s.getsockopt(fd, IP, IpCtloutput.IP_MULTICAST_TTL, 1))
              .isEqualTo(new byte[] {9});
          assertThat(s.getsockoptInt(fd, IP, IpCtloutput.IP_MULTICAST_LOOP)).isEqualTo(1);
          s.setsockopt(fd, IP, IpCtloutput.IP_MULTICAST_LOOP, 0);
          assertThat(s.getsockoptInt(fd, IP, IpCtloutput.IP_MULTICAST_LOOP)).isZero();
          s.setsockopt(fd, IP, IpCtloutput.IP_MULTICAST_IF, new byte[] {10, 0, 0, 1});
          assertThat(s.getsockopt(fd, IP, IpCtloutput.IP_MULTICAST_IF, 4))
              .isEqualTo(new byte[] {10, 0, 0, 1});
          assertThat(
                  errno(
                      () ->
                          s.setsockopt(
                              fd, IP, IpCtloutput.IP_MULTICAST_IF, new byte[] {10, 0, 0, 8})))
              .isEqualTo(Errno.EADDRNOTAVAIL);
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_MULTICAST_TTL, 256)))
              .isEqualTo(Errno.EINVAL);
          s.setsockopt(fd, IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq);
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq)))
              .isEqualTo(Errno.EADDRINUSE);
          s.setsockopt(fd, IP, IpCtloutput.IP_DROP_MEMBERSHIP, mreq);
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_DROP_MEMBERSHIP, mreq)))
              .isEqualTo(Errno.EADDRNOTAVAIL);
          byte[] unicast = {10, 0, 0, 2, 10, 0, 0, 1};
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_ADD_MEMBERSHIP, unicast)))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.setsockopt(fd, IP, IpCtloutput.IP_ADD_MEMBERSHIP, new byte[7])))
              .isEqualTo(Errno.EINVAL);
          // The last close leaves the groups.
          s.setsockopt(fd, IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq);
        });
  }

  @Test
  void ioctl_lists_addresses_and_sets_metric_and_groups() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          String name = lan.wireA.name();
          IfIoctl.IfConf conf = new IfIoctl.IfConf(100 * IfIoctl.IfConf.IFREQ);
          s.ioctl(fd, IfIoctl.SIOCGIFCONF, conf);
          assertThat(conf.len).isEqualTo(conf.reqs.size() * IfIoctl.IfConf.IFREQ);
          assertThat(conf.reqs)
              .anyMatch(r -> r.name.equals(name) && Objects.equals(r.value, Lan.A.addr()));
          IfIoctl.IfConf little = new IfIoctl.IfConf(2 * IfIoctl.IfConf.IFREQ - 1);
          s.ioctl(fd, IfIoctl.SIOCGIFCONF, little);
          assertThat(little.reqs).hasSize(1);
          assertThat(little.len).isEqualTo(IfIoctl.IfConf.IFREQ);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCGIFCONF, new IfIoctl.IfConf(0))))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCGIFCONF, null))).isEqualTo(Errno.EFAULT);

          IfReq metric = new IfReq(name);
          s.ioctl(fd, IfIoctl.SIOCGIFMETRIC, metric);
          assertThat(metric.value).isEqualTo(0);
          s.ioctl(fd, IfIoctl.SIOCSIFMETRIC, new IfReq(name, 3));
          s.ioctl(fd, IfIoctl.SIOCGIFMETRIC, metric);
          assertThat(metric.value).isEqualTo(3);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCSIFMETRIC, new IfReq(name, "3"))))
              .isEqualTo(Errno.EFAULT);

          byte[] group = {1, 0, 0x5e, 1, 2, 3};
          s.ioctl(fd, Iff.SIOCADDMULTI, new IfReq(name, group));
          assertThat(lan.wireA.multiRefs(group)).isEqualTo(1);
          assertThat(errno(() -> s.ioctl(fd, Iff.SIOCADDMULTI, new IfReq(name, group))))
              .isEqualTo(Errno.EADDRINUSE);
          assertThat(errno(() -> s.ioctl(fd, Iff.SIOCADDMULTI, new IfReq(name, new byte[6]))))
              .isEqualTo(Errno.EADDRNOTAVAIL);
          assertThat(errno(() -> s.ioctl(fd, Iff.SIOCADDMULTI, new IfReq(name, new byte[5]))))
              .isEqualTo(Errno.EINVAL);
          s.ioctl(fd, Iff.SIOCDELMULTI, new IfReq(name, group));
          assertThat(lan.wireA.multiRefs(group)).isZero();
          assertThat(errno(() -> s.ioctl(fd, Iff.SIOCDELMULTI, new IfReq(name, group))))
              .isEqualTo(Errno.ENOENT);

          lan.pa.setuid(7);
          for (int cmd : new int[] {IfIoctl.SIOCSIFMETRIC, Iff.SIOCADDMULTI, Iff.SIOCDELMULTI}) {
            assertThat(errno(() -> s.ioctl(fd, cmd, new IfReq(name, group))))
                .isEqualTo(Errno.EPERM);
          }
        });
  }

  @Test
  void ioctl_knows_its_commands_and_who_may() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          String name = lan.wireA.name();
          assertThat(errno(() -> s.ioctl(9, SocketConst.FIONREAD, new int[1])))
              .isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.ioctl(fd, SocketConst.FIONREAD, null))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.ioctl(fd, SocketConst.FIONBIO, "x"))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.ioctl(fd, 0x12345, null))).isEqualTo(Errno.ENOTTY);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCGIFMTU, new IfReq("no0"))))
              .isEqualTo(Errno.ENXIO);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCGIFMTU, "x"))).isEqualTo(Errno.EFAULT);
          IfReq req = new IfReq(name);
          s.ioctl(fd, IfIoctl.SIOCGIFMTU, req);
          assertThat(req.value).isEqualTo(1500);
          s.ioctl(fd, InSockIo.SIOCGIFADDR, req);
          assertThat(req.value).isEqualTo(Lan.A.addr());
          int[] free = new int[1];
          s.ioctl(fd, SocketConst.FIONSPACE, free);
          assertThat(free[0]).isEqualTo(9216);
          lan.pa.setuid(7);
          assertThat(errno(() -> s.ioctl(fd, InSockIo.SIOCSIFADDR, new IfReq(name, 1))))
              .isEqualTo(Errno.EPERM);
          IfIoctl.ArpReq arp = new IfIoctl.ArpReq(Lan.B.addr(), new byte[6]);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCSARP, arp))).isEqualTo(Errno.EPERM);
          assertThat(errno(() -> s.ioctl(fd, IfIoctl.SIOCGARP, arp))).isEqualTo(Errno.ENXIO);
          s.sendto(fd, new byte[1], 0, new SockAddrIn(Lan.B.addr(), 9));
          lan.sleep(Lan.SECOND);
          s.ioctl(fd, IfIoctl.SIOCGARP, arp);
          assertThat(arp.lladdr).isEqualTo(lan.wireA.peer().lladdr());
        });
  }
}
