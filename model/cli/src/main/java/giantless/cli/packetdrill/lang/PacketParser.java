package giantless.cli.packetdrill.lang;

import giantless.cli.packetdrill.lang.Action.IpInfo;
import giantless.cli.packetdrill.lang.Action.Option;
import giantless.cli.packetdrill.lang.Action.Payload;
import giantless.cli.packetdrill.lang.Action.SeqRange;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Packets: TCP segments, UDP datagrams, ICMP messages. */
final class PacketParser {
  private static final int MAX16 = 65535;
  private static final int MAX8 = 255;
  private static final int FAST_OPEN = 34;

  /** The older form of {@link #FAST_OPEN}: an experiment (RFC 6994) and its number. */
  private static final int EXPERIMENTAL = 254;

  private static final byte[] FAST_OPEN_ID = {(byte) 0xf9, (byte) 0x89};
  private static final int ADMIN_PROHIBITED = 13;
  private static final String FLAGS = "FSRP.UEWA";

  private static final Map<String, Integer> ECN =
      Map.of("noecn", 0, "ect1", 1, "ect0", 2, "ce", 3, "ect01", IpInfo.ECT01);

  private static final Map<String, Integer> ICMP_TYPES =
      Map.of(
          "echo_reply", 0,
          "unreachable", 3,
          "source_quench", 4,
          "redirect", 5,
          "echo_request", 8,
          "time_exceeded", 11,
          "parameter_problem", 12);

  /** Codes of unreachable (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1). */
  private static final List<String> UNREACHABLE =
      List.of(
          "net_unreachable",
          "host_unreachable",
          "protocol_unreachable",
          "port_unreachable",
          "frag_needed",
          "source_route_failed",
          "net_unknown",
          "host_unknown",
          "source_host_isolated",
          "net_prohibited",
          "host_prohibited",
          "net_unreachable_for_tos",
          "host_unreachable_for_tos",
          "packet_filtered",
          "precedence_violation",
          "precedence_cutoff");

  private static final List<String> REDIRECT =
      List.of("net_redirect", "host_redirect", "tos_net_redirect", "tos_host_redirect");

  private static final List<String> TIME_EXCEEDED =
      List.of("ttl_exceeded", "frag_reassembly_time_exceeded");

  private final Cursor c;

  PacketParser(Cursor c) {
    this.c = c;
  }

  /** What stands in brackets before a packet. */
  private static final class Prefix {
    private int ecn = -1;
    private int ttl = -1;
    private int tos = -1;
    private int port = -1;
    private int doff = -1;
    private boolean badsum;
    private SeqRange tcp;
    private int udp = -1;

    private IpInfo ip() {
      return new IpInfo(ecn, ttl, tos, port, doff, badsum);
    }
  }

  Action packet() throws ScriptException {
    boolean inbound = c.take().is("<");
    Prefix p = new Prefix();
    while (c.is("[") || c.is("(")) {
      prefix(p);
    }
    Payload payload;
    Token t = c.peek();
    if (t.kind() == Token.Kind.WORD
        && t.text().length() > 1
        && Character.isLowerCase(t.text().charAt(0))) {
      switch (c.word()) {
        case "icmp":
          payload = icmp(p);
          break;
        case "udp":
          payload = udp();
          break;
        default:
          throw new ScriptException(t.line(), "packets of " + t.text() + " are not supported");
      }
    } else {
      payload = tcp(inbound);
    }
    return new Action.Packet(inbound, p.ip(), payload);
  }

  private void prefix(Prefix p) throws ScriptException {
    String close = c.take().is("[") ? "]" : ")";
    do {
      Token t = c.peek();
      if (t.kind() == Token.Kind.INTEGER) {
        p.tcp = seq();
      } else if (ECN.containsKey(t.text().toLowerCase(Locale.ROOT))) {
        p.ecn = ECN.get(c.take().text().toLowerCase(Locale.ROOT));
      } else if (c.accept("udp")) {
        c.expect("(");
        p.udp = c.integer(MAX16);
        c.expect(")");
      } else if (c.accept("ttl")) {
        p.ttl = c.integer(MAX8);
      } else if (c.accept("tos")) {
        p.tos = c.integer(MAX8);
      } else if (c.accept("sport") || c.accept("dport")) {
        p.port = c.integer(MAX16);
      } else if (c.accept("doff")) {
        p.doff = c.integer(15);
      } else if (c.accept("badsum")) {
        p.badsum = true;
      } else {
        throw c.error("not supported of an IP header: " + t);
      }
      c.accept(",");
    } while (!c.accept(close));
  }

  private SeqRange seq() throws ScriptException {
    int line = c.line();
    long start = c.integer();
    c.expect(":");
    long end = c.integer();
    c.expect("(");
    int length = c.integer(MAX16);
    c.expect(")");
    if ((int) (end - start) != length) {
      throw new ScriptException(line, start + ":" + end + " is not " + length + " bytes");
    }
    return new SeqRange(start, end, length);
  }

  private Payload udp() throws ScriptException {
    if (c.peek().is("(") && c.second().kind() != Token.Kind.INTEGER) {
      throw c.error("the length of a datagram expected");
    }
    c.expect("(");
    int length = c.integer(MAX16);
    if (c.is(">")) {
      throw c.error("encapsulation in UDP is not supported");
    }
    c.expect(")");
    return new Action.Udp(length);
  }

  // ---- ICMP ----

