package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.SECOND;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.AF_INET;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.SOCK_RAW;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.netinet.InCksum;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.IpCtloutput;
import giantless.stack.netinet.UdpStat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets made by hand with raw sockets; control messages; ping. */
class UdpPacketTest {
  private static final int IP = IpCtloutput.IPPROTO_IP;

  /** An IP packet with a UDP header and data, checksums right. */
  private static byte[] packet(int ulen, int data) {
    byte[] p = new byte[28 + data];
    p[0] = 0x45;
    Ip.put16(p, 2, p.length);
    p[8] = 64;
    p[9] = 17;
    Ip.put32(p, 12, A.addr());
    Ip.put32(p, 16, B.addr());
    Ip.put16(p, 20, 1234);
    Ip.put16(p, 22, 9);
    Ip.put16(p, 24, ulen);
    byte[] pseudo = new byte[12 + 8 + data];
    System.arraycopy(p, 12, pseudo, 0, 8);
    pseudo[9] = 17;
    Ip.put16(pseudo, 10, ulen);
    System.arraycopy(p, 20, pseudo, 12, 8 + data);
    Ip.put16(p, 26, InCksum.cksum(pseudo, 0, Math.min(pseudo.length, 12 + ulen)));
    return p;
  }

  private static int rawWithHeader(Syscalls s) throws SysException {
    int fd = s.socket(AF_INET, SOCK_RAW, 255);
    s.setsockopt(fd, IP, IpCtloutput.IP_HDRINCL, 1);
    return fd;
  }

  @Test
  void bad_packets_are_counted_and_dropped() {
    Lan.run(
        lan -> {
          int raw = rawWithHeader(lan.sa);
          int server = bound(lan.sb, 9);
          UdpStat st = lan.b.udp().stat();
          byte[] good = packet(8 + 4, 4);
          lan.sa.sendto(raw, good, 0, B);
          lan.sleep(SECOND);
          assertThat(lan.sb.recv(server, new byte[9], 0)).isEqualTo(4);
          byte[] sum = packet(8 + 4, 4);
          sum[26] ^= 1;
          lan.sa.sendto(raw, sum, 0, B);
          lan.sa.sendto(raw, packet(8 + 5, 4), 0, B);
          lan.sa.sendto(raw, packet(7, 4), 0, B);
          byte[] port0 = packet(12, 4);
          Ip.put16(port0, 22, 0);
          lan.sa.sendto(raw, port0, 0, B);
          byte[] cut = new byte[24];
          System.arraycopy(good, 0, cut, 0, 24);
          Ip.put16(cut, 2, 24);
          lan.sa.sendto(raw, cut, 0, B);
          lan.sleep(SECOND);
          assertThat(st.udpsBadsum.get()).isEqualTo(1);
          assertThat(st.udpsBadlen.get()).isEqualTo(2);
          assertThat(st.udpsHdrops.get()).isEqualTo(1);
          assertThat(st.udpsIpackets.get()).isEqualTo(6);
          assertThat(errno(() -> lan.sb.recv(server, new byte[9], MSG_DONTWAIT)))
              .isEqualTo(Errno.EWOULDBLOCK);
          // Bytes behind the datagram's own length are no data.
          lan.sa.sendto(raw, packet(8 + 2, 4), 0, B);
          assertThat(lan.sb.recv(server, new byte[9], 0)).isEqualTo(2);
        });
  }

  /** RFC 768: 0 says that there is no checksum, so a sum of 0 goes out as all ones. */
  @Test
  void checksum_that_comes_out_as_zero_is_no_missing_one() {
    Lan.run(
        lan -> {
          int server = bound(lan.sb, 9);
          int c = bound(lan.sa, 1234);
          // Two bytes that are the checksum of the datagram without them make it 0.
          byte[] pseudo = new byte[12 + 8 + 2];
          Ip.put32(pseudo, 0, A.addr());
          Ip.put32(pseudo, 4, B.addr());
          pseudo[9] = 17;
          Ip.put16(pseudo, 10, 10);
          Ip.put16(pseudo, 12, 1234);
          Ip.put16(pseudo, 14, 9);
          Ip.put16(pseudo, 16, 10);
          byte[] data = new byte[2];
          Ip.put16(data, 0, InCksum.cksum(pseudo, 0, pseudo.length));
          lan.sa.sendto(c, data, 0, at(B, 9));
          assertThat(lan.sb.recv(server, new byte[9], 0)).isEqualTo(2);
          assertThat(lan.b.udp().stat().udpsNosum.get()).isZero();
        });
  }

