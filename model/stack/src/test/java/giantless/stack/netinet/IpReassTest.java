package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.count;
import static giantless.stack.netinet.Pkt.icmpOf;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reassembly: limits, time, ECN, and what a broken fragment does. Orders are in the properties. */
class IpReassTest {
  private final Bench t = new Bench();
  private final IpStat s = t.inet.ipstat;
  private final byte[] data = count(64);

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private Pkt frag(int from, int to, boolean more) {
    return frag(1, from, to, more);
  }

  private Pkt frag(int id, int from, int to, boolean more) {
    return Pkt.of("10.0.0.2", "10.0.0.1", slice(data, from, to))
        .id(id)
        .off((more ? Ip.MF : 0) | from / 8);
  }

  private byte[] payload() {
    assertThat(t.got).hasSize(1);
    byte[] p = t.got.get(0);
    assertThat(Pkt.u16(p, 2)).isEqualTo(p.length);
    assertThat(Pkt.u16(p, 6)).isZero();
    return slice(p, 20, p.length);
  }

  @Test
  void two_fragments_make_the_packet() {
    t.arrive(frag(0, 32, true));
    assertThat(t.got).isEmpty();
    t.arrive(frag(32, 61, false));
    assertThat(payload()).isEqualTo(slice(data, 0, 61));
    assertThat(s.ips_fragments.get()).isEqualTo(2);
    assertThat(s.ips_reassembled.get()).isEqualTo(1);
    assertThat(t.inet.reass.queues()).isZero();
  }

  @Test
  void other_id_source_destination_or_protocol_is_another_packet() {
    t.arrive(frag(0, 32, true));
    t.arrive(frag(2, 32, 64, false));
    t.if0.arrive(Pkt.of("10.0.0.3", "10.0.0.1", slice(data, 32, 64)).id(1).off(4).bytes());
    t.if0.arrive(Pkt.of("10.0.0.2", "10.0.0.255", slice(data, 32, 64)).id(1).off(4).bytes());
    t.arrive(frag(32, 64, false).proto(254));
    assertThat(t.got).isEmpty();
    assertThat(t.inet.reass.queues()).isEqualTo(5);
    t.arrive(frag(32, 64, false));
    assertThat(payload()).isEqualTo(data);
  }

  @Test
  void fragment_with_more_behind_must_be_a_multiple_of_8() {
    t.arrive(frag(0, 31, true));
    t.arrive(frag(8, 8, true));
    assertThat(s.ips_toosmall.get()).isEqualTo(2);
    assertThat(s.ips_fragdropped.get()).isEqualTo(2);
    assertThat(t.inet.reass.queues()).isZero();
  }

  @Test
  void fragment_beyond_65535_is_toolong() {
    t.if0.arrive(Pkt.of("10.0.0.2", "10.0.0.1", data).off(0x1fff).bytes());
    assertThat(s.ips_toolong.get()).isEqualTo(1);
    assertThat(t.inet.reass.queues()).isZero();
  }

  @Test
  void duplicates_are_dropped_and_counted() {
    t.arrive(frag(0, 32, true));
    t.arrive(frag(0, 32, true));
    t.arrive(frag(8, 16, true));
    assertThat(s.ips_fragdropped.get()).isEqualTo(2);
    t.arrive(frag(32, 64, false));
    assertThat(payload()).isEqualTo(data);
  }

  @Test
  void time_runs_out_after_30_seconds_and_the_sender_is_told() {
    t.arrive(frag(0, 32, true));
    t.clock.advance(IpReass.FRAGTTL_NANOS - 1);
    assertThat(t.inet.reass.queues()).isEqualTo(1);
    t.clock.advance(1);
    assertThat(t.inet.reass.queues()).isZero();
    assertThat(s.ips_fragtimeout.get()).isEqualTo(1);
    byte[] icmp = icmpOf(t.if0.take());
    assertThat(icmp[0]).isEqualTo((byte) Icmp.TIMXCEED);
    assertThat(icmp[1]).isEqualTo((byte) Icmp.TIMXCEED_REASS);
    assertThat(slice(icmp, 8, icmp.length)).isEqualTo(slice(frag(0, 32, true).bytes(), 0, 28));
  }

