package giantless.cli.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stack.net.PcapNg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verdict on TCP captures, on captures whose verdict is known: a good conversation passes, and
 * each fault in it is found. Without tshark the record says NOT RUN.
 */
class TcpVerdictIT {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;
  private static final int HEADERS = 54;

  @TempDir Path directory;

  /** A conversation that the tests write: Linux is the client of our port 7, or another one. */
  private static final class Talk {
    private final List<byte[]> frames = new ArrayList<>();
    private final int port;

    Talk(int port) {
      this.port = port;
    }

    void linux(int flags, int seq, int ack, int len) {
      frames.add(
          frame(TapTestbed.LINUX, 40_000, TapTestbed.US, port, flags, seq, ack, new byte[len]));
    }

    void us(int flags, int seq, int ack, int len) {
      us(flags, seq, ack, new byte[len]);
    }

    void us(int flags, int seq, int ack, byte[] data) {
      frames.add(frame(TapTestbed.US, port, TapTestbed.LINUX, 40_000, flags, seq, ack, data));
    }

    private static Talk connected(int port) {
      Talk t = new Talk(port);
      t.linux(SYN, 1000, 0, 0);
      t.us(SYN | ACK, 5000, 1001, 0);
      t.linux(ACK, 1001, 5001, 0);
      return t;
    }

    /** The handshake, and 100 bytes each way. */
    static Talk begun() {
      Talk t = connected(7);
      t.linux(ACK, 1001, 5001, 100);
      t.us(ACK, 5001, 1101, 100);
      t.linux(ACK, 1101, 5101, 0);
      return t;
    }

    /** Both sides end the stream. */
    Talk ended() {
      linux(FIN | ACK, 1101, 5101, 0);
      us(FIN | ACK, 5101, 1102, 0);
      linux(ACK, 1102, 5102, 0);
      return this;
    }
  }

  private static byte[] frame(
      String src, int sport, String dst, int dport, int flags, int seq, int ack, byte[] data) {
    byte[] f = new byte[HEADERS + data.length];
    System.arraycopy(data, 0, f, HEADERS, data.length);
    f[5] = 2;
    f[11] = 1;
    put16(f, 12, 0x0800);
    f[14] = 0x45;
    put16(f, 16, HEADERS - 14 + data.length);
    f[22] = 64;
    f[23] = 6;
    address(f, 26, src);
    address(f, 30, dst);
    put16(f, 24, sum(f, 14, 34, 0));
    put16(f, 34, sport);
    put16(f, 36, dport);
    put16(f, 38, seq >>> 16);
    put16(f, 40, seq);
    put16(f, 42, ack >>> 16);
    put16(f, 44, ack);
    f[46] = 0x50;
    f[47] = (byte) flags;
    put16(f, 48, 60_000);
    put16(f, 50, sum(f, 26, f.length, 6 + f.length - 34));
    return f;
  }

  private static void address(byte[] f, int at, String dotted) {
    for (String part : dotted.split("\\.")) {
      f[at++] = (byte) Integer.parseInt(part);
    }
  }

  private static void put16(byte[] b, int off, int value) {
    b[off] = (byte) (value >>> 8);
    b[off + 1] = (byte) value;
  }

  /** The Internet checksum of an even number of bytes. */
  private static int sum(byte[] b, int from, int to, int start) {
    int s = start;
    for (int i = from; i < to; i += 2) {
      s += (b[i] & 0xff) << 8 | b[i + 1] & 0xff;
    }
    while (s >>> 16 != 0) {
      s = (s & 0xffff) + (s >>> 16);
    }
    return ~s & 0xffff;
  }

  private CaptureJudge judge(Talk t) throws IOException {
    Path file = directory.resolve("talk.pcapng");
    try (OutputStream out = Files.newOutputStream(file)) {
      PcapNg pcap = new PcapNg(out, "tap0", PcapNg.LINKTYPE_ETHERNET, 65535);
      long nanos = 1_092_614_400_000_000_000L;
      for (byte[] f : t.frames) {
        pcap.packet(nanos, f, 0, f.length, f.length);
        nanos += 100_000_000;
      }
      pcap.flush();
    }
    return new CaptureJudge(file);
  }

  private List<String> verdict(Talk t, boolean lossy) throws Exception {
    CaptureJudge judge = judge(t);
    assertThat(judge.bad(lossy)).isEmpty();
    return new TcpVerdict(judge, lossy).unexplained();
  }

