package giantless.cli.tap.tcp;

import giantless.stack.kern.SysException;

/** The small servers over TCP: what each does with a connection. No state. */
public final class StreamServices {
  private static final int BUFFER = 64 * 1024;

  private StreamServices() {}

  /** RFC 862. */
  public static void echo(Connection c) throws SysException {
    byte[] b = new byte[BUFFER];
    for (int n = c.read(b, 0, b.length); n > 0; n = c.read(b, 0, b.length)) {
      c.write(b, 0, n);
    }
  }

  /** RFC 863. */
  public static void discard(Connection c) throws SysException {
    byte[] b = new byte[BUFFER];
    while (c.read(b, 0, b.length) > 0) {
      // Discarded.
    }
  }

  /** RFC 864: until the peer has had enough. */
  public static void chargen(Connection c) throws SysException {
    byte[] b = Chargen.periods(BUFFER / Chargen.PERIOD);
    while (true) {
      c.write(b, 0, b.length);
    }
  }

  /** Takes all that comes, and answers with its length and SHA-256 in a line. */
  public static void sink(Connection c) throws SysException {
    byte[] b = new byte[BUFFER];
    Digest digest = new Digest();
    for (int n = c.read(b, 0, b.length); n > 0; n = c.read(b, 0, b.length)) {
      digest.add(b, 0, n);
    }
    byte[] line = digest.line();
    c.write(line, 0, line.length);
  }
}