  private Payload icmp(Prefix p) throws ScriptException {
    int line = c.line();
    int type;
    if (c.accept("type")) {
      type = c.integer(MAX8);
    } else {
      String name = c.word();
      Integer known = ICMP_TYPES.get(name);
      if (known == null) {
        throw new ScriptException(line, "ICMP " + name + " is not supported");
      }
      type = known;
    }
    int code = code(type);
    int mtu = c.accept("mtu") ? c.integer(MAX16) : -1;
    while (c.is("[")) {
      prefix(p);
    }
    return new Action.Icmp(type, code, mtu, p.tcp, p.udp);
  }

  private int code(int type) throws ScriptException {
    Token t = c.peek();
    if (c.accept("code") || t.kind() == Token.Kind.INTEGER) {
      return c.integer(MAX8);
    }
    if (t.kind() != Token.Kind.WORD || t.is("mtu")) {
      return 0;
    }
    List<String> names =
        type == 3 ? UNREACHABLE : type == 5 ? REDIRECT : type == 11 ? TIME_EXCEEDED : List.of();
    int code = t.is("admin_prohibited") ? ADMIN_PROHIBITED : names.indexOf(t.text());
    if (code < 0) {
      throw c.error("ICMP code " + t + " is not known");
    }
    c.take();
    return code;
  }

  // ---- TCP ----

  private Payload tcp(boolean inbound) throws ScriptException {
    int line = c.line();
    int flags = flags();
    SeqRange seq = seq();
    long ack = c.accept("ack") ? c.integer() : -1;
    if (ack < 0 && (flags & 0x10) != 0) {
      throw new ScriptException(line, "the flag '.' without ack");
    }
    int win = c.accept("win") ? c.integer(MAX16) : -1;
    int urg = c.accept("urg") ? c.integer(MAX16) : -1;
    if (inbound && win < 0) {
      throw new ScriptException(line, "a segment that comes needs a window");
    }
    List<Option> options = new ArrayList<>();
    if (c.accept("<")) {
      if (c.accept("...")) {
        if (inbound) {
          throw new ScriptException(line, "a segment that comes has the options that stand there");
        }
        options = null;
      } else if (!c.is(">")) {
        do {
          options.add(option());
        } while (c.accept(","));
      }
      c.expect(">");
    }
    return new Action.Tcp(flags, seq, ack, win, urg, options);
  }

  private int flags() throws ScriptException {
    Token first = c.peek();
    int flags = 0;
    if (c.accept("-")) {
      return 0;
    }
    Token t;
    do {
      t = c.take();
      for (char x : t.text().toCharArray()) {
        int bit = FLAGS.indexOf(x);
        if (bit < 0) {
          throw new ScriptException(first.line(), "flags of a segment expected before " + first);
        }
        flags |= 1 << bit;
      }
    } while (t.touches(c.peek()) && c.peek().kind() != Token.Kind.END);
    return flags;
  }

  private Option option() throws ScriptException {
    Token t = c.peek();
    if (t.kind() == Token.Kind.INTEGER) {
      return other();
    }
    String name = c.word();
    switch (name) {
      case "nop":
        return new Option.Nop();
      case "eol":
        return new Option.Eol();
      case "mss":
        return new Option.Mss(c.integer(MAX16));
      case "wscale":
        return new Option.Wscale(c.integer(MAX8));
      case "sackOK":
        return new Option.SackOk();
      case "sack":
        return sack();
      case "TS":
        c.expect("val");
        long val = c.integer();
        c.expect("ecr");
        return new Option.Ts(val, c.integer());
      case "kind":
      case "opt":
      case "unknown":
        return other();
      case "raw":
        return new Option.Raw(hex());
      case "FO":
        return new Option.Other(FAST_OPEN, hex());
      case "FOEXP":
        byte[] cookie = hex();
        byte[] data = Arrays.copyOf(FAST_OPEN_ID, FAST_OPEN_ID.length + cookie.length);
        System.arraycopy(cookie, 0, data, FAST_OPEN_ID.length, cookie.length);
        return new Option.Other(EXPERIMENTAL, data);
      default:
        throw new ScriptException(t.line(), "the option " + name + " is not supported");
    }
  }

  private Option sack() throws ScriptException {
    List<Long> ends = new ArrayList<>();
    while (c.peek().kind() == Token.Kind.INTEGER) {
      ends.add(c.integer());
      c.expect(":");
      ends.add(c.integer());
    }
    return new Option.Sack(List.copyOf(ends));
  }

  /** A number, and its bytes as one hexadecimal word, maybe with 0x, or nothing. */
  private Option other() throws ScriptException {
    int kind = c.integer(MAX8);
    return new Option.Other(kind, hex());
  }

  private byte[] hex() throws ScriptException {
    boolean bracket = c.accept("[");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (c.peek().kind() == Token.Kind.WORD || c.peek().kind() == Token.Kind.INTEGER) {
      Token t = c.take();
      String digits = t.text().startsWith("0x") ? t.text().substring(2) : t.text();
      if (!digits.matches("([0-9a-fA-F]{2})+")) {
        throw new ScriptException(t.line(), "not bytes in hexadecimal: " + t);
      }
      for (int i = 0; i < digits.length(); i += 2) {
        out.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
      if (bracket) {
        c.accept(",");
      }
    }
    if (bracket) {
      c.expect("]");
    }
    return out.toByteArray();
  }
}