  @Test
  void no_word_to_the_sender_without_the_first_fragment() {
    t.arrive(frag(32, 64, false));
    t.clock.advance(31 * Bench.SECOND);
    assertThat(s.ips_fragtimeout.get()).isEqualTo(1);
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void each_queue_has_its_own_time() {
    t.arrive(frag(1, 0, 32, true));
    t.clock.advance(20 * Bench.SECOND);
    t.arrive(frag(2, 0, 32, true));
    t.clock.advance(11 * Bench.SECOND);
    assertThat(t.inet.reass.queues()).isEqualTo(1);
    t.arrive(frag(2, 32, 64, false));
    assertThat(payload()).isEqualTo(data);
    t.clock.advance(60 * Bench.SECOND);
    assertThat(s.ips_fragtimeout.get()).isEqualTo(1);
  }

  @Test
  void later_fragments_do_not_lengthen_the_time() {
    t.arrive(frag(0, 8, true));
    t.clock.advance(29 * Bench.SECOND);
    t.arrive(frag(8, 16, true));
    t.clock.advance(1 * Bench.SECOND);
    assertThat(s.ips_fragtimeout.get()).isEqualTo(2);
  }

  @Test
  void timer_does_not_touch_a_departed_interface() {
    CaptureIf other = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    other.arrive(frag(0, 32, true).bytes());
    assertThat(t.h.net().detach(other)).isEqualTo(Errno.OK);
    t.clock.advance(31 * Bench.SECOND);
    assertThat(s.ips_fragtimeout.get()).isEqualTo(1);
    assertThat(other.sent).isEmpty();
    assertThat(t.if0.sent).hasSize(1);
  }

  @Test
  void whole_packet_bears_the_interface_that_completed_it() {
    CaptureIf other = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    other.arrive(frag(0, 32, true).bytes());
    t.arrive(frag(32, 64, false));
    assertThat(t.gotBy).containsExactly("cap0");
  }

  @Test
  void fragments_of_a_packet_are_limited() {
    t.sysctl("net.inet.ip.maxfragsperpacket", 3);
    for (int i = 0; i < 3; i++) {
      t.arrive(frag(16 * i, 16 * i + 8, true));
    }
    assertThat(t.inet.reass.queues()).isEqualTo(1);
    t.arrive(frag(48, 56, true));
    assertThat(t.inet.reass.queues()).isZero();
    assertThat(s.ips_fragdropped.get()).isEqualTo(4);
  }

  @Test
  void packets_in_reassembly_are_limited_and_the_oldest_goes() {
    t.sysctl("net.inet.ip.maxfragpackets", 2);
    // The ids of one bucket.
    t.arrive(frag(64, 0, 32, true));
    t.arrive(frag(128, 0, 32, true));
    t.arrive(frag(192, 0, 32, true));
    assertThat(t.inet.reass.queues()).isEqualTo(2);
    assertThat(s.ips_fragtimeout.get()).isEqualTo(1);
    t.arrive(frag(128, 32, 64, false));
    t.arrive(frag(192, 32, 64, false));
    assertThat(t.got).hasSize(2);
  }

  @Test
  void limit_of_zero_takes_no_fragments() {
    t.sysctl("net.inet.ip.maxfragpackets", 0);
    t.arrive(frag(0, 32, true));
    assertThat(s.ips_fragdropped.get()).isEqualTo(1);
    t.sysctl("net.inet.ip.maxfragpackets", -1);
    t.sysctl("net.inet.ip.maxfragsperpacket", 0);
    t.arrive(frag(0, 32, true));
    assertThat(s.ips_fragdropped.get()).isEqualTo(2);
    assertThat(t.inet.reass.queues()).isZero();
  }

  @Test
  void congestion_mark_on_any_fragment_marks_the_packet() {
    t.arrive(frag(0, 32, true).tos(2));
    t.arrive(frag(32, 64, false).tos(3));
    assertThat(t.got.get(0)[1]).isEqualTo((byte) 3);
  }

  @Test
  void marked_and_unmarkable_fragments_do_not_mix() {
    t.arrive(frag(0, 32, true).tos(0));
    t.arrive(frag(32, 64, false).tos(3));
    t.arrive(frag(2, 0, 32, true).tos(1));
    t.arrive(frag(2, 32, 64, false).tos(0));
    assertThat(t.got).isEmpty();
    assertThat(s.ips_fragdropped.get()).isEqualTo(2);
  }

  @Test
  void options_of_the_first_fragment_stay() {
    byte[] opts = Pkt.bytes(1, 1, 1, 0);
    t.arrive(frag(32, 64, false));
    t.if0.arrive(Pkt.of("10.0.0.2", "10.0.0.1", opts, slice(data, 0, 32)).id(1).off(Ip.MF).bytes());
    byte[] p = t.got.get(0);
    assertThat(Pkt.hlen(p)).isEqualTo(24);
    assertThat(slice(p, 24, p.length)).isEqualTo(data);
  }

  @Test
  void drain_frees_every_queue() {
    t.arrive(frag(1, 0, 32, true));
    t.arrive(frag(2, 0, 32, true));
    t.h.mbufs().reclaim();
    assertThat(t.inet.reass.queues()).isZero();
    assertThat(s.ips_fragdropped.get()).isEqualTo(2);
    assertThat(t.h.mbufs().inUse()).isZero();
  }

  @Test
  void largest_packet_is_reassembled() {
    byte[] big = count(65515);
    t.sysctl("net.inet.ip.maxfragsperpacket", 100);
    for (int at = 0; at < big.length; at += 1480) {
      int to = Math.min(at + 1480, big.length);
      t.if0.arrive(
          Pkt.of("10.0.0.2", "10.0.0.1", slice(big, at, to))
              .off((to < big.length ? Ip.MF : 0) | at / 8)
              .bytes());
    }
    assertThat(payload()).isEqualTo(big);
  }
}
