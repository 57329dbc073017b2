package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stack.net.PcapNg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The judge of captures on captures whose verdict is known: what is wrong in one place each must be
 * found, and what is right must not. Without tshark the record says NOT RUN.
 */
class CaptureJudgeIT {
  private static final int ETHER = 14;
  private static final int IP = 20;

  @TempDir Path directory;

  /** An Ethernet frame with an IPv4 packet, its header's checksum right. */
  private static byte[] ip(int protocol, byte[] payload) {
    byte[] f = new byte[ETHER + IP + payload.length];
    f[5] = 2;
    f[11] = 1;
    put16(f, 12, 0x0800);
    f[ETHER] = 0x45;
    put16(f, ETHER + 2, IP + payload.length);
    f[ETHER + 8] = 64;
    f[ETHER + 9] = (byte) protocol;
    put16(f, ETHER + 12, 10 << 8);
    put16(f, ETHER + 14, 1);
    put16(f, ETHER + 16, 10 << 8);
    put16(f, ETHER + 18, 2);
    put16(f, ETHER + 10, sum(f, ETHER, IP, 0));
    System.arraycopy(payload, 0, f, ETHER + IP, payload.length);
    return f;
  }

  private static byte[] udp(int port, byte[] payload) {
    int length = 8 + payload.length;
    byte[] u = new byte[length];
    put16(u, 0, 40_000);
    put16(u, 2, port);
    put16(u, 4, length);
    System.arraycopy(payload, 0, u, 8, payload.length);
    put16(u, 6, sum(u, 0, length, 2 * (10 << 8) + 1 + 2 + 17 + length));
    return ip(17, u);
  }

  private static byte[] ping() {
    byte[] p = new byte[64];
    p[0] = 8;
    put16(p, 2, sum(p, 0, p.length, 0));
    return ip(1, p);
  }

  /** An ARP request for 10.0.0.2. */
  private static byte[] arp() {
    byte[] f = new byte[ETHER + 28];
    f[11] = 1;
    put16(f, 12, 0x0806);
    put16(f, ETHER, 1);
    put16(f, ETHER + 2, 0x0800);
    f[ETHER + 4] = 6;
    f[ETHER + 5] = 4;
    f[ETHER + 7] = 1;
    f[ETHER + 13] = 1;
    put16(f, ETHER + 14, 10 << 8);
    put16(f, ETHER + 16, 1);
    put16(f, ETHER + 24, 10 << 8);
    put16(f, ETHER + 26, 2);
    return f;
  }

  private static void put16(byte[] b, int off, int value) {
    b[off] = (byte) (value >>> 8);
    b[off + 1] = (byte) value;
  }

  /** The Internet checksum of an even number of bytes, or one odd byte more. */
  private static int sum(byte[] b, int off, int len, int start) {
    int s = start;
    for (int i = 0; i < len; i++) {
      s += (b[off + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    while (s >>> 16 != 0) {
      s = (s & 0xffff) + (s >>> 16);
    }
    return ~s & 0xffff;
  }

  /** The frame with one byte changed. */
  private static byte[] spoilt(byte[] frame, int off) {
    byte[] f = frame.clone();
    f[off] ^= 1;
    return f;
  }

  private CaptureJudge judge(String name, List<byte[]> frames) throws IOException {
    Path file = directory.resolve(name + ".pcapng");
    try (OutputStream out = Files.newOutputStream(file)) {
      PcapNg pcap = new PcapNg(out, "tap0", PcapNg.LINKTYPE_ETHERNET, 65535);
      long nanos = 1_092_614_400_000_000_000L;
      for (byte[] f : frames) {
        pcap.packet(nanos++, f, 0, f.length, f.length);
      }
      pcap.flush();
    }
    return new CaptureJudge(file);
  }

  private interface Body {
    void run() throws Exception;
  }

  private static void check(String name, Body body) throws Exception {
    ResultRecord.Builder record =
        ResultRecord.of("tap", name)
            .replay("mvn -B verify -pl model/cli -am -Dit.test=CaptureJudgeIT");
    String obstacle = CaptureJudge.obstacle();
    if (obstacle != null) {
      ResultWriter.write(record.notRun(obstacle).build());
      Assumptions.abort(obstacle);
    }
    long start = System.nanoTime();
    try {
      body.run();
      record.passed("tshark says what was put in");
    } catch (Throwable t) {
      record.failed(String.valueOf(t.getMessage()));
      throw t;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }

  private static List<byte[]> good() {
    return List.of(
        arp(), ping(), udp(7, new byte[33]), udp(7, new byte[0]), udp(7, new byte[1400]));
  }

  @Test
  void good_packets_are_not_flagged() throws Exception {
    check(
        "good capture passes the judge",
        () -> {
          CaptureJudge judge = judge("good", good());
          assertThat(judge.bad()).isEmpty();
          assertThat(judge.matching("frame").lines()).hasSize(good().size());
        });
  }

  @Test
  void each_spoilt_packet_is_flagged_among_good_ones() throws Exception {
    check(
        "judge finds what is spoilt",
        () -> {
          byte[] arp = arp();
          byte[] cut = new byte[ETHER + 10];
          System.arraycopy(arp, 0, cut, 0, cut.length);
          byte[] udp = udp(7, new byte[33]);
          Map<String, byte[]> wrong = new LinkedHashMap<>();
          wrong.put("IP checksum", spoilt(udp, ETHER + 8));
          wrong.put("UDP checksum", spoilt(udp, udp.length - 1));
          wrong.put("ICMP checksum", spoilt(ping(), ETHER + IP + 20));
          wrong.put("malformed ARP", cut);
          wrong.put("malformed DNS", udp(53, new byte[5]));
          assertFlagged(wrong);
        });
  }

  /** The packets that are wrong are the ones that are found, by their numbers, and no other. */
  private void assertFlagged(Map<String, byte[]> wrong) throws Exception {
    List<byte[]> frames = new ArrayList<>();
    Map<String, String> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> e : wrong.entrySet()) {
      frames.addAll(good());
      frames.add(e.getValue());
      numbers.put(Integer.toString(frames.size()), e.getKey());
      frames.addAll(good());
    }
    String bad = judge("spoilt", frames).bad();
    assertThat(bad.lines().map(line -> line.trim().split(" ", 2)[0]))
        .as(numbers + ": " + bad)
        .containsExactlyElementsOf(numbers.keySet());
  }

  @Test
  void file_that_is_no_capture_is_no_pass() throws Exception {
    check(
        "judge refuses what is no capture",
        () -> {
          Path file = directory.resolve("text.pcapng");
          Files.writeString(file, "no capture");
          assertThatThrownBy(() -> new CaptureJudge(file).bad())
              .isInstanceOf(AssertionError.class)
              .hasMessageStartingWith("tshark exits ");
        });
  }
}
