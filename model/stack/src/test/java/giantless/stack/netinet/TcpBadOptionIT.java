package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Malformed options on the wire (RFC 9293 section 3.1, MUST-7: a stack is ready for an illegal
 * length): what a host answers to a SYN that has one, and what it takes from a segment of a
 * connection. {@link TcpOptionsTest} is about the same of the parser alone.
 */
class TcpBadOptionIT {
  /** A kind of option, and how many bytes it has if it is right. */
  private record Known(String name, int kind, int length) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known("MSS", TcpOptions.OPT_MAXSEG, TcpOptions.OLEN_MAXSEG),
          new Known("window scale", TcpOptions.OPT_WINDOW, TcpOptions.OLEN_WINDOW),
          new Known(
              "SACK permitted", TcpOptions.OPT_SACK_PERMITTED, TcpOptions.OLEN_SACK_PERMITTED),
          new Known("time stamp", TcpOptions.OPT_TIMESTAMP, TcpOptions.OLEN_TIMESTAMP),
          new Known("SACK", TcpOptions.OPT_SACK, TcpOptions.OLEN_SACKHDR + TcpOptions.OLEN_SACK),
          new Known("unknown", 77, 4));

  private static final int BEYOND = 41;

  /** The segment of a line, with these options behind its header; padded with EOL. */
  private static byte[] with(TcpBench t, String line, byte[] options) {
    byte[] p = t.segment(line);
    byte[] seg = Pkt.slice(p, 20, p.length);
    byte[] padded = new byte[(options.length + 3) / 4 * 4];
    System.arraycopy(options, 0, padded, 0, options.length);
    byte[] all = Pkt.cat(Pkt.slice(seg, 0, 20), padded, Pkt.slice(seg, 20, seg.length));
    all[12] = (byte) (all.length - seg.length + 20 << 2);
    return TcpBench.packet(all, 0);
  }

  /** An option that says that it is so long, and has the bytes for it if it may. */
  private static byte[] option(int kind, int says, int has) {
    byte[] o = new byte[Math.max(has, 2)];
    Arrays.fill(o, (byte) 1);
    o[0] = (byte) kind;
    o[1] = (byte) says;
    return o;
  }

  private static byte[] option(Known k, int says) {
    return option(k.kind(), says, says == BEYOND ? k.length() : says);
  }

  private static int[] wrong(Known k) {
    return new int[] {0, 1, k.length() - 1, k.length() + 1, BEYOND};
  }

  private static boolean endsTheList(int says) {
    return says < 2 || says == BEYOND;
  }

  /** What the listener answers to a SYN with these options. */
  private static String synAck(TcpBench t, byte[] options) {
    TcpCounters before = new TcpCounters(t);
    t.arrive(with(t, "S 0:0(0) win 65535", options));
    assertThat(before.since()).isEqualTo("scadded sndacks");
    String answer = t.sent();
    t.none();
    t.in("R 1:1(0) win 0");
    assertThat(t.tcp.syncache().count()).isZero();
    return answer.replaceAll(".*<(.*)>", "$1");
  }

  @Test
  void option_of_a_wrong_length_in_a_syn_is_passed_over_or_ends_the_list() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.listening();
    byte[] mss = Pkt.bytes(2, 4, 3, 232);
    String without = "mss 1460";
    String behind = "mss 1000";
    for (Known k : KNOWN) {
      for (int says : wrong(k)) {
        String expected = endsTheList(says) ? without : behind;
        assertThat(synAck(t, Pkt.cat(option(k, says), mss)))
            .as("%s of length %d", k.name(), says)
            .isEqualTo(expected);
      }
    }
    assertThat(synAck(t, Pkt.cat(Pkt.bytes(0), mss))).as("behind EOL").isEqualTo(without);
    assertThat(synAck(t, Pkt.cat(mss, Pkt.bytes(77))))
        .as("kind alone, as EOL follows")
        .isEqualTo(behind);
    byte[] full = new byte[40];
    Arrays.fill(full, (byte) 1);
    System.arraycopy(mss, 0, full, 35, 4);
    full[39] = 77;
    assertThat(synAck(t, full)).as("cut off at the end of the header").isEqualTo(behind);
    t.s.close(fd);
    t.end();
  }

  /** The twin: of the right length each of them counts. */
  @Test
  void option_of_the_right_length_in_a_syn_counts() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.listening();
    List<String> answers = new ArrayList<>();
    for (Known k : KNOWN) {
      answers.add(synAck(t, option(k, k.length())));
    }
    assertThat(answers)
        .containsExactly(
            "mss 257",
            "mss 1460,nop,wscale 6",
            "mss 1460,sackOK,eol,eol",
            "mss 1460,nop,nop,TS val 100 ecr 16843009",
            "mss 1460", // SACK blocks do not belong in a SYN.
            "mss 1460");
    t.s.close(fd);
    t.end();
  }

  private static byte[] stamp(int says) {
    byte[] o = option(TcpOptions.OPT_TIMESTAMP, says, TcpOptions.OLEN_TIMESTAMP);
    Pkt.put32(o, 2, 800);
    Pkt.put32(o, 6, 0);
    return o;
  }

  /** Ten bytes of a connection with time stamps come with these options. */
  private static boolean taken(TcpBench t, int fd, int at, byte[] options) throws Exception {
    TcpCounters before = new TcpCounters(t);
    String line = "P. " + at + ":" + (at + 10) + "(10) ack 1 win 512";
    t.arrive(with(t, line, options));
    String counted = before.since();
    byte[] got = new byte[100];
    if (counted.isEmpty()) {
      assertThat(TcpBench.errno(() -> t.s.read(fd, got))).isEqualTo(Errno.EAGAIN);
      t.none();
      return false;
    }
    assertThat(counted).contains("rcvbyte=10 rcvpack");
    assertThat(t.s.read(fd, got)).isEqualTo(10);
    assertThat(got[0]).isEqualTo(TcpBench.byteAt(at));
    t.sent();
    return true;
  }

  /**
   * Time stamps were agreed on, so data without one are dropped (RFC 7323 section 3.2): behind an
   * option that ends the list it is not seen. An option behind the stamp does no harm.
   */
  @Test
  void option_of_a_wrong_length_in_data_hides_the_time_stamp_or_is_passed_over() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connectedWithOptions();
    int at = 1;
    byte[] good = stamp(TcpOptions.OLEN_TIMESTAMP);
    for (Known k : KNOWN) {
      for (int says : wrong(k)) {
        String what = k.name() + " of length " + says;
        byte[] bad = option(k, says);
        boolean before = taken(t, fd, at, Pkt.cat(bad, good));
        assertThat(before).as(what).isEqualTo(!endsTheList(says));
        at += before ? 10 : 0;
        assertThat(taken(t, fd, at, Pkt.cat(good, bad))).as(what).isTrue();
        at += 10;
      }
    }
    for (int says : new int[] {0, 1, 9, 11, BEYOND}) {
      assertThat(taken(t, fd, at, stamp(says))).as("time stamp of length %d", says).isFalse();
    }
    assertThat(taken(t, fd, at, Pkt.cat(Pkt.bytes(0), good))).as("behind EOL").isFalse();
    assertThat(taken(t, fd, at, good)).as("the twin").isTrue();
    t.s.close(fd);
    t.end();
  }

  @Test
  void sack_of_a_wrong_length_is_none() throws Exception {
    TcpBench t = new TcpBench();
    int fd = t.connectedWithOptions();
    byte[] good = stamp(TcpOptions.OLEN_TIMESTAMP);
    for (int says : new int[] {2, 3, 9, 10, 11, 17, 18, BEYOND}) {
      TcpCounters before = new TcpCounters(t);
      byte[] sack = option(TcpOptions.OPT_SACK, says, says == BEYOND ? 10 : says);
      t.arrive(with(t, ". 1:1(0) ack 1 win 512", Pkt.cat(good, sack)));
      assertThat(before.since().contains("sackrcvblocks"))
          .as("length %d", says)
          .isEqualTo(says == 10 || says == 18);
      t.none();
    }
    t.s.close(fd);
    t.end();
  }
}
