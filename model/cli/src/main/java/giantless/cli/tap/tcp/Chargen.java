package giantless.cli.tap.tcp;

/**
 * The character generator's pattern (RFC 864): lines of 72 characters, each begun one character
 * further on in a ring of 95. As a stream it has a period, so that whoever knows how many bytes
 * came before can check the next ones.
 */
public final class Chargen {
  /** Printable characters of ASCII. */
  private static final int RING = 95;

  private static final int WIDTH = 72;

  /** A line with CR and LF, in bytes. */
  public static final int LINE = WIDTH + 2;

  /** Bytes after which the stream repeats. */
  public static final int PERIOD = RING * LINE;

  private Chargen() {}

  /** Writes line {@code number}, from 0. */
  public static void line(byte[] to, int off, int number) {
    for (int i = 0; i < WIDTH; i++) {
      to[off + i] = (byte) (' ' + (number + i) % RING);
    }
    to[off + WIDTH] = '\r';
    to[off + WIDTH + 1] = '\n';
  }

  /** Whole periods of the stream, one after another. */
  public static byte[] periods(int count) {
    byte[] b = new byte[count * PERIOD];
    for (int i = 0; i < count * RING; i++) {
      line(b, i * LINE, i % RING);
    }
    return b;
  }

  /**
   * Compares received bytes with the stream.
   *
   * @param position how many bytes of the stream came before
   * @param period one period of it
   * @return the index of the first byte that differs; -1 if none does
   */
  public static int mismatch(byte[] b, int len, long position, byte[] period) {
    int at = (int) (position % PERIOD);
    int done = 0;
    while (done < len) {
      int n = Math.min(len - done, PERIOD - at);
      int wrong = java.util.Arrays.mismatch(b, done, done + n, period, at, at + n);
      if (wrong >= 0) {
        return done + wrong;
      }
      done += n;
      at = 0;
    }
    return -1;
  }
}
