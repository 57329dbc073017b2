package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.socket.SocketConst;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What may come that should not: each is counted in the counter that netstat(1) shows for it,
 * answered as the RFC says or not at all, and neither ends the connection nor leaves an mbuf.
 */
class TcpBadInputTest {
  private static final int MSS = 1460;
  private static final String STILL_HERE = ". 1:1(0) ack 1 win 65535";

  /** One bad segment to an established connection; {@code answer} null for none. */
  private record Bad(
      String what, Function<TcpBench, byte[]> segment, String counters, String answer) {}

  private static Bad line(String what, String line, String counters, String answer) {
    return new Bad(what, t -> t.segment(line), counters, answer);
  }

  /** Right but for the address that it says it comes from. */
  private static byte[] from(String source, TcpBench t) {
    byte[] p = t.segment("P. 1:11(10) ack 1 win 32767");
    return Pkt.of(source, TcpBench.LOCAL, Pkt.slice(p, 20, p.length)).proto(6).bytes();
  }

  /** TCP has no "not computed" as UDP has: zero is a checksum like others, and here wrong. */
  private static byte[] withoutChecksum(TcpBench t) {
    byte[] p = t.segment("P. 1:11(10) ack 1 win 32767");
    Pkt.put16(p, 20 + 16, 0);
    return p;
  }

  /** The segment of a line, changed, with a checksum that is right again. */
  private static Bad changed(
      String what, String line, UnaryOperator<byte[]> change, String counters) {
    return new Bad(
        what,
        t -> {
          byte[] p = t.segment(line);
          return TcpBench.packet(change.apply(Pkt.slice(p, 20, p.length)), 0);
        },
        counters,
        null);
  }

  private static Bad flipped(String what, int at) {
    return new Bad(
        what,
        t -> {
          byte[] p = t.segment("P. 1:11(10) ack 1 win 32767");
          p[20 + at] ^= 0x10;
          return p;
        },
        "rcvbadsum",
        null);
  }

  private static byte[] offset(byte[] segment, int words) {
    segment[12] = (byte) (words << 4 | segment[12] & 1);
    return segment;
  }

  private static final List<Bad> TO_A_CONNECTION =
      List.of(
          changed("header shorter than 20", "P. 1:11(10) ack 1", s -> offset(s, 4), "rcvbadoff"),
          changed("header beyond the end", ". 1:1(0) ack 1", s -> offset(s, 6), "rcvbadoff"),
          changed("less than a header", ". 1:1(0) ack 1", s -> Pkt.slice(s, 0, 19), "rcvshort"),
          flipped("checksum wrong in the port", 0),
          flipped("checksum wrong in the sequence number", 5),
          flipped("checksum wrong in the data", 25),
          new Bad("checksum of zero", TcpBadInputTest::withoutChecksum, "rcvbadsum", null),
          new Bad("checksum of another address", t -> from("10.0.0.3", t), "rcvbadsum", null),
          line(
              "data beyond the window",
              "P. 70001:70011(10) ack 1 win 32767",
              "rcvbyteafterwin=10 rcvpackafterwin sndacks",
              STILL_HERE),
          line(
              "old data",
              "P. 4294967287:1(10) ack 1 win 32767",
              "rcvdupbyte=10 rcvduppack sndacks",
              STILL_HERE),
          line("blind RST in the window", "R 2000:2000(0) win 0", "badrst", STILL_HERE),
          line("blind RST before the window", "R 0:0(0) win 0", "", null),
          line("blind RST beyond the window", "R 70001:70001(0) win 0", "", null),
          line("blind SYN in the window", "S 2000:2000(0) win 65535", "badsyn", STILL_HERE),
          line("blind SYN beyond the window", "S 70001:70001(0) win 65535", "badsyn", STILL_HERE),
          line("blind SYN and ACK", "S. 1:1(0) ack 1 win 65535", "badsyn", STILL_HERE),
          line(
              "blind data that acknowledge too much",
              "P. 1:11(10) ack 5000 win 32767",
              "rcvacktoomuch sndacks",
              STILL_HERE),
          line(
              "blind data that acknowledge too little",
              "P. 1:11(10) ack 4294900000 win 32767",
              "rcvacktooold sndacks",
              STILL_HERE),
          line("data without ACK", "P 1:11(10) win 32767", "", null),
          line("data without a flag", "- 1:11(10) win 32767", "", null));

