package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Loopback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The host's side of IGMP on virtual time: reports, leaves, queries, and routers of version 1. */
class IgmpTest {
  private static final int GROUP = Pkt.addr("224.1.2.3");
  private final Bench t = new Bench();
  private final IgmpStat s = t.inet.igmpstat;

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private InMulti join(String group) {
    InMulti inm = t.inet.multi.join(Pkt.addr(group), t.if0);
    assertThat(inm).isNotNull();
    return inm;
  }

  /** The next message sent: type, group, destination; and the form of all. */
  private String sent() {
    byte[] p = t.if0.take();
    if (p == null) {
      return null;
    }
    Pkt.valid(p);
    assertThat(p[8]).isEqualTo((byte) 1);
    assertThat(slice(p, 20, 24)).isEqualTo(bytes(148, 4, 0, 0));
    byte[] m = slice(p, 24, p.length);
    assertThat(m).hasSize(8);
    assertThat(Pkt.sum(m, 0, 8)).isZero();
    return Integer.toHexString(m[0] & 255) + " " + Pkt.a4(m, 4) + " to " + Pkt.dst(p);
  }

  private void arrive(String dst, byte[] igmp) {
    t.if0.arrive(
        Pkt.of("10.0.0.9", dst, bytes(148, 4, 0, 0), igmp).proto(2).ttl(1).bytes(), Mbuf.M_MCAST);
  }

  private void query(int tenths, String group) {
    arrive("224.0.0.1", Pkt.igmp(0x11, tenths, group));
  }

  private void settle() {
    t.clock.advance(10 * Bench.SECOND);
    t.if0.clear();
  }

  @Test
  void join_is_reported_at_once_and_again_within_ten_seconds() {
    join("224.1.2.3");
    assertThat(sent()).isEqualTo("16 224.1.2.3 to 224.1.2.3");
    assertThat(sent()).isNull();
    t.clock.advance(10 * Bench.SECOND);
    assertThat(sent()).isEqualTo("16 224.1.2.3 to 224.1.2.3");
    t.clock.advance(100 * Bench.SECOND);
    assertThat(sent()).isNull();
    assertThat(s.igps_snd_reports.get()).isEqualTo(2);
  }

  @Test
  void second_request_is_not_reported_and_only_the_last_leave_is() {
    InMulti a = join("224.1.2.3");
    settle();
    InMulti b = join("224.1.2.3");
    assertThat(b).isSameAs(a);
    t.inet.multi.leave(a);
    assertThat(sent()).isNull();
    assertThat(t.inet.multi.isMember(GROUP, t.if0)).isTrue();
    t.inet.multi.leave(b);
    assertThat(sent()).isEqualTo("17 224.1.2.3 to 224.0.0.2");
    assertThat(t.inet.multi.isMember(GROUP, t.if0)).isFalse();
  }

  @Test
  void link_level_group_follows() {
    byte[] ether = {1, 0, 0x5e, 1, 2, 3};
    InMulti inm = join("224.129.2.3");
    assertThat(t.if0.multiRefs(ether)).isEqualTo(1);
    t.inet.multi.leave(inm);
    assertThat(t.if0.multiRefs(ether)).isZero();
  }

  @Test
  void leave_stops_the_timer() {
    InMulti inm = join("224.1.2.3");
    t.inet.multi.leave(inm);
    t.if0.clear();
    t.clock.advance(20 * Bench.SECOND);
    assertThat(sent()).isNull();
  }

  @Test
  void general_query_is_answered_for_every_group_but_all_hosts() {
    join("224.1.2.3");
    join("224.1.2.4");
    settle();
    query(50, "0.0.0.0");
    assertThat(sent()).isNull();
    t.clock.advance(5 * Bench.SECOND);
    assertThat(t.if0.sent).hasSize(2);
    assertThat(new String[] {sent(), sent()})
        .containsExactlyInAnyOrder("16 224.1.2.3 to 224.1.2.3", "16 224.1.2.4 to 224.1.2.4");
    assertThat(s.igps_rcv_queries.get()).isEqualTo(1);
  }

