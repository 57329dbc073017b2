package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Linux kernel talks to a Giantless host: {@code giantless tap} runs on a TAP device in a
 * network namespace of the test's own, with the real ping, a Linux UDP client, and tshark as the
 * judge of the capture. Where root, the device or a tool is missing the record says NOT RUN and
 * why.
 */
class TapIT {
  private static final String US = "10.77.0.2";
  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}(?::[0-9a-f]{2}){5})");

  private final Path directory = Path.of("target", "tap").toAbsolutePath();
  private final Path capture = directory.resolve("tap.pcapng");
  private final Path console = directory.resolve("console.txt");
  private final CaptureJudge judge = new CaptureJudge(capture);
  private String obstacle;
  private Namespace ns;
  private Process giantless;

  @BeforeEach
  void make_the_namespace() throws Exception {
    obstacle = Namespace.obstacle();
    if (obstacle == null) {
      ns = Namespace.create(directory);
    }
  }

  @AfterEach
  void delete_the_namespace() throws Exception {
    if (ns != null) {
      ns.close();
    }
  }

  @Test
  void ten_thousand_flood_pings_are_answered() throws Exception {
    check(
        "10,000 flood pings",
        () -> {
          boot("direct");
          String out = ns.run(120, "ping", "-f", "-q", "-c", "10000", US);
          assertThat(out).contains("10000 packets transmitted, 10000 received, 0% packet loss");
        });
  }

  @Test
  void large_pings_are_reassembled_and_fragmented() throws Exception {
    check(
        "ping -s 8000",
        () -> {
          boot("direct");
          String out = ns.run(60, "ping", "-q", "-i", "0.01", "-s", "8000", "-c", "100", US);
          assertThat(out).contains("100 packets transmitted, 100 received, 0% packet loss");
          halt();
          assertThat(judge.matching("ip.src==" + US + " && ip.frag_offset > 0")).isNotEmpty();
          assertThat(judge.matching("ip.dst==" + US + " && ip.frag_offset > 0")).isNotEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "one-thread", "per-cpu"})
  void udp_echoes_come_back_intact(String netisr) throws Exception {
    int count = netisr.equals("direct") ? 100_000 : 10_000;
    check(
        count + " UDP echoes, netisr " + netisr,
        () -> {
          boot(netisr);
          String out = echo("10.77.0.1", count, 1472);
          assertThat(out).contains("intact: " + count);
        });
  }

  @Test
  void large_udp_echoes_cross_in_fragments() throws Exception {
    check(
        "2,000 UDP echoes of up to 9,000 bytes",
        () -> {
          boot("direct");
          assertThat(echo("10.77.0.1", 2_000, 9_000)).contains("intact: 2000");
        });
  }

  @Test
  void arp_resolves_in_both_directions() throws Exception {
    check(
        "ARP both ways",
        () -> {
          boot("direct");
          ns.run(20, "ping", "-q", "-c", "1", US);
          Matcher mac = MAC.matcher(ns.run(10, "ip", "neigh", "show", US));
          assertThat(mac.find()).as("Linux has resolved us").isTrue();
          // A second address whose owner knows us already: now only we can have to ask.
          ns.run(10, "ip", "address", "add", "10.77.0.99/24", "dev", "tap0");
          ns.run(
              10,
              "ip",
              "neigh",
              "replace",
              US,
              "lladdr",
              mac.group(1),
              "nud",
              "permanent",
              "dev",
              "tap0");
          assertThat(echo("10.77.0.99", 1, 100)).contains("intact: 1");
          halt();
          assertThat(judge.matching("arp.opcode==1 && arp.src.proto_ipv4==10.77.0.1")).isNotEmpty();
          assertThat(judge.matching("arp.opcode==2 && arp.src.proto_ipv4==" + US)).isNotEmpty();
          assertThat(
                  judge.matching(
                      "arp.opcode==1 && arp.src.proto_ipv4=="
                          + US
                          + " && arp.dst.proto_ipv4==10.77.0.99"))
              .isNotEmpty();
          assertThat(judge.matching("arp.opcode==2 && arp.src.proto_ipv4==10.77.0.99"))
              .isNotEmpty();
        });
  }

  /** What a check does once the namespace is there. */
  private interface Body {
    void run() throws Exception;
  }

  private void check(String name, Body body) throws Exception {
    ResultRecord.Builder record =
        ResultRecord.of("tap", name).replay("mvn -B verify -pl model/cli -am -Dit.test=TapIT");
    if (obstacle != null) {
      ResultWriter.write(record.notRun(obstacle).build());
      return;
    }
    long start = System.nanoTime();
    try {
      body.run();
      halt();
      assertThat(judge.bad()).as("malformed packets and bad checksums").isEmpty();
      record.passed("the Linux kernel and tshark agree; one run");
    } catch (Throwable t) {
      record.failed(String.valueOf(t.getMessage()));
      throw t;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }

  private void boot(String netisr) throws Exception {
    Files.deleteIfExists(capture);
    Path jar = Path.of("target", "giantless.jar").toAbsolutePath();
    giantless =
        ns.startUntil(
            console,
            "SIGTERM or Ctrl-C stops it",
            java(),
            "-jar",
            jar.toString(),
            "tap",
            "--device",
            "tap0",
            "--address",
            US + "/24",
            "--netisr",
            netisr,
            "--pcap",
            capture.toString(),
            "--stats",
            directory.resolve("last-run.json").toString());
  }

  /** SIGTERM, and the clean end that it must lead to. */
  private void halt() throws Exception {
    if (giantless == null) {
      return;
    }
    // Process.destroy would close the pipe that the last words come through.
    giantless.toHandle().destroy();
    boolean ended = giantless.waitFor(20, TimeUnit.SECONDS);
    assertThat(ended).as("ends on SIGTERM:\n" + Files.readString(console)).isTrue();
    ns.drained(giantless);
    assertThat(Files.readString(console)).contains("stopped cleanly");
    giantless = null;
  }

  private String echo(String from, int count, int sizeMax) throws Exception {
    return ns.run(
        240,
        java(),
        "-cp",
        Path.of("target", "test-classes").toAbsolutePath().toString(),
        UdpEchoClient.class.getName(),
        from,
        US,
        "7",
        Integer.toString(count),
        sizeMax > 1472 ? "4" : "16",
        Integer.toString(sizeMax),
        "20260101");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
