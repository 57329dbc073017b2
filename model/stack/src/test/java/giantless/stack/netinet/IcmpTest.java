package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.icmp;
import static giantless.stack.netinet.Pkt.icmpOf;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddrIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ICMP input: each type answered, told or refused. */
class IcmpTest {
  private final Bench t = new Bench();
  private final IcmpStat s = t.inet.icmpstat;

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private void arrive(byte[] icmp) {
    arrive("10.0.0.1", icmp, 0);
  }

  private void arrive(String dst, byte[] icmp, int mflags) {
    t.if0.arrive(Pkt.of("10.0.0.2", dst, icmp).proto(1).ttl(3).bytes(), mflags);
  }

  /** A packet of ours, as an error quotes it. */
  private static byte[] ours(String dst) {
    return slice(Pkt.of("10.0.0.1", dst, new byte[40]).bytes(), 0, 28);
  }

  @Test
  void echo_is_answered_with_the_same_bytes() {
    byte[] data = Pkt.count(1000);
    arrive(icmp(8, 0, 0x12340007, data));
    byte[] p = t.if0.take();
    assertThat(icmpOf(p)).isEqualTo(icmp(0, 0, 0x12340007, data));
    assertThat(Pkt.src(p)).isEqualTo("10.0.0.1");
    assertThat(Pkt.dst(p)).isEqualTo("10.0.0.2");
    assertThat(p[8]).isEqualTo((byte) 64);
    assertThat(s.icps_reflect.get()).isEqualTo(1);
    assertThat(s.inhist(8).get()).isEqualTo(1);
    assertThat(s.outhist(0).get()).isEqualTo(1);
  }

  @Test
  void echo_to_many_is_not_answered_unless_allowed() {
    arrive("10.0.0.255", icmp(8, 0, 1), Mbuf.M_BCAST);
    arrive("10.0.0.255", icmp(8, 0, 1), 0);
    arrive("224.0.0.1", icmp(8, 0, 1), Mbuf.M_MCAST);
    assertThat(s.icps_bmcastecho.get()).isEqualTo(3);
    assertThat(t.if0.sent).isEmpty();
    t.sysctl("net.inet.icmp.bmcastecho", 1);
    arrive("10.0.0.255", icmp(8, 0, 1), Mbuf.M_BCAST);
    assertThat(Pkt.src(t.if0.take())).isEqualTo("10.0.0.1");
  }

  @Test
  void short_message_is_tooshort() {
    arrive(slice(icmp(8, 0, 1), 0, 7));
    assertThat(s.icps_tooshort.get()).isEqualTo(1);
  }