  @Test
  void query_for_a_group_is_answered_for_it_alone() {
    join("224.1.2.3");
    join("224.1.2.4");
    settle();
    arrive("224.1.2.4", Pkt.igmp(0x11, 10, "224.1.2.4"));
    t.clock.advance(Bench.SECOND);
    assertThat(sent()).isEqualTo("16 224.1.2.4 to 224.1.2.4");
    assertThat(sent()).isNull();
  }

  @Test
  void shorter_query_shortens_a_running_timer() {
    join("224.1.2.3");
    t.if0.clear();
    query(1, "0.0.0.0");
    t.clock.advance(Bench.SECOND / 10);
    assertThat(sent()).isEqualTo("16 224.1.2.3 to 224.1.2.3");
    t.clock.advance(20 * Bench.SECOND);
    assertThat(sent()).isNull();
  }

  @Test
  void report_of_another_host_stops_ours_and_our_leave_is_silent() {
    InMulti inm = join("224.1.2.3");
    settle();
    query(100, "0.0.0.0");
    arrive("224.1.2.3", Pkt.igmp(0x16, 0, "224.1.2.3"));
    assertThat(s.igps_rcv_reports.get()).isEqualTo(1);
    assertThat(s.igps_rcv_ourreports.get()).isEqualTo(1);
    t.clock.advance(20 * Bench.SECOND);
    assertThat(sent()).isNull();
    t.inet.multi.leave(inm);
    assertThat(sent()).isNull();
  }

  @Test
  void our_own_report_looped_back_is_ignored() {
    join("224.1.2.3");
    settle();
    t.if0.arrive(Pkt.of("10.0.0.1", "224.1.2.3", Pkt.igmp(0x16, 0, "224.1.2.3")).proto(2).bytes());
    assertThat(s.igps_rcv_reports.get()).isZero();
  }

  @Test
  void router_of_version_1_gets_reports_of_version_1_and_no_leaves() {
    InMulti inm = join("224.1.2.3");
    settle();
    query(0, "0.0.0.0");
    t.clock.advance(10 * Bench.SECOND);
    assertThat(sent()).isEqualTo("12 224.1.2.3 to 224.1.2.3");
    assertThat(t.inet.igmp.hasV1Router(t.if0)).isTrue();
    t.inet.multi.leave(inm);
    assertThat(sent()).isNull();
  }

  @Test
  void router_of_version_1_is_forgotten_after_400_seconds() {
    query(0, "0.0.0.0");
    t.clock.advance(400 * Bench.SECOND - 1);
    assertThat(t.inet.igmp.hasV1Router(t.if0)).isTrue();
    t.clock.advance(1);
    assertThat(t.inet.igmp.hasV1Router(t.if0)).isFalse();
    join("224.1.2.3");
    assertThat(sent()).startsWith("16");
  }

  @Test
  void bad_messages_are_counted() {
    arrive("224.0.0.1", slice(Pkt.igmp(0x11, 1, "0.0.0.0"), 0, 7));
    assertThat(s.igps_rcv_tooshort.get()).isEqualTo(1);
    byte[] m = Pkt.igmp(0x11, 1, "0.0.0.0");
    m[2]++;
    arrive("224.0.0.1", m);
    assertThat(s.igps_rcv_badsum.get()).isEqualTo(1);
    query(0, "224.1.2.3");
    query(5, "10.0.0.1");
    assertThat(s.igps_rcv_badqueries.get()).isEqualTo(2);
    arrive("224.0.0.1", Pkt.igmp(0x16, 0, "10.0.0.1"));
    assertThat(s.igps_rcv_badreports.get()).isEqualTo(1);
    assertThat(s.igps_rcv_total.get()).isEqualTo(5);
    assertThat(t.inet.igmp.hasV1Router(t.if0)).isFalse();
  }

