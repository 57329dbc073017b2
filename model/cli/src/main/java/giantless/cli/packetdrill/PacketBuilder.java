package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action;
import giantless.cli.packetdrill.lang.Action.Option;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.netinet.InCksum;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.TcpHeader;
import giantless.stack.netinet.TcpOptions;
import java.util.List;

/** Packets that come, as bytes. */
final class PacketBuilder {
  /** An option with the longest data that a script can give it. */
  private static final int MAX_OPTION = 1 << 12;

  private static final int UDP_HDR = 8;
  private static final int ICMP_HDR = 8;
  private static final int ICMP_UNREACH = 3;

  private final Config config;
  private final Flows flows;

  PacketBuilder(Config config, Flows flows) {
    this.config = config;
    this.flows = flows;
  }

  byte[] build(int line, Action.Packet p) throws ScriptException {
    if (p.payload() instanceof Action.Tcp t) {
      Flow f = flows.tcp(p.ip().port());
      return ip(p.ip(), f, Ip.IPPROTO_TCP, segment(line, p.ip(), t, f));
    }
    if (p.payload() instanceof Action.Udp u) {
      Flow f = flows.udp(p.ip().port());
      byte[] b = new byte[UDP_HDR + u.length()];
      Ip.put16(b, 0, f.remotePort);
      Ip.put16(b, 2, f.localPort);
      Ip.put16(b, 4, b.length);
      int sum = cksum(f.remoteIp, f.localIp, Ip.IPPROTO_UDP, b);
      sum ^= p.ip().badsum() ? 1 : 0;
      Ip.put16(b, 6, sum == 0 ? 0xffff : sum);
      return ip(p.ip(), f, Ip.IPPROTO_UDP, b);
    }
    Action.Icmp icmp = (Action.Icmp) p.payload();
    Flow f = icmp.udp() >= 0 ? flows.udp(p.ip().port()) : flows.tcp(p.ip().port());
    return ip(p.ip(), f, Ip.IPPROTO_ICMP, message(icmp, f));
  }

  private byte[] ip(Action.IpInfo info, Flow f, int proto, byte[] payload) {
    byte[] p = new byte[Ip.HDR + payload.length];
    p[0] = 0x45;
    int tos = info.tos() >= 0 ? info.tos() : config.tos;
    if (info.ecn() >= 0) {
      tos = tos & ~Ip.TOS_ECN_MASK | (info.ecn() == Action.IpInfo.ECT01 ? 2 : info.ecn());
    }
    p[Ip.O_TOS] = (byte) tos;
    Ip.put16(p, Ip.O_LEN, p.length);
    p[Ip.O_TTL] = (byte) (info.ttl() >= 0 ? info.ttl() : config.ttl);
    p[Ip.O_P] = (byte) proto;
    Ip.put32(p, Ip.O_SRC, f.remoteIp);
    Ip.put32(p, Ip.O_DST, f.localIp);
    Ip.put16(p, Ip.O_SUM, InCksum.cksum(p, 0, Ip.HDR));
    System.arraycopy(payload, 0, p, Ip.HDR, payload.length);
    return p;
  }

  /** The checksum with the pseudo header. */
  static int cksum(int src, int dst, int proto, byte[] payload) {
    byte[] b = new byte[12 + payload.length + (payload.length & 1)];
    Ip.put32(b, 0, src);
    Ip.put32(b, 4, dst);
    b[9] = (byte) proto;
    Ip.put16(b, 10, payload.length);
    System.arraycopy(payload, 0, b, 12, payload.length);
    return InCksum.cksum(b, 0, b.length);
  }

  // ---- TCP ----

  private static byte[] segment(int line, Action.IpInfo ip, Action.Tcp t, Flow f)
      throws ScriptException {
    byte[] opt = options(line, t.options(), f);
    int hdr = TcpHeader.HDR + opt.length;
    byte[] b = new byte[hdr + t.seq().length()];
    Ip.put16(b, TcpHeader.O_SPORT, f.remotePort);
    Ip.put16(b, TcpHeader.O_DPORT, f.localPort);
    Ip.put32(b, TcpHeader.O_SEQ, (int) t.seq().start());
    if ((t.flags() & TcpHeader.ACK) != 0) {
      Ip.put32(b, TcpHeader.O_ACK, (int) t.ack() + f.localOffset());
    } else {
      Ip.put32(b, TcpHeader.O_ACK, (int) Math.max(t.ack(), 0)); // As it stands: it means nothing.
    }
    int doff = ip.doff() >= 0 ? ip.doff() : hdr / 4;
    Ip.put16(b, TcpHeader.O_OFF, doff << 12 | t.flags());
    Ip.put16(b, TcpHeader.O_WIN, t.win());
    Ip.put16(b, TcpHeader.O_URP, Math.max(t.urg(), 0));
    System.arraycopy(opt, 0, b, TcpHeader.HDR, opt.length);
    for (int i = hdr; i < b.length; i++) {
      b[i] = dataAt((int) t.seq().start() + i - hdr);
    }
    int sum = cksum(f.remoteIp, f.localIp, Ip.IPPROTO_TCP, b);
    Ip.put16(b, TcpHeader.O_SUM, ip.badsum() ? sum ^ 1 : sum);
    return b;
  }