  @Test
  void wrong_checksum_is_dropped() {
    byte[] m = icmp(8, 0, 1, bytes(1, 2, 3));
    m[9] ^= 1;
    arrive(m);
    assertThat(s.icps_checksum.get()).isEqualTo(1);
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void timestamp_is_answered_with_the_time_of_day() {
    arrive(icmp(13, 0, 5, Pkt.cat(bytes(0, 0, 0, 9), new byte[8])));
    byte[] r = icmpOf(t.if0.take());
    long now = t.h.kernel().timeOfDayNanos() / 1_000_000 % 86_400_000;
    byte[] time = new byte[4];
    Pkt.put32(time, 0, (int) now);
    assertThat(r).isEqualTo(icmp(14, 0, 5, Pkt.cat(bytes(0, 0, 0, 9), time, time)));
  }

  @Test
  void short_timestamp_is_badlen_and_to_many_is_counted() {
    arrive(icmp(13, 0, 5, new byte[4]));
    assertThat(s.icps_badlen.get()).isEqualTo(1);
    arrive("10.0.0.255", icmp(13, 0, 5, new byte[12]), Mbuf.M_BCAST);
    assertThat(s.icps_bmcasttstamp.get()).isEqualTo(1);
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void mask_request_is_answered_only_when_told_to() {
    arrive(icmp(17, 0, 5, new byte[4]));
    assertThat(t.if0.sent).isEmpty();
    t.sysctl("net.inet.icmp.maskrepl", 1);
    arrive(icmp(17, 0, 5, new byte[4]));
    assertThat(icmpOf(t.if0.take())).isEqualTo(icmp(18, 0, 5, bytes(255, 255, 255, 0)));
    t.sysctl("net.inet.icmp.maskfake", 0xffff0000);
    arrive(icmp(17, 0, 5, new byte[4]));
    assertThat(icmpOf(t.if0.take())).isEqualTo(icmp(18, 0, 5, bytes(255, 255, 0, 0)));
  }

  @Test
  void every_error_reaches_the_protocol_that_sent() {
    Object[][] cases = {
      {3, 0, "UNREACH_NET"}, {3, 1, "UNREACH_NET"}, {3, 2, "UNREACH_PORT"},
      {3, 3, "UNREACH_PORT"}, {3, 4, "MSGSIZE"}, {3, 5, "UNREACH_NET"},
      {3, 6, "UNREACH_NET"}, {3, 7, "UNREACH_NET"}, {3, 8, "UNREACH_NET"},
      {3, 9, "UNREACH_ADMIN_PROHIB"}, {3, 10, "UNREACH_ADMIN_PROHIB"}, {3, 11, "UNREACH_NET"},
      {3, 12, "UNREACH_NET"}, {3, 13, "UNREACH_ADMIN_PROHIB"}, {3, 14, "UNREACH_NET"},
      {3, 15, "UNREACH_NET"}, {11, 0, "TIMXCEED_INTRANS"}, {11, 1, "TIMXCEED_REASS"},
      {12, 0, "PARAMPROB"}, {12, 1, "PARAMPROB"}, {4, 0, "QUENCH"}
    };
    for (Object[] c : cases) {
      t.ctl.clear();
      arrive(icmp((Integer) c[0], (Integer) c[1], 0, ours("10.5.0.1")));
      assertThat(t.ctl).containsExactly(c[2] + " 10.5.0.1");
      assertThat(t.lastQuote).isEqualTo(ours("10.5.0.1"));
    }
    assertThat(s.icps_badcode.get()).isZero();
  }

  @Test
  void unknown_codes_are_counted_and_not_told() {
    arrive(icmp(3, 16, 0, ours("10.5.0.1")));
    arrive(icmp(11, 2, 0, ours("10.5.0.1")));
    arrive(icmp(12, 2, 0, ours("10.5.0.1")));
    arrive(icmp(4, 1, 0, ours("10.5.0.1")));
    arrive(icmp(3, 1, 0, ours("224.0.0.9")));
    assertThat(s.icps_badcode.get()).isEqualTo(5);
    assertThat(t.ctl).isEmpty();
  }

  @Test
  void quote_that_is_too_short_is_badlen() {
    arrive(icmp(3, 1, 0, slice(ours("10.5.0.1"), 0, 27)));
    byte[] lying = ours("10.5.0.1");
    lying[0] = 0x46;
    arrive(icmp(3, 1, 0, lying));
    lying[0] = 0x44;
    arrive(icmp(3, 1, 0, lying));
    assertThat(s.icps_badlen.get()).isEqualTo(3);
    assertThat(t.ctl).isEmpty();
  }

  private int mtuTo(String dst) {
    Rtentry rt = t.h.net().routes.rtalloc1(SockAddrIn.parse(dst), false, 0);
    int mtu = rt.mtu();
    t.h.net().routes.rtfree(rt);
    return mtu;
  }

  @Test
  void needfrag_sets_the_mtu_of_the_destination_alone() {
    t.route("10.5.0.0", 16, "10.0.0.9");
    arrive(icmp(3, 4, 1000, ours("10.5.0.1")));
    assertThat(mtuTo("10.5.0.1")).isEqualTo(1000);
    assertThat(mtuTo("10.5.0.2")).isEqualTo(1500);
    arrive(icmp(3, 4, 1400, ours("10.5.0.1")));
    assertThat(mtuTo("10.5.0.1")).isEqualTo(1000);
    arrive(icmp(3, 4, 100, ours("10.5.0.1")));
    assertThat(mtuTo("10.5.0.1")).isEqualTo(1000);
    arrive(icmp(3, 4, 600, ours("10.5.0.1")));
    assertThat(mtuTo("10.5.0.1")).isEqualTo(600);
  }

  @Test
  void needfrag_of_an_old_router_goes_down_a_plateau() {
    t.route("10.5.0.1", 32, "10.0.0.9");
    byte[] q = Pkt.of("10.0.0.1", "10.5.0.1", new byte[8]).len(1500).bytes();
    arrive(icmp(3, 4, 0, q));
    assertThat(mtuTo("10.5.0.1")).isEqualTo(1492);
  }

  @Test
  void needfrag_about_a_packet_of_somebody_else_changes_nothing() {
    t.route("10.5.0.1", 32, "10.0.0.9");
    byte[] q = Pkt.of("10.0.0.77", "10.5.0.1", new byte[8]).bytes();
    arrive(icmp(3, 4, 1000, q));
    assertThat(mtuTo("10.5.0.1")).isEqualTo(1500);
  }

  private void redirect(String from, String gateway, String dst) {
    t.if0.arrive(
        Pkt.of(from, "10.0.0.1", icmp(5, 1, Pkt.addr(gateway), ours(dst))).proto(1).bytes());
  }

  private String gatewayTo(String dst) {
    Rtentry rt = t.h.net().routes.rtalloc1(SockAddrIn.parse(dst), false, 0);
    String g = rt.gateway().toString();
    t.h.net().routes.rtfree(rt);
    return g;
  }

  @Test
  void redirect_of_the_router_in_use_is_believed() {
    t.route("10.5.0.0", 16, "10.0.0.9");
    redirect("10.0.0.9", "10.0.0.8", "10.5.0.1");
    assertThat(gatewayTo("10.5.0.1")).isEqualTo("10.0.0.8");
    assertThat(gatewayTo("10.5.0.2")).isEqualTo("10.0.0.9");
    assertThat(t.ctl).containsExactly("REDIRECT_HOST 10.5.0.1");
  }

  @Test
  void redirect_of_a_stranger_to_a_router_or_when_off_is_ignored() {
    t.route("10.5.0.0", 16, "10.0.0.9");
    redirect("10.0.0.7", "10.0.0.8", "10.5.0.1");
    assertThat(gatewayTo("10.5.0.1")).isEqualTo("10.0.0.9");
    t.sysctl("net.inet.icmp.drop_redirect", 1);
    redirect("10.0.0.9", "10.0.0.8", "10.5.0.1");
    t.sysctl("net.inet.icmp.drop_redirect", 0);
    t.sysctl("net.inet.ip.forwarding", 1);
    redirect("10.0.0.9", "10.0.0.8", "10.5.0.1");
    assertThat(gatewayTo("10.5.0.1")).isEqualTo("10.0.0.9");
  }

  @Test
  void redirect_with_a_bad_code_or_quote_is_counted() {
    arrive(icmp(5, 4, Pkt.addr("10.0.0.8"), ours("10.5.0.1")));
    assertThat(s.icps_badcode.get()).isEqualTo(1);
    arrive(icmp(5, 1, Pkt.addr("10.0.0.8"), new byte[4]));
    assertThat(s.icps_badlen.get()).isEqualTo(1);
  }

  @Test
  void redirects_are_logged_when_asked() {
    t.sysctl("net.inet.icmp.log_redirect", 1);
    t.route("10.5.0.0", 16, "10.0.0.9");
    redirect("10.0.0.9", "10.0.0.8", "10.5.0.1");
    assertThat(t.h.kernel().log().dmesg().toString())
        .contains("icmp redirect from 10.0.0.9: 10.5.0.1 => 10.0.0.8");
  }

  @Test
  void raw_handler_gets_what_is_not_answered() {
    t.inet.protos().registerRaw(t);
    arrive(icmp(0, 0, 1));
    arrive(icmp(77, 0, 1));
    arrive(icmp(3, 1, 0, ours("10.5.0.1")));
    assertThat(t.got).hasSize(3);
    arrive(icmp(8, 0, 1));
    assertThat(t.got).hasSize(3);
  }

  @Test
  void answers_are_limited_in_a_second_and_not_in_the_next() {
    for (int i = 0; i < 250; i++) {
      arrive(icmp(8, 0, i));
    }
    assertThat(t.if0.sent).hasSize(200);
    t.if0.clear();
    t.clock.advance(Bench.SECOND);
    arrive(icmp(8, 0, 1));
    assertThat(t.if0.sent).hasSize(1);
    assertThat(t.h.kernel().log().dmesg().toString())
        .contains("Limiting icmp ping response from 250 to 200 packets/sec");
  }

  @Test
  void kinds_of_answers_are_limited_apart_and_zero_is_no_limit() {
    t.sysctl("net.inet.icmp.icmplim", 1);
    arrive(icmp(8, 0, 1));
    arrive(icmp(8, 0, 2));
    arrive(icmp(13, 0, 5, new byte[12]));
    assertThat(t.if0.sent).hasSize(2);
    assertThat(t.inet.unreachAllowed()).isTrue();
    assertThat(t.inet.unreachAllowed()).isFalse();
    t.sysctl("net.inet.icmp.icmplim", 0);
    arrive(icmp(8, 0, 3));
    assertThat(t.if0.sent).hasSize(3);
  }

  @Test
  void answer_to_no_host_is_badaddr() {
    for (String src : new String[] {"0.0.0.0", "224.1.1.1", "240.0.0.1", "10.0.0.255"}) {
      t.if0.arrive(Pkt.of(src, "10.0.0.1", icmp(8, 0, 1)).proto(1).bytes());
    }
    assertThat(s.icps_badaddr.get()).isEqualTo(4);
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void record_route_and_timestamp_options_come_back_filled_in() {
    byte[] opts = bytes(7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    t.if0.arrive(Pkt.of("10.0.0.2", "10.0.0.1", opts, icmp(8, 0, 1)).proto(1).bytes());
    byte[] p = t.if0.take();
    assertThat(icmpOf(p)).isEqualTo(icmp(0, 0, 1));
    assertThat(slice(p, 20, 32)).isEqualTo(bytes(7, 11, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void answer_goes_back_along_the_source_route() {
    t.sysctl("net.inet.ip.accept_sourceroute", 1);
    byte[] opts = Pkt.cat(bytes(131, 11, 12), Pkt.ip4("10.0.0.6"), Pkt.ip4("10.0.0.5"), bytes(0));
    t.if0.arrive(Pkt.of("10.9.9.9", "10.0.0.1", opts, icmp(8, 0, 1)).proto(1).bytes());
    byte[] p = t.if0.take();
    assertThat(icmpOf(p)).isEqualTo(icmp(0, 0, 1));
    assertThat(Pkt.dst(p)).isEqualTo("10.0.0.5");
    assertThat(slice(p, 20, 32))
        .isEqualTo(Pkt.cat(bytes(1, 131, 11, 4), Pkt.ip4("10.0.0.6"), Pkt.ip4("10.9.9.9")));
  }
}
