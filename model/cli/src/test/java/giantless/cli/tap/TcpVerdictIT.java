package giantless.cli.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stack.net.PcapNg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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

    /** Between two frames. */
    private long nanos = 100_000_000;

    Talk(int port) {
      this.port = port;
    }

    void linux(int flags, int seq, int ack, int len) {
      linux(flags, seq, ack, new byte[0], len);
    }

    void linux(int flags, int seq, int ack, byte[] options, int len) {
      frames.add(
          frame(
              TapTestbed.LINUX,
              40_000,
              TapTestbed.US,
              port,
              flags,
              seq,
              ack,
              options,
              new byte[len]));
    }

    void us(int flags, int seq, int ack, int len) {
      us(flags, seq, ack, new byte[len]);
    }

    void us(int flags, int seq, int ack, byte[] data) {
      us(flags, seq, ack, new byte[0], data);
    }

    void us(int flags, int seq, int ack, byte[] options, byte[] data) {
      frames.add(
          frame(TapTestbed.US, port, TapTestbed.LINUX, 40_000, flags, seq, ack, options, data));
    }

    /** 100 bytes that our TCP has sent at a time, in milliseconds. */
    void usAt(int tsval, int seq) {
      us(ACK, seq, 1001, option(8, tsval, 0), new byte[100]);
    }

    void linuxAt(int tsval, int seq) {
      linux(ACK, seq, 5001, option(8, tsval, 0), 100);
    }

    /** Linux has got these bytes twice. */
    void linuxDsack(int ack, int from, int to) {
      linux(ACK, 1001, ack, option(5, from, to), 0);
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

  /** A time stamp option (8) or a SACK option with one block (5), and two bytes before it. */
  private static byte[] option(int kind, int first, int second) {
    return ByteBuffer.allocate(12)
        .put(new byte[] {1, 1, (byte) kind, 10})
        .putInt(first)
        .putInt(second)
        .array();
  }

  private static byte[] frame(
      String src,
      int sport,
      String dst,
      int dport,
      int flags,
      int seq,
      int ack,
      byte[] options,
      byte[] data) {
    byte[] f = new byte[HEADERS + options.length + data.length];
    System.arraycopy(options, 0, f, HEADERS, options.length);
    System.arraycopy(data, 0, f, HEADERS + options.length, data.length);
    f[5] = 2;
    f[11] = 1;
    put16(f, 12, 0x0800);
    f[14] = 0x45;
    put16(f, 16, f.length - 14);
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
    f[46] = (byte) (5 + options.length / 4 << 4);
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
        nanos += t.nanos;
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
      repetitionByTheTimer();
      repetitionWithoutReason();
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

  /** Two segments, both again after so many milliseconds; Linux says that it had them. */
  private static Talk twice(int port, int millis) {
    Talk t = Talk.connected(port);
    t.usAt(1000, 5001);
    t.usAt(1190, 5101);
    t.usAt(1000 + millis, 5001);
    t.usAt(1005 + millis, 5101);
    t.linux(ACK, 1001, 5201, 0);
    t.linuxDsack(5201, 5001, 5101);
    t.linuxDsack(5201, 5101, 5201);
    return t;
  }

  /** Linux repeats a segment close upon another one, for reasons of its own. */
  private static Talk closeUpon(int port) {
    Talk t = Talk.connected(port);
    t.linuxAt(1000, 1001);
    t.linuxAt(1000, 1101);
    t.linuxAt(1010, 1001);
    return t;
  }

  /**
   * A timer accounts for our first repetition, and so for all that was on the way then. What is
   * close upon another segment tshark takes for overtaken.
   */
  private void repetitionByTheTimer() throws Exception {
    Talk t = twice(7, 200);
    t.frames.addAll(closeUpon(9).frames);
    t.nanos = 1_000_000;
    assertThat(verdict(t, false)).isEmpty();
    CaptureJudge early = judge(twice(7, 199));
    assertThat(new TcpVerdict(early, false, 1).unexplained()).isEmpty();
  }

  /** The twins: too early for a timer; nothing was sent twice; what was not sent before. */
  private void repetitionWithoutReason() throws Exception {
    Talk t = twice(7, 199);
    t.linuxDsack(5201, 5001, 5101);
    Talk overtaken = closeUpon(9);
    overtaken.linuxAt(1011, 1301);
    overtaken.linuxAt(1012, 1201);
    t.frames.addAll(overtaken.frames);
    Talk once = Talk.connected(19);
    once.usAt(1000, 5001);
    once.linuxDsack(5101, 5001, 5101);
    t.frames.addAll(once.frames);
    t.nanos = 1_000_000;
    assertThat(new TcpVerdict(judge(t), false).unexplained())
        .satisfiesExactly(
            w -> assertThat(w).contains("frame 6 ", "out-of-order"),
            w -> assertThat(w).contains("frame 9 ", "D-SACK"),
            w -> assertThat(w).contains("frame 10 ", "D-SACK"),
            w -> assertThat(w).contains("frame 11 ", "D-SACK"),
            w -> assertThat(w).contains("frame 18 ", "Previous segment"),
            w -> assertThat(w).contains("frame 19 ", "out-of-order"),
            w -> assertThat(w).contains("frame 24 ", "D-SACK"));
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
