package giantless.cli.packetdrill.lang;

import java.math.BigDecimal;
import java.util.List;

/** A place in the pieces of a script, and what parsers share. */
final class Cursor {
  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

  private final List<Token> tokens;
  private int at;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  /** The one after the next. */
  Token second() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token take() {
    Token t = tokens.get(at);
    if (t.kind() != Token.Kind.END) {
      at++;
    }
    return t;
  }

  int line() {
    return peek().line();
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  boolean is(String symbolOrWord) {
    return peek().is(symbolOrWord);
  }

  /** Takes the next if it is this. */
  boolean accept(String symbolOrWord) {
    if (!is(symbolOrWord)) {
      return false;
    }
    take();
    return true;
  }

  void expect(String symbolOrWord) throws ScriptException {
    if (!accept(symbolOrWord)) {
      throw error("'" + symbolOrWord + "' expected before " + peek());
    }
  }

  String word() throws ScriptException {
    if (peek().kind() != Token.Kind.WORD) {
      throw error("a word expected before " + peek());
    }
    return take().text();
  }

  /** A number that fits 32 bits, signed or unsigned. */
  long integer() throws ScriptException {
    boolean negative = accept("-");
    Token t = peek();
    if (t.kind() != Token.Kind.INTEGER) {
      throw error("a number expected before " + t);
    }
    take();
    long value = number(t);
    return negative ? -value : value;
  }

  private static long number(Token t) throws ScriptException {
    try {
      String s = t.text();
      return s.startsWith("0x") || s.startsWith("0X")
          ? Long.parseLong(s.substring(2), 16)
          : Long.parseLong(s);
    } catch (NumberFormatException e) {
      throw new ScriptException(t.line(), "number too large: " + t.text());
    }
  }

  /** A number from 0 to a limit. */
  int integer(int limit) throws ScriptException {
    int line = line();
    long v = integer();
    if (v < 0 || v > limit) {
      throw new ScriptException(line, v + " is not from 0 to " + limit);
    }
    return (int) v;
  }

  /** Seconds as microseconds. */
  long seconds() throws ScriptException {
    Token t = peek();
    if (!t.isNumber()) {
      throw error("a time expected before " + t);
    }
    take();
    return new BigDecimal(t.text()).multiply(MICROS).longValue();
  }

  ScriptException error(String message) {
    return new ScriptException(line(), message);
  }
}
