package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.netinet.TcpInfo;
import giantless.stack.netinet.TcpState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between %{ and }%: lines of {@code assert EXPRESSION} or {@code assert EXPRESSION,
 * MESSAGE}, where an expression is Python's with whole numbers, the fields of TCP_INFO, comparisons
 * (chains too), {@code and}, {@code or}, {@code not}, and arithmetic. What is printed is passed
 * over; nothing else of Python.
 */
final class Assertions {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(0[xX][0-9a-fA-F]+|\\d+|\\w+|\\*\\*|//|<<|>>|[=!<>]=|.)");

  private static final List<List<String>> LEVELS =
      List.of(
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "//", "%"));

  private static final List<String> COMPARISONS = List.of("==", "!=", "<=", ">=", "<", ">");

  private final Map<String, Long> names;
  private final int line;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  private Assertions(int line, String expression, Map<String, Long> names) {
    this.line = line;
    this.names = names;
    Matcher m = TOKEN.matcher(expression.trim());
    while (m.lookingAt()) {
      tokens.add(m.group(1));
      m.region(m.end(), m.regionEnd());
    }
  }

  /** The names that assertions know beside the fields: states and options. */
  static Map<String, Long> constants() {
    Map<String, Long> m = new HashMap<>();
    String[] states = {
      "CLOSED",
      "LISTEN",
      "SYN_SENT",
      "SYN_RECEIVED",
      "ESTABLISHED",
      "CLOSE_WAIT",
      "FIN_WAIT_1",
      "CLOSING",
      "LAST_ACK",
      "FIN_WAIT_2",
      "TIME_WAIT"
    };
    for (int i = TcpState.CLOSED; i <= TcpState.TIME_WAIT; i++) {
      m.put("TCPS_" + states[i], (long) i);
    }
    m.put("TCPI_OPT_TIMESTAMPS", (long) TcpInfo.TCPI_OPT_TIMESTAMPS);
    m.put("TCPI_OPT_SACK", (long) TcpInfo.TCPI_OPT_SACK);
    m.put("TCPI_OPT_WSCALE", (long) TcpInfo.TCPI_OPT_WSCALE);
    m.put("TCPI_OPT_ECN", (long) TcpInfo.TCPI_OPT_ECN);
    m.put("True", 1L);
    m.put("False", 0L);
    return m;
  }

  /**
   * Checks a piece of code.
   *
   * @throws ScriptFailure an assertion is false
   * @throws ScriptException there is something that is no assertion
   */
  static void check(int line, String code, Map<String, Long> names)
      throws ScriptFailure, ScriptException {
    int number = line;
    for (String text : code.split("\n", -1)) {
      for (String statement : text.replaceAll("#.*", "").split(";")) {
        statement(number, statement.trim(), names);
      }
      number++;
    }
  }

  private static void statement(int line, String text, Map<String, Long> names)
      throws ScriptFailure, ScriptException {
    if (text.isEmpty() || text.matches("print\\b.*")) {
      return;
    }
    Matcher m = Pattern.compile("assert\\b(.*)").matcher(text);
    if (!m.matches()) {
      throw new ScriptException(line, "only assertions are supported: " + text);
    }
    String expression = withoutMessage(m.group(1).trim());
    Assertions a = new Assertions(line, expression, names);
    long value = a.or();
    if (a.at < a.tokens.size()) {
      throw new ScriptException(line, "not understood: " + a.tokens.get(a.at));
    }
    if (value == 0) {
      throw new ScriptFailure(line, "assertion failed: " + expression + a.values());
    }
  }

  /** What is before the first comma outside of parentheses; and the parentheses of a call. */
  private static String withoutMessage(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        return text.substring(0, i).trim();
      }
    }
    return text;
  }

  private String values() {
    StringBuilder b = new StringBuilder();
    for (String t : tokens) {
      if (t.startsWith("tcpi_") && b.indexOf(t) < 0) {
        b.append(b.length() == 0 ? " where " : ", ").append(t).append(" is ").append(names.get(t));
      }
    }
    return b.toString();
  }

  private boolean accept(String token) {
    if (at < tokens.size() && tokens.get(at).equals(token)) {
      at++;
      return true;
    }
    return false;
  }

  private long or() throws ScriptException {
    long v = and();
    while (accept("or")) {
      long right = and();
      v = v != 0 ? v : right;
    }
    return v;
  }

  private long and() throws ScriptException {
    long v = not();
    while (accept("and")) {
      long right = not();
      v = v == 0 ? v : right;
    }
    return v;
  }

  private long not() throws ScriptException {
    return accept("not") ? not() == 0 ? 1 : 0 : comparison();
  }

  private long comparison() throws ScriptException {
    long left = level(0);
    boolean compared = false;
    boolean all = true;
    while (at < tokens.size() && COMPARISONS.contains(tokens.get(at))) {
      String op = tokens.get(at++);
      long right = level(0);
      all &= compare(op, left, right);
      compared = true;
      left = right;
    }
    return compared ? all ? 1 : 0 : left;
  }

  private static boolean compare(String op, long a, long b) {
    switch (op) {
      case "==":
        return a == b;
      case "!=":
        return a != b;
      case "<=":
        return a <= b;
      case ">=":
        return a >= b;
      case "<":
        return a < b;
      default:
        return a > b;
    }
  }

  private long level(int n) throws ScriptException {
    if (n == LEVELS.size()) {
      return unary();
    }
    long v = level(n + 1);
    while (at < tokens.size() && LEVELS.get(n).contains(tokens.get(at))) {
      String op = tokens.get(at++);
      v = apply(op, v, level(n + 1));
    }
    return v;
  }

  private long apply(String op, long a, long b) throws ScriptException {
    switch (op) {
      case "|":
        return a | b;
      case "^":
        return a ^ b;
      case "&":
        return a & b;
      case "<<":
        return a << b;
      case ">>":
        return a >> b;
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      default:
        break;
    }
    if (b == 0) {
      throw new ScriptException(line, "division by zero");
    }
    if (op.equals("/") && a % b != 0) {
      throw new ScriptException(line, "fractions are not supported");
    }
    return op.equals("%") ? Math.floorMod(a, b) : Math.floorDiv(a, b);
  }

  private long unary() throws ScriptException {
    if (accept("-")) {
      return -unary();
    }
    if (accept("~")) {
      return ~unary();
    }
    if (accept("(")) {
      long v = or();
      if (!accept(")")) {
        throw new ScriptException(line, "')' expected in an assertion");
      }
      return v;
    }
    if (at == tokens.size()) {
      throw new ScriptException(line, "an assertion that ends too early");
    }
    String t = tokens.get(at++);
    if (Character.isDigit(t.charAt(0))) {
      try {
        return Long.decode(t);
      } catch (NumberFormatException e) {
        throw new ScriptException(line, "not a number: " + t);
      }
    }
    Long v = names.get(t);
    if (v == null) {
      throw new ScriptException(line, t + " is not supported in assertions");
    }
    return v;
  }
}
