package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.netinet.TcpCtloutput;
import giantless.stack.netinet.TcpInfo;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values of socket options: a script's form and the kernel's bytes. */
final class SockOpts {
  /** The option that chooses a TCP stack; this host has one, "freebsd", tcp(4). */
  static final int TCP_FUNCTION_BLK = 8192;

  private static final int INT = 4;
  private static final int LINGER = 8;
  private static final int TIMEVAL = 16;
  private static final int NAME = 16;

  /** Words of struct tcp_info behind its first 8 bytes. */
  private static final Map<String, Integer> INFO_WORDS =
      Map.ofEntries(
          Map.entry("tcpi_rto", 0),
          Map.entry("tcpi_snd_mss", 2),
          Map.entry("tcpi_rcv_mss", 3),
          Map.entry("tcpi_last_data_recv", 11),
          Map.entry("tcpi_rtt", 15),
          Map.entry("tcpi_rttvar", 16),
          Map.entry("tcpi_snd_ssthresh", 17),
          Map.entry("tcpi_snd_cwnd", 18),
          Map.entry("tcpi_rcv_space", 22),
          Map.entry("tcpi_snd_wnd", 23),
          Map.entry("tcpi_snd_nxt", 25),
          Map.entry("tcpi_rcv_nxt", 26),
          Map.entry("tcpi_snd_rexmitpack", 28),
          Map.entry("tcpi_rcv_ooopack", 29),
          Map.entry("tcpi_snd_zerowin", 30));

  private SockOpts() {}

  /**
   * Whether a value of {@link #TCP_FUNCTION_BLK} names the only stack that there is.
   *
   * @throws ScriptException it is no such value
   */
  static boolean isOnlyStack(int line, Expr value) throws ScriptException {
    if (inner(value) instanceof Expr.Struct s
        && s.fields().get("function_set_name") instanceof Expr.Str name) {
      return name.value().equals("freebsd");
    }
    throw new ScriptException(line, "a structure with function_set_name expected, not " + value);
  }

  /** How an option's value looks. */
  enum Form {
    INTEGER(INT),
    LINGER(SockOpts.LINGER),
    TIMEVAL(SockOpts.TIMEVAL),
    NAME(SockOpts.NAME),
    TCP_INFO(TcpInfo.SIZE);

    final int size;

    Form(int size) {
      this.size = size;
    }
  }

  static Form form(int level, int name) {
    if (level == SocketConst.SOL_SOCKET) {
      switch (name) {
        case SocketConst.SO_LINGER:
          return Form.LINGER;
        case SocketConst.SO_SNDTIMEO:
        case SocketConst.SO_RCVTIMEO:
          return Form.TIMEVAL;
        default:
          return Form.INTEGER;
      }
    }
    if (level == TcpCtloutput.IPPROTO_TCP) {
      return name == TcpCtloutput.TCP_CONGESTION
          ? Form.NAME
          : name == TcpCtloutput.TCP_INFO ? Form.TCP_INFO : Form.INTEGER;
    }
    return Form.INTEGER;
  }

  /**
   * The bytes of a value.
   *
   * @param length of the option as the script says, or -1; shorter values are cut
   */
  static byte[] encode(int line, Form form, Expr value, int length) throws ScriptException {
    byte[] b = whole(line, form, value);
    if (length < 0 || length >= b.length) {
      return b;
    }
    byte[] cut = new byte[length];
    System.arraycopy(b, 0, cut, 0, length);
    return cut;
  }

  private static byte[] whole(int line, Form form, Expr value) throws ScriptException {
    switch (form) {
      case LINGER:
        return Sockopt.ofLinger(
            (int) field(line, value, "onoff"), (int) field(line, value, "linger"));
      case TIMEVAL:
        return Sockopt.ofTimeval(field(line, value, "sec"), field(line, value, "usec"));
      case NAME:
        return string(line, value).getBytes(StandardCharsets.US_ASCII);
      case TCP_INFO:
        throw new ScriptException(line, "TCP_INFO cannot be set");
      default:
        return Sockopt.ofInt((int) Values.inBrackets(line, value));
    }
  }