  @Test
  void nothing_is_reported_for_all_hosts_or_on_the_loopback() {
    join("224.0.0.1");
    Loopback lo = new Loopback(t.h.net(), "lo0");
    t.h.net().attach(lo);
    t.inet.multi.join(GROUP, lo);
    t.clock.advance(20 * Bench.SECOND);
    assertThat(s.igps_snd_reports.get()).isZero();
  }

  @Test
  void interface_that_goes_takes_its_groups_and_a_late_leave_is_harmless() {
    CaptureIf other = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    InMulti inm = t.inet.multi.join(GROUP, other);
    assertThat(t.h.net().detach(other)).isEqualTo(Errno.OK);
    other.clear();
    assertThat(t.inet.multi.isMember(GROUP, other)).isFalse();
    t.inet.multi.leave(inm);
    t.clock.advance(20 * Bench.SECOND);
    assertThat(other.sent).isEmpty();
    assertThat(t.inet.multi.join(GROUP, other)).isNull();
  }

  @Test
  void raw_handler_hears_good_messages() {
    t.inet.protos().registerRaw(t);
    query(5, "0.0.0.0");
    query(5, "10.0.0.1");
    assertThat(t.got).hasSize(1);
  }

  // ---- ip_moptions ----

  @Test
  void memberships_of_a_socket_have_their_errors() {
    IpMoptions imo = new IpMoptions(t.inet, null);
    int us = Pkt.addr("10.0.0.1");
    assertThat(imo.join(Pkt.addr("10.0.0.1"), us)).isEqualTo(Errno.EINVAL);
    assertThat(imo.join(GROUP, Pkt.addr("10.0.0.2"))).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(imo.join(GROUP, 0)).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(imo.join(GROUP, us)).isEqualTo(Errno.OK);
    assertThat(imo.join(GROUP, us)).isEqualTo(Errno.EADDRINUSE);
    assertThat(imo.isMember(GROUP, t.if0)).isTrue();
    for (int i = 1; i < IpMoptions.MAX_MEMBERSHIPS; i++) {
      assertThat(imo.join(GROUP + i, us)).isEqualTo(Errno.OK);
    }
    assertThat(imo.join(GROUP + 20, us)).isEqualTo(Errno.ETOOMANYREFS);
    assertThat(imo.leave(Pkt.addr("10.0.0.1"), us)).isEqualTo(Errno.EINVAL);
    assertThat(imo.leave(GROUP + 20, us)).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(imo.leave(GROUP, Pkt.addr("10.0.0.2"))).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(imo.leave(GROUP, 0)).isEqualTo(Errno.OK);
    imo.free();
    assertThat(t.inet.multi.size()).isEqualTo(1);
  }

  @Test
  void membership_without_an_interface_takes_the_routes() {
    t.route("224.0.0.0", 4, "10.0.0.1");
    IpMoptions imo = new IpMoptions(t.inet, null);
    assertThat(imo.join(GROUP, 0)).isEqualTo(Errno.OK);
    assertThat(t.inet.multi.isMember(GROUP, t.if0)).isTrue();
    imo.free();
  }

  @Test
  void interface_ttl_and_loop_of_a_socket() {
    IpMoptions imo = new IpMoptions(t.inet, null);
    assertThat(imo.getIf()).isZero();
    assertThat(imo.setIf(Pkt.addr("10.0.0.2"))).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(imo.setIf(Pkt.addr("10.0.0.1"))).isEqualTo(Errno.OK);
    assertThat(imo.getIf()).isEqualTo(Pkt.addr("10.0.0.1"));
    assertThat(imo.setIf(0)).isEqualTo(Errno.OK);
    assertThat(imo.multicastIfp()).isNull();
    assertThat(imo.setTtl(256)).isEqualTo(Errno.EINVAL);
    assertThat(imo.setTtl(-1)).isEqualTo(Errno.EINVAL);
    assertThat(imo.multicastTtl()).isEqualTo(1);
    assertThat(imo.multicastLoop()).isTrue();
    imo.setLoop(false);
    assertThat(imo.multicastLoop()).isFalse();
  }
}