  /** The peer's byte with this number. */
  static byte dataAt(int seq) {
    return (byte) ('a' + Math.floorMod(seq, 26));
  }

  private static byte[] options(int line, List<Option> options, Flow f) throws ScriptException {
    byte[] b = new byte[TcpHeader.MAXOLEN + MAX_OPTION];
    int at = 0;
    for (Option o : options) {
      at = option(o, f, b, at);
      if (at > TcpHeader.MAXOLEN) {
        throw new ScriptException(line, "the options are longer than 40 bytes");
      }
    }
    if (at % 4 != 0) {
      throw new ScriptException(line, "the options are not a multiple of 4 bytes long: " + at);
    }
    byte[] exact = new byte[at];
    System.arraycopy(b, 0, exact, 0, at);
    return exact;
  }

  private static int option(Option o, Flow f, byte[] b, int at) {
    if (o instanceof Option.Eol) {
      b[at] = TcpOptions.OPT_EOL;
      return at + 1;
    }
    if (o instanceof Option.Nop) {
      b[at] = TcpOptions.OPT_NOP;
      return at + 1;
    }
    if (o instanceof Option.Raw raw) {
      System.arraycopy(raw.bytes(), 0, b, at, raw.bytes().length);
      return at + raw.bytes().length;
    }
    int body = at + 2;
    if (o instanceof Option.Mss mss) {
      b[at] = TcpOptions.OPT_MAXSEG;
      Ip.put16(b, body, mss.value());
      body += 2;
    } else if (o instanceof Option.Wscale w) {
      b[at] = TcpOptions.OPT_WINDOW;
      b[body++] = (byte) w.value();
    } else if (o instanceof Option.SackOk) {
      b[at] = TcpOptions.OPT_SACK_PERMITTED;
    } else if (o instanceof Option.Sack s) {
      b[at] = TcpOptions.OPT_SACK;
      for (long end : s.ends()) {
        Ip.put32(b, body, (int) end + f.localOffset());
        body += 4;
      }
    } else if (o instanceof Option.Ts ts) {
      b[at] = TcpOptions.OPT_TIMESTAMP;
      Ip.put32(b, body, (int) ts.val());
      Ip.put32(b, body + 4, ts.ecr() == 0 ? 0 : f.liveStamp((int) ts.ecr()));
      body += 8;
    } else {
      Option.Other other = (Option.Other) o;
      b[at] = (byte) other.kind();
      System.arraycopy(other.data(), 0, b, body, other.data().length);
      body += other.data().length;
    }
    b[at + 1] = (byte) (body - at);
    return body;
  }

  // ---- ICMP ----

  /** With the header of the packet that it is about, and 8 bytes more, if it is about one. */
  private byte[] message(Action.Icmp icmp, Flow f) {
    boolean quotes = icmp.tcp() != null || icmp.udp() >= 0;
    byte[] b = new byte[ICMP_HDR + (quotes ? Ip.HDR + 8 : 0)];
    b[0] = (byte) icmp.type();
    b[1] = (byte) icmp.code();
    if (icmp.type() == ICMP_UNREACH && icmp.mtu() >= 0) {
      Ip.put16(b, 6, icmp.mtu());
    }
    if (quotes) {
      quote(icmp, f, b);
    }
    Ip.put16(b, 2, InCksum.cksum(b, 0, b.length));
    return b;
  }

  private static void quote(Action.Icmp icmp, Flow f, byte[] b) {
    boolean tcp = icmp.tcp() != null;
    int length = tcp ? TcpHeader.HDR + icmp.tcp().length() : UDP_HDR + icmp.udp();
    int at = ICMP_HDR;
    b[at] = 0x45;
    Ip.put16(b, at + Ip.O_LEN, Ip.HDR + length);
    Ip.put16(b, at + Ip.O_OFF, Ip.DF);
    b[at + Ip.O_TTL] = Ip.DEFTTL;
    b[at + Ip.O_P] = (byte) (tcp ? Ip.IPPROTO_TCP : Ip.IPPROTO_UDP);
    Ip.put32(b, at + Ip.O_SRC, f.localIp);
    Ip.put32(b, at + Ip.O_DST, f.remoteIp);
    Ip.put16(b, at + Ip.O_SUM, InCksum.cksum(b, at, Ip.HDR));
    at += Ip.HDR;
    Ip.put16(b, at, f.localPort);
    Ip.put16(b, at + 2, f.remotePort);
    if (tcp) {
      Ip.put32(b, at + TcpHeader.O_SEQ, (int) icmp.tcp().start() + f.localOffset());
    } else {
      Ip.put16(b, at + 4, length);
    }
  }
}
