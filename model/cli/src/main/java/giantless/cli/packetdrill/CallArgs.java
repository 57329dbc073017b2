package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action;
import giantless.cli.packetdrill.lang.Expr;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one call, as the kernel wants them. */
final class CallArgs {
  private static final int MAX_BYTES = 64 << 20;

  final int line;
  final String name;
  private final List<Expr> list;
  private final Descriptors fds;

  CallArgs(int line, Action.Call call, Descriptors fds) {
    this.line = line;
    this.name = call.name();
    this.list = call.args();
    this.fds = fds;
  }

  CallArgs count(int least, int most) throws ScriptException {
    if (list.size() < least || list.size() > most) {
      throw new ScriptException(line, name + " has a wrong number of arguments: " + list.size());
    }
    return this;
  }

  int count() {
    return list.size();
  }

  Expr at(int i) {
    return list.get(i);
  }

  int num(int i) throws ScriptException {
    return (int) Values.number(line, at(i));
  }

  /** A number, or what is meant by {@code ...}. */
  int num(int i, int otherwise) throws ScriptException {
    return i >= list.size() || at(i) instanceof Expr.Ellipsis ? otherwise : num(i);
  }

  /** The kernel's descriptor; one that is not open stays so. */
  int fd(int i) throws ScriptException {
    return fds.live(num(i));
  }

  int size(int i) throws ScriptException {
    int n = num(i);
    if (n < 0 || n > MAX_BYTES) {
      throw new ScriptException(line, name + " of " + n + " bytes is not supported");
    }
    return n;
  }

  /** An address; {@code ...} is the one given. */
  SockAddr addr(int i, SockAddrIn otherwise) throws ScriptException {
    if (at(i) instanceof Expr.Ellipsis) {
      return otherwise;
    }
    if (at(i) instanceof Expr.Name n && n.name().equals("NULL")) {
      return null;
    }
    if (at(i) instanceof Expr.Struct s) {
      return Values.sockaddr(line, s, otherwise);
    }
    throw new ScriptException(line, "an address expected, not " + at(i));
  }

  /** The lengths of the pieces of {@code [{..., n}, {..., n}]}. */
  byte[][] iov(Expr e) throws ScriptException {
    List<byte[]> pieces = new ArrayList<>();
    if (!(e instanceof Expr.Items items)) {
      throw new ScriptException(line, "an array expected, not " + e);
    }
    for (Expr piece : items.items()) {
      Expr length = null;
      if (piece instanceof Expr.Tuple t && t.items().size() == 2) {
        length = t.items().get(1);
      } else if (piece instanceof Expr.Struct s) {
        length = s.fields().get("iov_len");
      }
      if (length == null) {
        throw new ScriptException(line, "a piece expected, not " + piece);
      }
      long n = Values.number(line, length);
      if (n < 0 || n > MAX_BYTES) {
        throw new ScriptException(line, name + " of " + n + " bytes is not supported");
      }
      pieces.add(bytes((int) n));
    }
    return pieces.toArray(new byte[0][]);
  }

  /**
   * Looks at an address that a call has returned.
   *
   * @throws ScriptFailure if the script has another one
   */
  void sameAddress(int i, SockAddr actual) throws ScriptFailure, ScriptException {
    if (at(i) instanceof Expr.Struct s) {
      SockAddrIn open = actual instanceof SockAddrIn in ? in : new SockAddrIn(0, 0);
      SockAddr expected = Values.sockaddr(line, s, open);
      if (!expected.equals(actual)) {
        throw new ScriptFailure(line, name + ": address expected " + expected + ", was " + actual);
      }
    }
  }

  /** So many bytes to send. */
  static byte[] bytes(int n) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) ('A' + i % 26);
    }
    return b;
  }
}
