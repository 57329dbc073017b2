package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Linux's TCP and ours: curl and Python talk to a host on a TAP device and the other way round,
 * also while the driver loses and delays frames; every byte is compared, and tshark judges the
 * capture. {@link TapStreamsIT} has the streams that last.
 */
class TapTcpIT {
  private static final boolean NIGHTLY = "nightly".equals(System.getProperty("giantless.budget"));
  private static final int HUNDRED_MB = 100_000_000;
  private static final String US = TapTestbed.US;
  private static final String LINUX = TapTestbed.LINUX;
  private static final String SEED = TapTestbed.SEED;

  private TapTestbed tap;
  private Path root;

  @BeforeEach
  void make_the_namespace() throws Exception {
    tap = new TapTestbed(TapTcpIT.class, "tcp", "curl", "python3", "sha256sum");
    root = tap.directory().resolve("root");
    Files.createDirectories(root);
  }

  @AfterEach
  void delete_the_namespace() throws Exception {
    tap.close();
  }

  /** A file of random bytes below the HTTP root; its SHA-256. */
  private String file(String name, int size) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    Random random = new Random(Long.parseLong(SEED));
    byte[] b = new byte[100_000];
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(root.resolve(name)), 1 << 20)) {
      for (int left = size; left > 0; left -= b.length) {
        random.nextBytes(b);
        int n = Math.min(left, b.length);
        out.write(b, 0, n);
        sha.update(b, 0, n);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private String sh(int secondsMax, String command) throws Exception {
    return tap.ns().run(secondsMax, "bash", "-o", "pipefail", "-c", command);
  }

  @Test
  void hundred_megabytes_cross_intact_both_ways_with_curl() throws Exception {
    tap.check(
        "curl: 100 MB down and up",
        () -> {
          String sha = file("big", HUNDRED_MB);
          tap.boot("--http-root", root.toString());
          String url = "http://" + US + "/big";
          assertThat(sh(120, "curl -sS " + url + " | sha256sum")).startsWith(sha);
          assertThat(sh(120, "curl -sS -T " + root.resolve("big") + " " + url))
              .contains(HUNDRED_MB + " bytes, sha256 " + sha);
          tap.halt();
          Files.delete(root.resolve("big"));
        });
  }

  @Test
  void a_file_is_fetched_intact_from_a_linux_server() throws Exception {
    int size = NIGHTLY ? HUNDRED_MB : HUNDRED_MB / 5;
    tap.check(
        "--fetch of " + size / 1_000_000 + " MB from Linux",
        () -> {
          String sha = file("big", size);
          tap.ns()
              .startUntil(
                  tap.directory().resolve("httpd.txt"),
                  "Serving HTTP",
                  "python3",
                  "-u",
                  "-m",
                  "http.server",
                  "--bind",
                  LINUX,
                  "--directory",
                  root.toString(),
                  "8000");
          assertThat(tap.client(120, "--fetch", "http://" + LINUX + ":8000/big"))
              .contains(size + " bytes, sha256 " + sha);
          Files.delete(root.resolve("big"));
        });
  }

  @Test
  void curl_and_the_server_agree_on_http() throws Exception {
    tap.check(
        "curl: HEAD, ranges, keep-alive, errors",
        () -> {
          file("some", 10_000);
          tap.brief();
          tap.bootCaptured("--http-root", root.toString());
          String at = "http://" + US;
          assertThat(sh(20, "curl -sSI " + at + "/some")).contains("Content-Length: 10000");
          assertThat(
                  sh(
                      20,
                      "curl -sS -r 5000-5999 "
                          + at
                          + "/some | cmp - <(tail -c +5001 "
                          + root.resolve("some")
                          + " | head -c 1000) && echo same"))
              .contains("same");
          // The second transfer opens no connection of its own.
          String code = " -o /dev/null -w '%{http_code} %{num_connects};' ";
          assertThat(sh(20, "curl -sS " + code + at + "/some" + code + at + "/none"))
              .contains("200 1;404 0;");
          assertThat(sh(20, "curl -sS -r 10000- " + code + at + "/some")).contains("416 1;");
          assertThat(sh(20, "curl -sS -X DELETE " + code + at + "/some")).contains("405 1;");
          assertThat(sh(20, "cat " + root.resolve("some") + " | curl -sS -T - " + at + "/x"))
              .contains("10000 bytes, sha256 ");
          tap.halt();
          assertThat(new TcpVerdict(tap.judge(), false).unexplained()).isEmpty();
        });
  }

  @Test
  void thousand_connections_in_parallel_echo_intact() throws Exception {
    tap.check(
        "1,000 connections in parallel",
        () -> {
          tap.brief();
          tap.boot();
          assertThat(peer(120, "echo", US, "7", "1000", SEED)).contains("intact: 1000 connections");
        });
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 2"})
  void tshark_has_no_unexplained_warning(String loss, String reorder) throws Exception {
    tap.check(
        "tshark's experts, loss " + loss + " %, reordering " + reorder + " %",
        () -> {
          String sha = file("five", 5_000_000);
          tap.brief();
          tap.bootCaptured(
              "--http-root", root.toString(), "--loss", loss, "--reorder", reorder, "--seed", SEED);
          String url = "http://" + US + "/five";
          assertThat(sh(60, "curl -sS " + url + " | sha256sum")).startsWith(sha);
          assertThat(sh(60, "curl -sS -T " + root.resolve("five") + " " + url)).contains(sha);
          assertThat(peer(60, "echo", US, "7", "50", SEED)).contains("intact: 50");
          assertThat(tap.halt()).contains("; 0 packets not captured");
          TcpVerdict verdict = new TcpVerdict(tap.judge(), !loss.equals("0"), tap.earlyTimeouts());
          assertThat(verdict.unexplained()).isEmpty();
          assertThat(verdict.packets()).isGreaterThan(5_000);
        });
  }

  private String peer(int secondsMax, String mode, String... arguments) throws Exception {
    String[] command = new String[3 + arguments.length];
    command[0] = "python3";
    command[1] = tap.resource("peer.py").toString();
    command[2] = mode;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return tap.ns().run(secondsMax, command);
  }
}
