package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action.Option;
import giantless.stack.netinet.InCksum;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.TcpHeader;
import giantless.stack.netinet.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A packet that the host has sent, taken apart; its numbers are the script's. Immutable. */
final class SentPacket {
  private static final int UDP_HDR = 8;
  private static final int ICMP_HDR = 8;

  /** Messages of ICMP that quote a packet (RFC 792). */
  private static final Set<Integer> ABOUT_A_PACKET = Set.of(3, 4, 5, 11, 12);

  final int proto;
  final int tos;
  final int ttl;

  /** The port of the peer; -1 without ports. */
  final int remotePort;

  /** TCP: flags, numbers, the window's field, the urgent pointer, options; null for none. */
  final Segment tcp;

  /** UDP: bytes of data. */
  final int udpLength;

  /** ICMP. */
  final int icmpType;

  final int icmpCode;

  /** ICMP: the MTU of the next hop, as a router tells it. */
  final int icmpMtu;

  /** ICMP: what the packet carries that the message is about; -1 for none. */
  final int quotedProto;

  /** ICMP about TCP: the number of that segment; about UDP: the bytes of that datagram. */
  final long quoted;

  /** What is wrong with its lengths and checksums, or null. */
  final String damage;

  /**
   * A TCP segment.
   *
   * @param ack the field, also where no flag gives it a meaning
   */
  record Segment(
      int flags, long seq, int length, long ack, int win, int urg, List<Option> options) {
    @Override
    public String toString() {
      StringBuilder b = new StringBuilder();
      String f = TcpHeader.flagString(flags);
      b.append(f.isEmpty() ? "-" : f).append(' ');
      b.append(seq).append(':').append(seq + length & 0xffffffffL).append('(').append(length);
      b.append(')');
      if ((flags & TcpHeader.ACK) != 0) {
        b.append(" ack ").append(ack);
      }
      b.append(" win ").append(win);
      if ((flags & TcpHeader.URG) != 0) {
        b.append(" urg ").append(urg);
      }
      return options.isEmpty() ? b.toString() : b + " " + OptionText.of(options);
    }
  }

  SentPacket(Testbed.Captured c) {
    byte[] p = c.bytes();
    int hlen = (p[0] & 0xf) << 2;
    proto = Ip.get8(p, Ip.O_P);
    tos = Ip.get8(p, Ip.O_TOS);
    ttl = Ip.get8(p, Ip.O_TTL);
    int src = Ip.get32(p, Ip.O_SRC);
    int dst = Ip.get32(p, Ip.O_DST);
    byte[] body = new byte[p.length - hlen];
    System.arraycopy(p, hlen, body, 0, body.length);
    boolean ports = proto == Ip.IPPROTO_TCP || proto == Ip.IPPROTO_UDP;
    remotePort = ports ? Ip.get16(body, 2) : -1;
    tcp = proto == Ip.IPPROTO_TCP ? segment(body, c.localOffset()) : null;
    udpLength = proto == Ip.IPPROTO_UDP ? Ip.get16(body, 4) - UDP_HDR : -1;
    icmpType = proto == Ip.IPPROTO_ICMP ? Ip.get8(body, 0) : -1;
    icmpCode = proto == Ip.IPPROTO_ICMP ? Ip.get8(body, 1) : -1;
    icmpMtu = proto == Ip.IPPROTO_ICMP ? Ip.get16(body, 6) : -1;
    boolean about = ABOUT_A_PACKET.contains(icmpType) && body.length >= ICMP_HDR + Ip.HDR + UDP_HDR;
    int at = about ? ICMP_HDR + ((Ip.get8(body, ICMP_HDR) & 0xf) << 2) : 0;
    about &= body.length >= at + UDP_HDR;
    quotedProto = about ? Ip.get8(body, ICMP_HDR + Ip.O_P) : -1;
    if (quotedProto == Ip.IPPROTO_TCP) {
      quoted = Ip.get32(body, at + TcpHeader.O_SEQ) & 0xffffffffL;
    } else {
      quoted = quotedProto == Ip.IPPROTO_UDP ? Ip.get16(body, at + 4) - UDP_HDR : -1;
    }
    String bad = null;
    if (InCksum.cksum(p, 0, hlen) != 0) {
      bad = "the checksum of the IP header is wrong";
    } else if (Ip.get16(p, Ip.O_LEN) != p.length) {
      bad = "the IP header says " + Ip.get16(p, Ip.O_LEN) + " bytes, and there are " + p.length;
    } else if (proto == Ip.IPPROTO_ICMP && InCksum.cksum(body, 0, body.length) != 0) {
      bad = "the checksum of the ICMP message is wrong";
    } else if (ports && PacketBuilder.cksum(src, dst, proto, body) != 0) {
      bad = "the checksum of the segment is wrong";
    }
    damage = bad;
  }

  private static Segment segment(byte[] b, int localOffset) {
    int word = Ip.get16(b, TcpHeader.O_OFF);
    int hdr = (word >> 12) * 4;
    int flags = word & 0x1ff;
    return new Segment(
        flags,
        Ip.get32(b, TcpHeader.O_SEQ) - localOffset & 0xffffffffL,
        b.length - hdr,
        Ip.get32(b, TcpHeader.O_ACK) & 0xffffffffL,
        Ip.get16(b, TcpHeader.O_WIN),
        (flags & TcpHeader.URG) != 0 ? Ip.get16(b, TcpHeader.O_URP) : -1,
        options(b, hdr));
  }

  private static List<Option> options(byte[] b, int end) {
    List<Option> options = new ArrayList<>();
    int at = TcpHeader.HDR;
    while (at < end) {
      int kind = Ip.get8(b, at);
      if (kind == TcpOptions.OPT_EOL || kind == TcpOptions.OPT_NOP) {
        options.add(kind == TcpOptions.OPT_EOL ? new Option.Eol() : new Option.Nop());
        at++;
        continue;
      }
      int len = at + 1 < end ? Ip.get8(b, at + 1) : 0;
      if (len < 2 || len > end - at) {
        options.add(new Option.Other(kind, new byte[0]));
        return options;
      }
      options.add(option(b, at, kind, len));
      at += len;
    }
    return options;
  }

  private static Option option(byte[] b, int at, int kind, int len) {
    switch (kind) {
      case TcpOptions.OPT_MAXSEG:
        return new Option.Mss(Ip.get16(b, at + 2));
      case TcpOptions.OPT_WINDOW:
        return new Option.Wscale(Ip.get8(b, at + 2));
      case TcpOptions.OPT_SACK_PERMITTED:
        return new Option.SackOk();
      case TcpOptions.OPT_SACK:
        List<Long> ends = new ArrayList<>();
        for (int i = 2; i + 4 <= len; i += 4) {
          ends.add(Ip.get32(b, at + i) & 0xffffffffL);
        }
        return new Option.Sack(List.copyOf(ends));
      case TcpOptions.OPT_TIMESTAMP:
        return new Option.Ts(Ip.get32(b, at + 2) & 0xffffffffL, Ip.get32(b, at + 6) & 0xffffffffL);
      default:
        byte[] data = new byte[len - 2];
        System.arraycopy(b, at + 2, data, 0, data.length);
        return new Option.Other(kind, data);
    }
  }

  @Override
  public String toString() {
    if (tcp != null) {
      return tcp.toString();
    }
    if (proto == Ip.IPPROTO_UDP) {
      return "udp (" + udpLength + ")";
    }
    return proto == Ip.IPPROTO_ICMP
        ? "icmp type " + icmpType + " code " + icmpCode
        : "a packet of protocol " + proto;
  }
}
