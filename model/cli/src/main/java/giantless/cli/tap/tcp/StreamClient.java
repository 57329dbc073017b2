package giantless.cli.tap.tcp;

import giantless.stack.Syscalls;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Clients that move a stream for some seconds, and check it. No state. */
public final class StreamClient {
  private static final int BUFFER = 64 * 1024;
  private static final int ANSWER_MAX = 256;

  private StreamClient() {}

  /**
   * Sends the character generator's stream, ends it, and compares what the peer says it has got, if
   * it is one that answers as {@link StreamServices#sink} does.
   *
   * @return what was sent and how fast
   * @throws IOException the peer has got something else
   */
  public static String send(
      Kernel kernel, Syscalls sys, SockAddrIn peer, double seconds, int stallMillis)
      throws SysException, IOException {
    Connection c = Connection.to(sys, peer, stallMillis);
    byte[] b = Chargen.periods(BUFFER / Chargen.PERIOD);
    Digest digest = new Digest();
    long start = kernel.uptimeNanos();
    long end = start + (long) (seconds * 1e9);
    while (kernel.uptimeNanos() < end) {
      c.write(b, 0, b.length);
      digest.add(b, 0, b.length);
    }
    c.shutdownWrite();
    byte[] answer = new byte[ANSWER_MAX];
    int n = 0;
    int got = c.read(answer, 0, answer.length);
    while (got > 0 && n < ANSWER_MAX) {
      n += got;
      got = n == ANSWER_MAX ? 0 : c.read(answer, n, ANSWER_MAX - n);
    }
    double took = (kernel.uptimeNanos() - start) / 1e9;
    c.close();
    String theirs = new String(answer, 0, n, StandardCharsets.ISO_8859_1).strip();
    String rate = rate(digest.count(), took);
    String ours = digest.summary();
    if (theirs.isEmpty()) {
      return "sent " + ours + rate + "; the peer did not say what it has got";
    }
    if (!theirs.equals(ours)) {
      throw new IOException("sent " + ours + ", but the peer has got " + theirs);
    }
    return "sent " + ours + rate + "; intact";
  }

  /**
   * Receives the character generator's stream and compares it byte for byte.
   *
   * @return how much came and how fast
   * @throws IOException a byte is another one, or the stream ends
   */
  public static String receive(
      Kernel kernel, Syscalls sys, SockAddrIn peer, double seconds, int stallMillis)
      throws SysException, IOException {
    Connection c = Connection.to(sys, peer, stallMillis);
    byte[] b = new byte[BUFFER];
    byte[] period = Chargen.periods(1);
    long count = 0;
    long start = kernel.uptimeNanos();
    long end = start + (long) (seconds * 1e9);
    while (kernel.uptimeNanos() < end) {
      int n = c.read(b, 0, b.length);
      if (n == 0) {
        throw new IOException("the stream ends after " + count + " bytes");
      }
      int wrong = Chargen.mismatch(b, n, count, period);
      if (wrong >= 0) {
        throw new IOException("byte " + (count + wrong) + " is wrong");
      }
      count += n;
    }
    double took = (kernel.uptimeNanos() - start) / 1e9;
    c.close();
    return "received " + count + " bytes" + rate(count, took) + "; intact";
  }

  private static String rate(long bytes, double seconds) {
    return String.format(
        Locale.ROOT, " in %.2f s, %.1f Mbit/s", seconds, bytes * 8 / seconds / 1e6);
  }
}
