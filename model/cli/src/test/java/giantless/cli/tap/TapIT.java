package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
  private static final String US = TapTestbed.US;
  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}(?::[0-9a-f]{2}){5})");

  private TapTestbed tap;

  @BeforeEach
  void make_the_namespace() throws Exception {
    tap = new TapTestbed(TapIT.class, "ip");
  }

  @AfterEach
  void delete_the_namespace() throws Exception {
    tap.close();
  }

  @Test
  void ten_thousand_flood_pings_are_answered() throws Exception {
    check(
        "10,000 flood pings",
        () -> {
          boot("direct");
          String out = tap.ns().run(120, "ping", "-f", "-q", "-c", "10000", US);
          assertThat(out).contains("10000 packets transmitted, 10000 received, 0% packet loss");
        });
  }

  @Test
  void large_pings_are_reassembled_and_fragmented() throws Exception {
    check(
        "ping -s 8000",
        () -> {
          boot("direct");
          String out = tap.ns().run(60, "ping", "-q", "-i", "0.01", "-s", "8000", "-c", "100", US);
          assertThat(out).contains("100 packets transmitted, 100 received, 0% packet loss");
          tap.halt();
          assertThat(tap.judge().matching("ip.src==" + US + " && ip.frag_offset > 0")).isNotEmpty();
          assertThat(tap.judge().matching("ip.dst==" + US + " && ip.frag_offset > 0")).isNotEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "one-thread", "per-cpu"})
  void udp_echoes_come_back_intact(String netisr) throws Exception {
    boolean many = netisr.equals("direct");
    int count = many ? 100_000 : 10_000;
    check(
        count + " UDP echoes, netisr " + netisr,
        () -> {
          if (!many) {
            tap.brief();
          }
          tap.bootCaptured("--netisr", netisr);
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
          tap.ns().run(20, "ping", "-q", "-c", "1", US);
          Matcher mac = MAC.matcher(tap.ns().run(10, "ip", "neigh", "show", US));
          assertThat(mac.find()).as("Linux has resolved us").isTrue();
          // A second address whose owner knows us already: now only we can have to ask.
          tap.ns().run(10, "ip", "address", "add", "10.77.0.99/24", "dev", "tap0");
          tap.ns()
              .run(
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
          tap.halt();
          assertThat(tap.judge().matching("arp.opcode==1 && arp.src.proto_ipv4==10.77.0.1"))
              .isNotEmpty();
          assertThat(tap.judge().matching("arp.opcode==2 && arp.src.proto_ipv4==" + US))
              .isNotEmpty();
          assertThat(
                  tap.judge()
                      .matching(
                          "arp.opcode==1 && arp.src.proto_ipv4=="
                              + US
                              + " && arp.dst.proto_ipv4==10.77.0.99"))
              .isNotEmpty();
          assertThat(tap.judge().matching("arp.opcode==2 && arp.src.proto_ipv4==10.77.0.99"))
              .isNotEmpty();
        });
  }

  private void check(String name, TapTestbed.Body body) throws Exception {
    tap.check(name, body);
  }

  private void boot(String netisr) throws Exception {
    tap.brief();
    tap.bootCaptured("--netisr", netisr);
  }

  private String echo(String from, int count, int sizeMax) throws Exception {
    return tap.ns()
        .run(
            240,
            TapTestbed.java(),
            "-XX:+UseSerialGC",
            count < 100_000 ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation",
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
}