  /**
   * The length that a script expects of a value. Those of structures that grow, and of names, are
   * not compared.
   */
  static int size(int line, Form form, Expr length) throws ScriptException {
    boolean fixed = form == Form.INTEGER || form == Form.LINGER || form == Form.TIMEVAL;
    if (!fixed || length instanceof Expr.Ellipsis || inner(length) instanceof Expr.Ellipsis) {
      return form.size;
    }
    int size = (int) Values.inBrackets(line, length);
    if (size < form.size) {
      throw new ScriptException(line, "a value that is cut to " + size + " bytes is not supported");
    }
    return size;
  }

  private static Expr inner(Expr value) {
    return value instanceof Expr.Items i && i.items().size() == 1 ? i.items().get(0) : value;
  }

  private static String string(int line, Expr value) throws ScriptException {
    if (inner(value) instanceof Expr.Str s) {
      return s.value();
    }
    throw new ScriptException(line, "a string expected, not " + value);
  }

  /** A field, with or without what structures put before its name: l_onoff, tv_sec. */
  private static long field(int line, Expr value, String name) throws ScriptException {
    if (inner(value) instanceof Expr.Struct s) {
      for (Map.Entry<String, Expr> e : s.fields().entrySet()) {
        if (e.getKey().equals(name) || e.getKey().endsWith("_" + name)) {
          return Values.number(line, e.getValue());
        }
      }
    }
    throw new ScriptException(line, "a structure with " + name + " expected, not " + value);
  }

  /**
   * What differs between a value and what the script says of it; null if nothing does.
   *
   * @throws ScriptException the script says something that cannot be checked
   */
  static String difference(int line, Form form, Expr expected, byte[] actual)
      throws ScriptException {
    if (expected instanceof Expr.Ellipsis || inner(expected) instanceof Expr.Ellipsis) {
      return null;
    }
    switch (form) {
      case LINGER:
        return first(
            compare("onoff", field(line, expected, "onoff"), Sockopt.getInt(actual, 0), true),
            compare("linger", field(line, expected, "linger"), Sockopt.getInt(actual, 4), false));
      case TIMEVAL:
        return first(
            compare("tv_sec", field(line, expected, "sec"), Sockopt.getLong(actual, 0), false),
            compare("tv_usec", field(line, expected, "usec"), Sockopt.getLong(actual, 8), false));
      case NAME:
        String name = new String(actual, StandardCharsets.US_ASCII).split("\0", 2)[0];
        return name.equals(string(line, expected))
            ? null
            : "expected " + string(line, expected) + ", was " + name;
      case TCP_INFO:
        return infoDifference(line, expected, actual);
      default:
        return compare(
            "value", Values.inBrackets(line, expected), Sockopt.getInt(actual, 0), false);
    }
  }

  private static String first(String a, String b) {
    return a != null ? a : b;
  }

  private static String compare(String what, long expected, long actual, boolean truth) {
    boolean same = truth ? expected != 0 == (actual != 0) : expected == actual;
    return same ? null : what + " expected " + expected + ", was " + actual;
  }

  private static String infoDifference(int line, Expr expected, byte[] actual)
      throws ScriptException {
    Map<String, Long> info = info(actual);
    if (!(inner(expected) instanceof Expr.Struct s)) {
      throw new ScriptException(line, "a structure expected, not " + expected);
    }
    for (Map.Entry<String, Expr> e : s.fields().entrySet()) {
      Long value = info.get(e.getKey());
      if (value == null) {
        throw new ScriptException(line, e.getKey() + " is not supported");
      }
      String difference = compare(e.getKey(), Values.number(line, e.getValue()), value, false);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  /** The fields of struct tcp_info that FreeBSD fills in. */
  static Map<String, Long> info(byte[] b) {
    Map<String, Long> m = new LinkedHashMap<>();
    m.put("tcpi_state", (long) (b[0] & 0xff));
    m.put("tcpi_options", (long) (b[5] & 0xff));
    m.put("tcpi_snd_wscale", (long) (b[6] & 0xf));
    m.put("tcpi_rcv_wscale", (long) (b[6] >> 4 & 0xf));
    for (Map.Entry<String, Integer> e : INFO_WORDS.entrySet()) {
      m.put(e.getKey(), Sockopt.getInt(b, 8 + 4 * e.getValue()) & 0xffffffffL);
    }
    return m;
  }
}