  @Test
  void verdict_finds_what_is_wrong_and_passes_what_is_right() throws Exception {
    ResultRecord.Builder record =
        ResultRecord.of("tap", "verdict on TCP captures")
            .replay("mvn -B verify -pl model/cli -am -Dit.test=TcpVerdictIT");
    String obstacle = CaptureJudge.obstacle();
    if (obstacle != null) {
      ResultWriter.write(record.notRun(obstacle).build());
      Assumptions.abort(obstacle);
    }
    try {
      assertThat(verdict(Talk.begun().ended(), false)).isEmpty();
      spoiltChecksum();
      gap();
      impossibleAcknowledgement();
      resetInTheMiddle();
      resetAfterTheEnd();
      checksumOfZero();
      repetitionWithOtherBounds();
      record.passed("tshark says what was put in");
    } catch (Throwable e) {
      record.failed(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      ResultWriter.write(record.build());
    }
  }

  private void spoiltChecksum() throws Exception {
    Talk t = Talk.begun();
    byte[] last = t.frames.get(4);
    last[last.length - 1] ^= 1;
    assertThat(judge(t).bad().trim()).startsWith("5 ");
  }

  private void gap() throws Exception {
    Talk t = Talk.begun();
    t.us(ACK, 5201, 1101, 100);
    List<String> found = verdict(t, false);
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains("frame 7 ").contains("Previous segment");
    assertThat(verdict(t, true)).isEmpty();
  }

  private void impossibleAcknowledgement() throws Exception {
    Talk t = Talk.begun();
    t.us(ACK, 5101, 1301, 0);
    assertThat(String.join("\n", verdict(t, true))).contains("acknowledges what was not sent: 301");
  }

  private void resetInTheMiddle() throws Exception {
    Talk t = Talk.begun();
    t.us(RST | ACK, 5101, 1101, 0);
    List<String> found = verdict(t, true);
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains("frame 7 ").contains("reset");
  }

  private void resetAfterTheEnd() throws Exception {
    Talk t = Talk.begun().ended();
    t.linux(ACK, 1102, 5102, 0);
    t.us(RST, 5102, 0, 0);
    assertThat(verdict(t, false)).isEmpty();
  }

  /**
   * What is sent again from the middle of one segment to behind the end of the answer that tshark
   * had put together: loss explains it, and nothing else does.
   */
  private void repetitionWithOtherBounds() throws Exception {
    byte[] head = "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n".getBytes(US_ASCII);
    byte[] answers = new byte[2 * (head.length + 200)];
    Arrays.fill(answers, (byte) 'x');
    System.arraycopy(head, 0, answers, 0, head.length);
    System.arraycopy(head, 0, answers, answers.length / 2, head.length);
    Talk t = Talk.connected(80);
    int end = answers.length / 2;
    t.us(ACK, 5001, 1001, Arrays.copyOfRange(answers, 0, 100));
    t.us(ACK, 5101, 1001, Arrays.copyOfRange(answers, 100, end));
    assertThat(verdict(t, false)).isEmpty();
    t.us(ACK, 5151, 1001, Arrays.copyOfRange(answers, 150, end + 60));
    CaptureJudge judge = judge(t);
    assertThat(judge.bad()).contains("New fragment overlaps old data");
    assertThat(new TcpVerdict(judge, false).unexplained())
        .anySatisfy(w -> assertThat(w).contains("frame 6 ").contains("fragment overlaps old data"))
        .allSatisfy(w -> assertThat(w).contains("frame 6 "));
    assertThat(verdict(t, true)).isEmpty();
  }

  /** Linux writes a checksum of 0 as 0xffff, and may; we may not. */
  private void checksumOfZero() throws Exception {
    Talk linux = Talk.begun();
    writtenAsOnes(linux.frames.get(3));
    assertThat(verdict(linux, false)).isEmpty();
    Talk us = Talk.begun();
    writtenAsOnes(us.frames.get(4));
    CaptureJudge judge = judge(us);
    assertThat(judge.bad().trim()).startsWith("5 ");
    List<String> found = new TcpVerdict(judge, true).unexplained();
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains("frame 5 ").contains("0xffff instead of 0x0000");
  }

  /** Gives a segment data whose checksum is 0, and writes the other zero. */
  private static void writtenAsOnes(byte[] f) {
    f[HEADERS] = f[50];
    f[HEADERS + 1] = f[51];
    put16(f, 50, 0xffff);
  }
}
