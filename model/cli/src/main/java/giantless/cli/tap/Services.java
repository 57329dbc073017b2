package giantless.cli.tap;

import giantless.cli.tap.http.HttpServer;
import giantless.cli.tap.tcp.Chargen;
import giantless.cli.tap.tcp.Connection;
import giantless.cli.tap.tcp.StreamServices;
import giantless.cli.tap.tcp.TcpService;
import giantless.stack.Host;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The small servers of every BSD host over UDP and TCP, a sink that answers with a digest, and
 * HTTP.
 */
final class Services {
  /** Seconds from 1900 (RFC 868) to 1970. */
  private static final long EPOCH_1900 = 2_208_988_800L;

  /** Where the sink listens: iperf's and ttcp's port. */
  private static final int SINK = 5001;

  private static final int HTTP = 80;

  private static final DateTimeFormatter DAYTIME =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Services() {}

  /**
   * Starts echo (RFC 862), discard (863), daytime (867), chargen (864) and time (868) over UDP and
   * TCP, the sink and the HTTP server over TCP, on their ports.
   *
   * @param httpRoot the directory that HTTP shows, or null
   * @param uploadMax the longest HTTP body in bytes
   * @return their processes
   * @throws SysException a port cannot be had
   * @throws IOException the directory cannot be read
   */
  static List<Proc> start(Host host, Path httpRoot, long uploadMax)
      throws SysException, IOException {
    HttpServer http = new HttpServer(host.kernel(), httpRoot, uploadMax);
    List<Proc> procs = new ArrayList<>();
    procs.add(UdpService.start(host, "echo", 7, (b, n) -> n));
    procs.add(UdpService.start(host, "discard", 9, (b, n) -> -1));
    procs.add(UdpService.start(host, "daytime", 13, (b, n) -> daytime(b, now(host))));
    Counter lines = host.kernel().counter();
    procs.add(
        UdpService.start(
            host,
            "chargen",
            19,
            (b, n) -> {
              lines.inc();
              Chargen.line(b, 0, (int) (lines.get() % 95));
              return Chargen.LINE;
            }));
    procs.add(UdpService.start(host, "time", 37, (b, n) -> time(b, now(host))));
    procs.add(TcpService.start(host, "echo/tcp", 7, StreamServices::echo));
    procs.add(TcpService.start(host, "discard/tcp", 9, StreamServices::discard));
    procs.add(TcpService.start(host, "daytime/tcp", 13, c -> once(c, daytime(host))));
    procs.add(TcpService.start(host, "chargen/tcp", 19, StreamServices::chargen));
    procs.add(TcpService.start(host, "time/tcp", 37, c -> once(c, time(host))));
    procs.add(TcpService.start(host, "http/tcp", HTTP, http::serve));
    procs.add(TcpService.start(host, "sink/tcp", SINK, StreamServices::sink));
    return procs;
  }

  private static long now(Host host) {
    return host.kernel().timeOfDayNanos();
  }

  private static byte[] daytime(Host host) {
    byte[] b = new byte[64];
    return Arrays.copyOf(b, daytime(b, now(host)));
  }

  private static byte[] time(Host host) {
    byte[] b = new byte[4];
    time(b, now(host));
    return b;
  }

  private static void once(Connection c, byte[] answer) throws SysException {
    c.write(answer, 0, answer.length);
  }

  /** Date and time of day as a line, RFC 867. */
  static int daytime(byte[] b, long nanosSince1970) {
    String line = DAYTIME.format(Instant.ofEpochSecond(nanosSince1970 / 1_000_000_000L)) + "\r\n";
    byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, b, 0, bytes.length);
    return bytes.length;
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