  @Test
  void control_messages_tell_what_was_asked_for() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int fd = bound(s, 9);
          s.setsockopt(fd, IP, IpCtloutput.IP_RECVDSTADDR, 1);
          s.setsockopt(fd, IP, IpCtloutput.IP_RECVTTL, 1);
          s.setsockopt(fd, IP, IpCtloutput.IP_RECVIF, 1);
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TIMESTAMP, 1);
          int c = udp(lan.sa);
          lan.sa.setsockopt(c, IP, IpCtloutput.IP_TTL, 17);
          lan.sa.sendto(c, bytes("x"), 0, at(B, 9));
          MsgHdr m = new MsgHdr(null, new byte[9]);
          m.controllen = 200;
          assertThat(s.recvmsg(fd, m, SocketConst.MSG_PEEK)).isEqualTo(1);
          List<CMsg> peeked = CMsg.parse(m.control);
          m.controllen = 200;
          assertThat(s.recvmsg(fd, m, 0)).isEqualTo(1);
          List<CMsg> got = CMsg.parse(m.control);
          assertThat(got).hasSize(4).hasSameSizeAs(peeked);
          assertThat(got.get(0).type).isEqualTo(SocketConst.SCM_TIMESTAMP);
          assertThat(Sockopt.getLong(got.get(0).data, 0))
              .isEqualTo(lan.rt.timeOfDayNanos() / 1_000_000_000L);
          assertThat(got.get(1).type).isEqualTo(IpCtloutput.IP_RECVDSTADDR);
          assertThat(got.get(1).data).isEqualTo(new byte[] {10, 0, 0, 2});
          assertThat(got.get(2).data).isEqualTo(new byte[] {17});
          String name = lan.wireA.peer().name();
          assertThat(Lan.text(got.get(3).data, got.get(3).data.length)).endsWith(name);
          // Too little room: cut, and said so.
          lan.sa.sendto(c, bytes("y"), 0, at(B, 9));
          m.controllen = 20;
          s.recvmsg(fd, m, 0);
          assertThat(m.flags).isEqualTo(SocketConst.MSG_CTRUNC);
          assertThat(m.control).hasSize(20);
        });
  }

  @Test
  void time_stamp_is_of_the_clock_that_was_asked_for() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int fd = bound(s, 9);
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TIMESTAMP, 1);
          int c = udp(lan.sa);
          int[] types = {
            SocketConst.SCM_TIMESTAMP,
            SocketConst.SCM_BINTIME,
            SocketConst.SCM_REALTIME,
            SocketConst.SCM_MONOTONIC
          };
          lan.sleep(1_234_567_891L);
          for (int clock = 0; clock < types.length; clock++) {
            s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK, clock);
            lan.sa.sendto(c, bytes("x"), 0, at(B, 9));
            MsgHdr m = new MsgHdr(null, new byte[9]);
            m.controllen = 200;
            s.recvmsg(fd, m, 0);
            CMsg got = CMsg.parse(m.control).get(0);
            assertThat(got.type).isEqualTo(types[clock]);
            boolean monotonic = clock == SocketConst.SO_TS_MONOTONIC;
            long now = monotonic ? lan.rt.uptimeNanos() : lan.rt.timeOfDayNanos();
            assertThat(Sockopt.getLong(got.data, 0)).isEqualTo(now / 1_000_000_000L);
            long part = Sockopt.getLong(got.data, 8);
            if (clock == SocketConst.SO_TS_REALTIME_MICRO) {
              assertThat(part).isEqualTo(now % 1_000_000_000L / 1000);
            } else if (clock != SocketConst.SO_TS_BINTIME) {
              assertThat(part).isEqualTo(now % 1_000_000_000L);
            }
          }
        });
  }

  @Test
  void time_is_told_once_if_two_options_ask_for_the_same() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int fd = bound(s, 9);
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TIMESTAMP, 1);
          s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_BINTIME, 1);
          int c = udp(lan.sa);
          for (int clock = 0; clock <= SocketConst.SO_TS_BINTIME; clock++) {
            s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_TS_CLOCK, clock);
            lan.sa.sendto(c, bytes("x"), 0, at(B, 9));
            MsgHdr m = new MsgHdr(null, new byte[9]);
            m.controllen = 200;
            s.recvmsg(fd, m, 0);
            List<CMsg> got = CMsg.parse(m.control);
            assertThat(got.get(0).type).isEqualTo(SocketConst.SCM_BINTIME);
            boolean same = clock == SocketConst.SO_TS_BINTIME;
            assertThat(got).hasSize(same ? 1 : 2);
            if (!same) {
              assertThat(got.get(1).type).isEqualTo(SocketConst.SCM_TIMESTAMP);
            }
          }
        });
  }

  @Test
  void ip_options_go_out_and_come_in() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sb;
          int fd = bound(s, 9);
          s.setsockopt(fd, IP, IpCtloutput.IP_RECVOPTS, 1);
          int c = udp(lan.sa);
          lan.sa.setsockopt(c, IP, IpCtloutput.IP_OPTIONS, new byte[] {7, 7, 4, 0, 0, 0, 0, 0});
          lan.sa.sendto(c, bytes("route"), 0, at(B, 9));
          MsgHdr m = new MsgHdr(null, new byte[9]);
          m.controllen = 100;
          assertThat(s.recvmsg(fd, m, 0)).isEqualTo(5);
          CMsg opts = CMsg.parse(m.control).get(0);
          assertThat(opts.type).isEqualTo(IpCtloutput.IP_RECVOPTS);
          assertThat(opts.data).hasSize(8).startsWith(7, 7);
        });
  }

  @Test
  void source_address_of_one_message_can_be_chosen() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 4000);
          int server = bound(lan.sa, 9);
          MsgHdr m = new MsgHdr(at(A, 9), bytes("x"));
          m.control =
              CMsg.bytes(new CMsg(IP, IpCtloutput.IP_SENDSRCADDR, new byte[] {127, 0, 0, 1}));
          lan.sa.sendmsg(fd, m, 0);
          MsgHdr r = new MsgHdr(null, new byte[9]);
          lan.sa.recvmsg(server, r, 0);
          assertThat(r.name).isEqualTo(at(Lan.LOCAL, 4000));
        });
  }

  @Test
  void ping_by_a_raw_socket_is_answered() {
    Lan.run(
        lan -> {
          int raw = lan.sa.socket(AF_INET, SOCK_RAW, 1);
          byte[] echo = new byte[16];
          echo[0] = 8;
          Ip.put16(echo, 4, 77);
          Ip.put16(echo, 2, InCksum.cksum(echo, 0, echo.length));
          lan.sa.sendto(raw, echo, 0, B);
          byte[] b = new byte[100];
          int n = lan.sa.recv(raw, b, 0);
          assertThat(n).isEqualTo(36);
          assertThat(b[20]).isZero();
          assertThat(Ip.get16(b, 24)).isEqualTo(77);
          assertThat(Ip.get32(b, 12)).isEqualTo(B.addr());
        });
  }

  @Test
  void raw_socket_errors() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int raw = s.socket(AF_INET, SOCK_RAW, 200);
          assertThat(errno(() -> s.send(raw, new byte[1], 0))).isEqualTo(Errno.EDESTADDRREQ);
          assertThat(errno(() -> s.sendto(raw, new byte[8193], 0, B))).isEqualTo(Errno.EMSGSIZE);
          assertThat(errno(() -> s.bind(raw, B))).isEqualTo(Errno.EADDRNOTAVAIL);
          s.bind(raw, A);
          s.connect(raw, B);
          assertThat(s.getpeername(raw)).isEqualTo(B);
          assertThat(errno(() -> s.sendto(raw, new byte[1], 0, B))).isEqualTo(Errno.EISCONN);
          s.send(raw, new byte[1], 0);
          lan.sleep(SECOND);
          // Nobody there has a socket for the protocol.
          assertThat(lan.b.inet().ipstat.ips_noproto.get()).isEqualTo(1);
          int hdr = rawWithHeader(s);
          assertThat(errno(() -> s.sendto(hdr, new byte[10], 0, B))).isEqualTo(Errno.EINVAL);
          byte[] longer = packet(12, 4);
          Ip.put16(longer, 2, 99);
          assertThat(errno(() -> s.sendto(hdr, longer, 0, B))).isEqualTo(Errno.EINVAL);
          assertThat(s.getsockoptInt(hdr, IP, IpCtloutput.IP_HDRINCL)).isNotZero();
        });
  }

  @Test
  void raw_sockets_all_get_a_packet() {
    Lan.run(
        lan -> {
          int[] fd = new int[3];
          for (int i = 0; i < 3; i++) {
            fd[i] = lan.sb.socket(AF_INET, SOCK_RAW, i == 2 ? 201 : 200);
          }
          int raw = lan.sa.socket(AF_INET, SOCK_RAW, 200);
          lan.sa.sendto(raw, bytes("data"), 0, B);
          assertThat(lan.sb.recv(fd[0], new byte[99], 0)).isEqualTo(24);
          assertThat(lan.sb.recv(fd[1], new byte[99], 0)).isEqualTo(24);
          assertThat(errno(() -> lan.sb.recv(fd[2], new byte[9], MSG_DONTWAIT)))
              .isEqualTo(Errno.EWOULDBLOCK);
        });
  }
}
