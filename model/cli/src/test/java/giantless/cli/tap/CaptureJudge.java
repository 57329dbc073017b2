package giantless.cli.tap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** tshark as the judge of a capture: another implementation of every protocol in it. */
final class CaptureJudge {
  private static final int SECONDS_MAX = 120;

  /** A checksum of 0 as Linux writes it: as good, but not what RFC 1624 says, and "Bad" here. */
  private static final String LINUX_ZERO =
      "(ip.src==" + TapTestbed.LINUX + " && tcp.checksum==0xffff && tcp.checksum_calculated==0)";

  /** What no packet of a host that works shows, but for {@code _ws.malformed}. */
  private static final String BAD =
      " || ip.checksum.status==\"Bad\" || udp.checksum.status==\"Bad\""
          + " || icmp.checksum.status==\"Bad\""
          + " || (tcp.checksum.status==\"Bad\" && !"
          + LINUX_ZERO
          + ") || ip.bogus_ip_version";

  /**
   * tshark calls malformed also a repetition that crosses the end of what it had put together: a
   * warning to be explained, see {@link TcpVerdict}, where frames were lost.
   */
  private static final String NOT_AN_OVERLAP =
      " && !(_ws.expert.message contains \"New fragment overlaps old data\")";

  private final Path capture;

  CaptureJudge(Path capture) {
    this.capture = capture;
  }

  /** Why there is no judge here, or null if there is one. */
  static String obstacle() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v tshark").start().waitFor() == 0
        ? null
        : "tshark is not installed";
  }

  /** The malformed packets and those with a bad checksum, one a line; empty if there are none. */
  String bad() throws IOException, InterruptedException {
    return bad(false);
  }

  /**
   * As {@link #bad()}.
   *
   * @param lossy the driver lost frames, and {@link TcpVerdict} judges the overlaps that come of it
   */
  String bad(boolean lossy) throws IOException, InterruptedException {
    return matching("(_ws.malformed" + (lossy ? NOT_AN_OVERLAP : "") + ")" + BAD);
  }

  /**
   * The packets that match a display filter, one a line.
   *
   * @throws AssertionError if tshark fails, for example because the file is no capture
   */
  String matching(String filter) throws IOException, InterruptedException {
    return tshark(filter, List.of());
  }

  /**
   * Fields of each packet that matches a display filter. One that is not there is empty, the values
   * of one that is there several times have a {@code |} between them.
   */
  List<String[]> fields(String filter, String... names) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-T", "fields", "-E", "aggregator=|"));
    for (String name : names) {
      options.add("-e");
      options.add(name);
    }
    return tshark(filter, options).lines().map(line -> line.split("\t", -1)).toList();
  }

  private String tshark(String filter, List<String> options)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("tshark", ".txt");
    Path err = Files.createTempFile("tshark", ".err");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "tshark",
                  "-n",
                  "-r",
                  capture.toString(),
                  "-o",
                  "ip.check_checksum:TRUE",
                  "-o",
                  "udp.check_checksum:TRUE",
                  "-o",
                  "tcp.check_checksum:TRUE",
                  "-Y",
                  filter));
      command.addAll(options);
      Process p =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!p.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        p.destroyForcibly().waitFor();
        throw new AssertionError("tshark took over " + SECONDS_MAX + " s");
      }
      if (p.exitValue() != 0) {
        throw new AssertionError("tshark exits " + p.exitValue() + ":\n" + Files.readString(err));
      }
      return Files.readString(out, StandardCharsets.UTF_8).replaceAll("\\n+$", "");
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
