package giantless.cli.packetdrill.lang;

import java.util.List;
import java.util.Map;

/** An argument of a call. */
public sealed interface Expr {
  /** {@code ...}: whatever fits. */
  record Ellipsis() implements Expr {
    @Override
    public String toString() {
      return "...";
    }
  }

  record Num(long value) implements Expr {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  record Str(String value) implements Expr {
    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }

  /** A constant. */
  record Name(String name) implements Expr {
    @Override
    public String toString() {
      return name;
    }
  }

  /** {@code left op right}. */
  record Binary(char op, Expr left, Expr right) implements Expr {
    @Override
    public String toString() {
      return left.toString() + op + right;
    }
  }

  /** {@code [a, b]}. */
  record Items(List<Expr> items) implements Expr {
    @Override
    public String toString() {
      return items.toString();
    }
  }

  /** {@code {a, b}}: an element of an array of structures without names. */
  record Tuple(List<Expr> items) implements Expr {
    @Override
    public String toString() {
      return items.toString();
    }
  }

  /** {@code {name=a, name(b)=c}}; what is in parentheses after a name does not matter. */
  record Struct(Map<String, Expr> fields) implements Expr {
    @Override
    public String toString() {
      return fields.toString();
    }
  }

  /** {@code name(a, b)}. */
  record Call(String name, List<Expr> args) implements Expr {
    @Override
    public String toString() {
      return name + args;
    }
  }
}
