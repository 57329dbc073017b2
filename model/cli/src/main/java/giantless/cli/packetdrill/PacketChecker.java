package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action;
import giantless.cli.packetdrill.lang.Action.Option;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.TcpHeader;
import java.util.List;

/** Compares a packet that the host has sent with what the script says. */
final class PacketChecker {
  private static final String WRONG = "wrong packet sent: ";

  private final Config config;

  PacketChecker(Config config) {
    this.config = config;
  }

  /**
   * @throws ScriptFailure the first difference
   */
  void check(int line, Action.Packet expected, Testbed.Captured c) throws ScriptFailure {
    if (expected.payload() instanceof Action.Tcp t
        && c.flow() != null
        && (t.flags() & TcpHeader.SYN) != 0
        && t.seq().start() != 0) {
      c.flow().scriptIsn(t.seq().start());
    }
    SentPacket sent = new SentPacket(c);
    require(line, sent, sent.damage == null, sent.damage);
    if (expected.payload() instanceof Action.Tcp t) {
      same(line, sent, "protocol", Ip.IPPROTO_TCP, sent.proto);
      tcp(line, t, sent, c.flow());
    } else if (expected.payload() instanceof Action.Udp u) {
      same(line, sent, "protocol", Ip.IPPROTO_UDP, sent.proto);
      same(line, sent, "length", u.length(), sent.udpLength);
    } else {
      Action.Icmp icmp = (Action.Icmp) expected.payload();
      same(line, sent, "protocol", Ip.IPPROTO_ICMP, sent.proto);
      same(line, sent, "type", icmp.type(), sent.icmpType);
      same(line, sent, "code", icmp.code(), sent.icmpCode);
      quoted(line, icmp, sent);
    }
    ip(line, expected.ip(), sent);
  }

  /** What the message is about, as far as the script says it. */
  private static void quoted(int line, Action.Icmp icmp, SentPacket sent) throws ScriptFailure {
    if (icmp.mtu() >= 0) {
      same(line, sent, "MTU", icmp.mtu(), sent.icmpMtu);
    }
    if (icmp.udp() >= 0) {
      same(line, sent, "quoted protocol", Ip.IPPROTO_UDP, sent.quotedProto);
      same(line, sent, "quoted length", icmp.udp(), sent.quoted);
    }
    if (icmp.tcp() != null) {
      same(line, sent, "quoted protocol", Ip.IPPROTO_TCP, sent.quotedProto);
      same(line, sent, "quoted number", icmp.tcp().start() & 0xffffffffL, sent.quoted);
    }
  }

  private static void require(int line, SentPacket sent, boolean ok, String what)
      throws ScriptFailure {
    if (!ok) {
      throw new ScriptFailure(line, WRONG + what + "; the packet is " + sent);
    }
  }

  private static void same(int line, SentPacket sent, String what, long expected, long actual)
      throws ScriptFailure {
    require(line, sent, expected == actual, what + " expected " + expected + ", was " + actual);
  }

  private static void ip(int line, Action.IpInfo info, SentPacket sent) throws ScriptFailure {
    int ecn = sent.tos & Ip.TOS_ECN_MASK;
    if (info.ecn() == Action.IpInfo.ECT01) {
      require(line, sent, ecn == 1 || ecn == 2, "ECN expected ect0 or ect1, was " + ecn);
    } else if (info.ecn() >= 0) {
      same(line, sent, "ECN", info.ecn(), ecn);
    }
    if (info.ttl() >= 0) {
      same(line, sent, "TTL", info.ttl(), sent.ttl);
    }
    if (info.tos() >= 0) {
      same(line, sent, "TOS", info.tos(), sent.tos);
    }
    if (info.port() >= 0) {
      same(line, sent, "port of the peer", info.port(), sent.remotePort);
    }
  }

  private void tcp(int line, Action.Tcp t, SentPacket sent, Flow flow) throws ScriptFailure {
    SentPacket.Segment s = sent.tcp;
    require(
        line,
        sent,
        t.flags() == s.flags(),
        "flags expected " + flags(t.flags()) + ", were " + flags(s.flags()));
    same(line, sent, "sequence number", t.seq().start() & 0xffffffffL, s.seq());
    same(line, sent, "length", t.seq().length(), s.length());
    if (t.ack() >= 0) {
      same(line, sent, "acknowledgement", t.ack() & 0xffffffffL, s.ack());
    }
    if (t.win() >= 0) {
      same(line, sent, "window", t.win(), s.win());
    }
    if (t.urg() >= 0) {
      same(line, sent, "urgent pointer", t.urg(), s.urg());
    }
    if (t.options() != null) {
      options(line, t.options(), sent);
    }
    stamps(line, t, sent, flow);
  }

  private static String flags(int flags) {
    String f = TcpHeader.flagString(flags);
    return f.isEmpty() ? "-" : f;
  }

  private static void options(int line, List<Option> expected, SentPacket sent)
      throws ScriptFailure {
    List<Option> actual = sent.tcp.options();
    boolean same = expected.size() == actual.size();
    for (int i = 0; same && i < expected.size(); i++) {
      same = OptionText.same(expected.get(i), actual.get(i));
    }
    require(
        line,
        sent,
        same,
        "options expected " + OptionText.of(expected) + ", were " + OptionText.of(actual));
  }

  /** Remembers which of the host's time stamps the script means; and whether it ticks rightly. */
  private void stamps(int line, Action.Tcp t, SentPacket sent, Flow flow) throws ScriptFailure {
    if (t.options() == null || flow == null) {
      return;
    }
    for (int i = 0; i < t.options().size(); i++) {
      if (t.options().get(i) instanceof Option.Ts expected) {
        int script = (int) expected.val();
        int live = (int) ((Option.Ts) sent.tcp.options().get(i)).val();
        if (config.tsTickMicros > 0 && flow.knowsStamps()) {
          int off = flow.ticksOf(live) - flow.scriptTicksOf(script);
          require(
              line,
              sent,
              Math.abs((long) off * config.tsTickMicros) <= config.toleranceMicros,
              "TS val is " + off + " ticks off");
        }
        flow.stamp(script, live);
      }
    }
  }
}
