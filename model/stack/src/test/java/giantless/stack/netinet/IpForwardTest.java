package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.icmpOf;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router between two nets: what goes on, what does not, and what it tells. */
class IpForwardTest {
  private final Bench t = new Bench();
  private final IpStat s = t.inet.ipstat;
  private CaptureIf if1;

  @BeforeEach
  void router() {
    if1 = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24", 600);
    t.sysctl("net.inet.ip.forwarding", 1);
  }

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private static Pkt packet() {
    return Pkt.of("10.0.0.2", "10.1.0.2", Pkt.count(100));
  }

  private void refused(int type, int code, byte[] old) {
    byte[] p = t.if0.take();
    byte[] m = icmpOf(p);
    assertThat(Pkt.src(p)).isEqualTo("10.0.0.1");
    assertThat(Pkt.dst(p)).isEqualTo("10.0.0.2");
    assertThat(Pkt.bytes(m[0], m[1])).isEqualTo(Pkt.bytes(type, code));
    // Identical to what was sent: not even the time to live is changed (RFC 1812 section 4.3.2.3).
    assertThat(slice(m, 8, m.length)).isEqualTo(slice(old, 0, 28));
    assertThat(if1.sent).isEmpty();
  }

  @Test
  void packet_goes_on_with_its_ttl_less_one_and_a_right_checksum() {
    t.arrive(packet());
    byte[] p = Pkt.valid(if1.take());
    byte[] expected = packet().ttl(63).bytes();
    assertThat(p).isEqualTo(expected);
    assertThat(s.ips_forward.get()).isEqualTo(1);
    assertThat(s.ips_localout.get()).isZero();
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void gateway_is_the_next_hop() {
    t.route("10.5.0.0", 16, "10.1.0.9");
    t.arrive(Pkt.of("10.0.0.2", "10.5.0.7", new byte[1]));
    assertThat(if1.hops.get(0)).hasToString("10.1.0.9");
    assertThat(Pkt.dst(if1.take())).isEqualTo("10.5.0.7");
  }

  @Test
  void ttl_that_runs_out_is_told() {
    for (int ttl : new int[] {0, 1}) {
      t.arrive(packet().ttl(ttl));
      refused(Icmp.TIMXCEED, Icmp.TIMXCEED_INTRANS, packet().ttl(ttl).bytes());
    }
    t.arrive(packet().ttl(2));
    assertThat(if1.take()[8]).isEqualTo((byte) 1);
  }

  @Test
  void no_route_is_host_unreachable() {
    byte[] p = Pkt.of("10.0.0.2", "99.0.0.1", new byte[9]).bytes();
    t.if0.arrive(p);
    refused(Icmp.UNREACH, Icmp.UNREACH_HOST, p);
  }

  @Test
  void interface_that_fails_is_host_unreachable() {
    if1.answer = Errno.EHOSTDOWN;
    t.arrive(packet());
    refused(Icmp.UNREACH, Icmp.UNREACH_HOST, packet().bytes());
    assertThat(s.ips_cantforward.get()).isEqualTo(1);
  }

  @Test
  void too_long_and_not_to_be_cut_is_told_with_the_mtu() {
    Pkt big = Pkt.of("10.0.0.2", "10.1.0.2", new byte[700]).off(Ip.DF);
    t.arrive(big);
    byte[] m = icmpOf(t.if0.sent.get(0));
    assertThat(Pkt.u16(m, 6)).isEqualTo(600);
    refused(Icmp.UNREACH, Icmp.UNREACH_NEEDFRAG, big.bytes());
    assertThat(s.ips_cantfrag.get()).isEqualTo(1);
  }

  @Test
  void too_long_is_cut() {
    t.arrive(Pkt.of("10.0.0.2", "10.1.0.2", new byte[700]));
    assertThat(if1.sent).hasSize(2);
    assertThat(if1.sent).allSatisfy(p -> assertThat(Pkt.valid(p).length).isLessThan(601));
    assertThat(s.ips_fragmented.get()).isEqualTo(1);
  }

  @Test
  void full_queue_is_told_only_when_asked_to() {
    if1.answer = Errno.ENOBUFS;
    t.arrive(packet());
    assertThat(t.if0.sent).isEmpty();
    t.sysctl("net.inet.ip.sendsourcequench", 1);
    t.arrive(packet());
    refused(Icmp.SOURCEQUENCH, 0, packet().bytes());
  }

  @Test
  void what_a_filter_refuses_is_dropped_in_silence() {
    if1.answer = Errno.EACCES;
    t.arrive(packet());
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void same_way_back_is_forwarded_and_redirected() {
    t.route("10.5.0.0", 16, "10.0.0.9");
    byte[] p = Pkt.of("10.0.0.2", "10.5.0.7", new byte[40]).bytes();
    t.if0.arrive(p);
    assertThat(t.if0.sent).hasSize(2);
    assertThat(Pkt.dst(t.if0.take())).isEqualTo("10.5.0.7");
    byte[] m = icmpOf(t.if0.sent.get(0));
    assertThat(Pkt.a4(m, 4)).isEqualTo("10.0.0.9");
    refused(Icmp.REDIRECT, Icmp.REDIRECT_HOST, p);
    assertThat(s.ips_redirectsent.get()).isEqualTo(1);
  }

  @Test
  void neighbour_of_the_sender_is_redirected_to_itself() {
    t.arrive(Pkt.of("10.0.0.2", "10.0.0.7", new byte[40]));
    assertThat(t.if0.sent).hasSize(2);
    byte[] m = icmpOf(t.if0.sent.get(1));
    assertThat(Pkt.a4(m, 4)).isEqualTo("10.0.0.7");
  }

  @Test
  void no_redirect_when_off_or_for_a_far_sender_or_by_the_default_route() {
    t.route("10.5.0.0", 16, "10.0.0.9");
    t.route("0.0.0.0", 0, "10.0.0.8");
    t.arrive(Pkt.of("10.9.0.2", "10.5.0.7", new byte[4]));
    t.arrive(Pkt.of("10.0.0.2", "99.5.0.7", new byte[4]));
    t.sysctl("net.inet.ip.redirect", 0);
    t.arrive(Pkt.of("10.0.0.2", "10.5.0.7", new byte[4]));
    assertThat(t.if0.sent).hasSize(3);
    assertThat(t.if0.sent).noneSatisfy(p -> assertThat(p[9]).isEqualTo((byte) 1));
    assertThat(s.ips_redirectsent.get()).isZero();
  }

  @Test
  void what_no_router_forwards_is_dropped() {
    t.if0.arrive(packet().bytes(), Mbuf.M_BCAST);
    t.if0.arrive(packet().bytes(), Mbuf.M_MCAST);
    for (String dst : new String[] {"240.0.0.1", "169.254.1.1", "0.0.0.7"}) {
      t.arrive(Pkt.of("10.0.0.2", dst, new byte[4]));
    }
    assertThat(s.ips_cantforward.get()).isEqualTo(5);
    assertThat(t.if0.sent).isEmpty();
    assertThat(if1.sent).isEmpty();
  }

  @Test
  void no_error_about_an_icmp_error_but_about_an_icmp_query() {
    byte[] quote = slice(packet().bytes(), 0, 28);
    t.arrive(Pkt.of("10.0.0.2", "99.0.0.1", Pkt.icmp(3, 1, 0, quote)).proto(1));
    assertThat(t.if0.sent).isEmpty();
    assertThat(t.inet.icmpstat.icps_oldicmp.get()).isEqualTo(1);
    t.arrive(Pkt.of("10.0.0.2", "99.0.0.1", Pkt.icmp(8, 0, 0)).proto(1));
    assertThat(t.if0.sent).hasSize(1);
  }

  @Test
  void no_error_about_a_fragment_behind_the_first() {
    t.arrive(Pkt.of("10.0.0.2", "99.0.0.1", new byte[8]).off(3));
    assertThat(t.if0.sent).isEmpty();
    t.arrive(Pkt.of("10.0.0.2", "99.0.0.1", new byte[8]).off(Ip.MF));
    assertThat(t.if0.sent).hasSize(1);
  }

  @Test
  void no_error_to_what_is_no_single_host() {
    for (String src : new String[] {"10.0.0.255", "224.0.0.9", "0.0.0.0", "255.255.255.255"}) {
      t.arrive(Pkt.of(src, "99.0.0.1", new byte[8]));
    }
    assertThat(t.if0.sent).isEmpty();
    assertThat(t.inet.icmpstat.icps_badaddr.get()).isEqualTo(4);
  }

  @Test
  void no_error_about_a_packet_to_many() {
    t.if0.arrive(Pkt.of("10.0.0.2", "10.0.0.255", new byte[8]).proto(200).bytes());
    t.if0.arrive(Pkt.of("10.0.0.2", "10.0.0.1", new byte[8]).proto(200).bytes(), Mbuf.M_BCAST);
    t.if0.arrive(Pkt.of("10.0.0.2", "224.0.0.1", new byte[8]).proto(200).bytes());
    assertThat(t.if0.sent).isEmpty();
    assertThat(s.ips_noproto.get()).isEqualTo(3);
  }

  @Test
  void quote_grows_with_the_sysctl() {
    t.sysctl("net.inet.icmp.quotelen", 64);
    t.arrive(packet().ttl(1));
    assertThat(icmpOf(t.if0.take())).hasSize(8 + 20 + 64);
    t.sysctl("net.inet.icmp.quotelen", 1024);
    t.arrive(packet().ttl(1));
    assertThat(icmpOf(t.if0.take())).hasSize(8 + 120);
  }

  @Test
  void short_packet_is_quoted_whole() {
    byte[] p = Pkt.of("10.0.0.2", "99.0.0.1", new byte[3]).bytes();
    t.if0.arrive(p);
    byte[] m = icmpOf(t.if0.take());
    assertThat(slice(m, 8, m.length)).isEqualTo(p);
  }

  @Test
  void error_can_bear_the_receiving_interface() {
    t.route("10.7.0.0", 16, "10.1.0.9");
    t.arrive(Pkt.of("10.7.0.2", "99.0.0.1", new byte[8]));
    assertThat(Pkt.src(if1.take())).isEqualTo("10.1.0.1");
    t.sysctl("net.inet.icmp.reply_from_interface", 1);
    t.arrive(Pkt.of("10.7.0.2", "99.0.0.1", new byte[8]));
    assertThat(Pkt.src(if1.take())).isEqualTo("10.0.0.1");
  }

  @Test
  void no_way_back_is_noroute() {
    t.arrive(Pkt.of("77.0.0.2", "99.0.0.1", new byte[8]));
    assertThat(t.inet.icmpstat.icps_noroute.get()).isEqualTo(1);
  }

  @Test
  void fragments_are_forwarded_and_cut_again() {
    byte[] data = Pkt.count(800);
    t.if0.arrive(Pkt.of("10.0.0.2", "10.1.0.2", data).off(Ip.MF | 10).bytes());
    assertThat(if1.sent).hasSize(2);
    byte[] a = Pkt.valid(if1.take());
    byte[] b = Pkt.valid(if1.take());
    assertThat(Pkt.u16(a, 6)).isEqualTo(Ip.MF | 10);
    assertThat(Pkt.u16(b, 6)).isEqualTo(Ip.MF | 10 + (a.length - 20) / 8);
    assertThat(Pkt.cat(slice(a, 20, a.length), slice(b, 20, b.length))).isEqualTo(data);
  }
}
