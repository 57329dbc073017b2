package giantless.cli.tap;

import giantless.stack.Host;
import giantless.stack.kern.Counter;
import giantless.stack.kern.SysException;

/** The small servers of every BSD host, over UDP. */
final class Services {
  /** Seconds from 1900 (RFC 868) to 1970. */
  private static final long EPOCH_1900 = 2_208_988_800L;

  private static final int CHARGEN_WIDTH = 72;

  private Services() {}

  /** Starts echo (RFC 862), discard (863), chargen (864) and time (868) on their ports. */
  static void start(Host host) throws SysException {
    UdpService.start(host, "echo", 7, (b, n) -> n);
    UdpService.start(host, "discard", 9, (b, n) -> -1);
    Counter lines = host.kernel().counter();
    UdpService.start(
        host,
        "chargen",
        19,
        (b, n) -> {
          lines.inc();
          return chargen(b, (int) (lines.get() % 95));
        });
    UdpService.start(host, "time", 37, (b, n) -> time(b, host.kernel().timeOfDayNanos()));
  }

  /** One line of the rotating pattern, RFC 864. */
  static int chargen(byte[] b, int first) {
    for (int i = 0; i < CHARGEN_WIDTH; i++) {
      b[i] = (byte) (' ' + (first + i) % 95);
    }
    b[CHARGEN_WIDTH] = '\r';
    b[CHARGEN_WIDTH + 1] = '\n';
    return CHARGEN_WIDTH + 2;
  }

  /** The seconds since 1900 as 32 bits, RFC 868. */
  static int time(byte[] b, long nanosSince1970) {
    long t = nanosSince1970 / 1_000_000_000L + EPOCH_1900;
    for (int i = 0; i < 4; i++) {
      b[i] = (byte) (t >>> (24 - 8 * i));
    }
    return 4;
  }
}