  @TestFactory
  Stream<DynamicTest> bad_segment_to_a_connection() {
    return TO_A_CONNECTION.stream()
        .map(bad -> DynamicTest.dynamicTest(bad.what(), () -> toAConnection(bad)));
  }

  private static int challenges(TcpBench t, int segments) throws Exception {
    int answers = 0;
    for (int i = 0; i < segments; i++) {
      t.arrive(t.segment(i % 2 == 0 ? "R 2000:2000(0) win 0" : "S 2000:2000(0) win 65535"));
      String answer = t.sent();
      if (!answer.equals("nothing")) {
        assertThat(answer).startsWith(". 1:1(0) ack 1 win");
        answers++;
      }
    }
    return answers;
  }

  /** RFC 5961 section 7. */
  @Test
  void a_connection_challenges_five_times_a_second_and_as_often_as_it_likes_without_a_limit()
      throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connected();
    assertThat(challenges(t, 20)).isEqualTo(5);
    t.sleep(1000);
    assertThat(challenges(t, 20)).isZero();
    t.sleep(1);
    assertThat(challenges(t, 20)).isEqualTo(5);
    t.tcp.sysctl.ackWarCnt.set(0);
    assertThat(challenges(t, 20)).isEqualTo(20);
    t.tcp.sysctl.ackWarCnt.set(7);
    t.tcp.sysctl.ackWarTimewindow.set(0);
    assertThat(challenges(t, 20)).isEqualTo(20);
    assertThat(t.tcp.stat().tcpsBadrst.get()).isEqualTo(50);
    assertThat(t.tcp.stat().tcpsBadsyn.get()).isEqualTo(50);
    t.s.close(fd);
    t.end();
  }

  private static void toAConnection(Bad bad) throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connected();
    byte[] segment = bad.segment().apply(t);
    TcpCounters before = new TcpCounters(t);
    t.arrive(segment);
    assertThat(before.since()).isEqualTo(bad.counters());
    if (bad.answer() != null) {
      t.out(bad.answer());
    }
    t.none();
    t.in("P. 1:11(10) ack 1 win 32767");
    t.sleep(100);
    t.out(". 1:1(0) ack 11 win 65535");
    reads(t, fd, 10);
    t.s.close(fd);
    t.end();
  }

  /** What there is to be read is so much of the peer's stream from its start. */
  private static void reads(TcpBench t, int fd, int n) throws Exception {
    byte[] got = new byte[n + 100];
    assertThat(t.s.read(fd, got)).isEqualTo(n);
    for (int i = 0; i < n; i++) {
      assertThat(got[i]).as("byte %d", i).isEqualTo(TcpBench.byteAt(1 + i));
    }
  }

  /** The twin of all of the above: what is in order is counted as that. */
  @Test
  void good_segment_is_counted_as_data() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connected();
    TcpCounters before = new TcpCounters(t);
    t.in("P. 1:11(10) ack 1 win 32767");
    assertThat(before.since()).isEqualTo("preddat rcvbyte=10 rcvpack");
    reads(t, fd, 10);
    t.end();
  }

  /** Bytes 11 to 20 are there, behind a hole; then comes what overlaps them. */
  private record Overlap(String what, String line, String counters, int end) {}

  private static final List<Overlap> OVERLAPS =
      List.of(
          new Overlap(
              "over its front",
              "1:16(15)",
              "rcvbyte=20 rcvpack rcvpartdupbyte=5 rcvpartduppack sndacks",
              21),
          new Overlap(
              "over its back",
              "16:26(10)",
              "rcvoobyte=10 rcvoopack rcvpartdupbyte=5 rcvpartduppack sndacks",
              26),
          new Overlap(
              "all of it",
              "11:21(10)",
              "rcvdupbyte=10 rcvduppack rcvoobyte=10 rcvoopack sndacks",
              21),
          new Overlap(
              "within it", "13:18(5)", "rcvdupbyte=5 rcvduppack rcvoobyte=5 rcvoopack sndacks", 21),
          new Overlap(
              "around it",
              "1:31(30)",
              "rcvbyte=30 rcvpack rcvpartdupbyte=10 rcvpartduppack sndacks",
              31));

  @TestFactory
  Stream<DynamicTest> overlapping_segment() {
    return OVERLAPS.stream().map(o -> DynamicTest.dynamicTest(o.what(), () -> overlaps(o)));
  }

  private static void overlaps(Overlap o) throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connected();
    t.in("P. 11:21(10) ack 1 win 32767");
    t.out(STILL_HERE);
    TcpCounters before = new TcpCounters(t);
    t.in("P. " + o.line() + " ack 1 win 32767");
    assertThat(before.since()).isEqualTo(o.counters());
    String done = ". 1:1(0) ack " + o.end() + " win 65535";
    t.out(o.line().startsWith("1:") ? done : STILL_HERE);
    t.in("P. 1:11(10) ack 1 win 32767");
    t.out(done);
    t.none();
    reads(t, fd, o.end() - 1);
    t.end();
  }

  /** RFC 9293 section 3.8.6.1: a byte behind a closed window is answered and not kept. */
  @Test
  void probe_into_a_closed_window_is_answered_and_not_kept() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connected();
    int room = t.s.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF);
    int at = 1;
    for (; at <= room; at += MSS) {
      t.in("P. " + at + ":" + (at + MSS) + "(" + MSS + ") ack 1 win 32767");
    }
    t.sleep(100);
    String last = "";
    for (String sent = t.sent(); !sent.equals("nothing"); sent = t.sent()) {
      last = sent;
    }
    String full = ". 1:1(0) ack " + at + " win 0";
    assertThat(last).isEqualTo(full);
    TcpCounters before = new TcpCounters(t);
    t.in("P. " + at + ":" + (at + 1) + "(1) ack 1 win 32767");
    assertThat(before.since()).isEqualTo("rcvbyteafterwin rcvpackafterwin rcvwinprobe sndacks");
    t.out(full);
    t.in(". " + (at - 1) + ":" + (at - 1) + "(0) ack 1 win 32767");
    t.out(full);
    t.none();
    reads(t, fd, room);
    t.end();
  }

  /** RFC 1122 section 4.2.2.13: nobody will read them, and the peer is told so. */
  @Test
  void data_after_close_are_counted_and_reset() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connected();
    t.s.close(fd);
    t.out("F. 1:1(0) ack 1 win 65535");
    TcpCounters before = new TcpCounters(t);
    t.in("P. 1:11(10) ack 2 win 32767");
    assertThat(before.since()).isEqualTo("closed rcvafterclose");
    assertThat(t.sent()).startsWith("R");
    t.none();
    t.end();
  }

  private static byte[] synFrom(TcpBench t, int port) {
    byte[] p = t.segment("S 0:0(0) win 65535 <mss 1460>");
    byte[] seg = Pkt.slice(p, 20, p.length);
    Pkt.put16(seg, 0, port);
    return TcpBench.packet(seg, 0);
  }

  /** What is in the cache at most during a flood of SYNs, each of which is answered. */
  private static int flood(TcpBench t, int syns) {
    int most = 0;
    for (int i = 0; i < syns; i++) {
      t.arrive(synFrom(t, 10_000 + i));
      assertThat(t.b.if0.take()).as("answer to SYN %d", i).isNotNull();
      t.none();
      most = Math.max(most, t.tcp.syncache().count());
    }
    return most;
  }

  /** RFC 4987 section 3: no sockets, no blocks, a cache of a limited size; cookies for the rest. */
  @Test
  void flood_of_syns_takes_limited_memory_and_a_peer_that_was_pushed_out_is_served()
      throws Exception {
    TcpBench t = new TcpBench();
    t.sysctl("net.inet.tcp.syncache.cachelimit", 20);
    t.sysctl("net.inet.tcp.syncache.bucketlimit", 2);
    int fd = t.listening();
    t.in("S 0:0(0) win 32767 <mss 1460>");
    t.out("S. 0:0(0) ack 1 win 65535 <mss 1460>");
    byte[] ack = t.segment(". 1:1(0) ack 1 win 32767");
    assertThat(flood(t, 600)).isEqualTo(20);
    TcpStat stat = t.tcp.stat();
    assertThat(t.inState(TcpState.SYN_RECEIVED)).isEqualTo(20);
    assertThat(stat.tcpsScCacheoverflow.get() + stat.tcpsScBucketoverflow.get())
        .isEqualTo(601 - 20);
    t.arrive(ack);
    int child = t.s.accept(fd, null);
    assertThat(t.state(child)).isEqualTo(TcpState.ESTABLISHED);
    assertThat(stat.tcpsScRecvcookie.get()).isEqualTo(1);
    assertThat(stat.tcpsScCompleted.get()).isZero();
    t.s.close(child);
    t.s.close(fd);
    t.end();
  }
}
