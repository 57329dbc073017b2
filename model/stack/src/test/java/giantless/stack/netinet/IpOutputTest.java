package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Route;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** IPv4 output: header, route, broadcast, groups, fragments, and each error. */
class IpOutputTest {
  private final Bench t = new Bench();
  private final IpStat s = t.inet.ipstat;

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private Errno output(Mbuf m, int flags) {
    return t.inet.output.output(m, null, null, flags, null, null);
  }

  private Mbuf packet(String dst, int n) {
    return t.packet("0.0.0.0", dst, Pkt.count(n));
  }

  @Test
  void header_is_filled_in() {
    assertThat(t.send("10.0.0.7", bytes(1, 2, 3))).isEqualTo(Errno.OK);
    byte[] p = Pkt.valid(t.if0.take());
    assertThat(Pkt.src(p)).isEqualTo("10.0.0.1");
    assertThat(Pkt.dst(p)).isEqualTo("10.0.0.7");
    assertThat(slice(p, 20, p.length)).isEqualTo(bytes(1, 2, 3));
    assertThat(s.ips_localout.get()).isEqualTo(1);
    assertThat(t.inet.ifaddrs.primary().opackets.get()).isEqualTo(1);
  }

  @Test
  void identifiers_differ() {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      t.send("10.0.0.7");
      ids.add(Pkt.u16(t.if0.take(), 4));
    }
    assertThat(ids).hasSize(1000);
    t.sysctl("net.inet.ip.random_id", 1);
    t.send("10.0.0.7");
    int a = Pkt.u16(t.if0.take(), 4);
    t.send("10.0.0.7");
    assertThat(Pkt.u16(t.if0.take(), 4)).isNotEqualTo(a + 1);
  }

  @Test
  void no_route_is_counted() {
    assertThat(t.send("99.0.0.1")).isEqualTo(Errno.EHOSTUNREACH);
    assertThat(output(packet("99.0.0.1", 1), IpOutput.IP_ROUTETOIF)).isEqualTo(Errno.ENETUNREACH);
    assertThat(s.ips_noroute.get()).isEqualTo(2);
  }

  @Test
  void route_to_interface_passes_over_gateways() {
    t.route("10.0.0.128", 25, "10.0.0.9");
    output(packet("10.0.0.200", 1), 0);
    assertThat(t.if0.hops.get(0)).hasToString("10.0.0.9");
    t.if0.clear();
    output(packet("10.0.0.200", 1), IpOutput.IP_ROUTETOIF);
    assertThat(t.if0.hops.get(0)).hasToString("10.0.0.200");
    assertThat(t.if0.take()[8]).isEqualTo((byte) 1);
  }

  @Test
  void route_is_left_in_the_callers_cache_and_replaced_when_stale() {
    Route ro = new Route();
    t.inet.output.output(packet("10.0.0.7", 1), null, ro, 0, null, null);
    final Object first = ro.rt;
    t.inet.output.output(packet("10.0.0.7", 1), null, ro, 0, null, null);
    assertThat(ro.rt).isSameAs(first);
    t.route("10.5.0.0", 16, "10.0.0.9");
    t.inet.output.output(packet("10.5.0.1", 1), null, ro, 0, null, null);
    assertThat(ro.rt).isNotSameAs(first);
    assertThat(t.if0.hops.get(2)).hasToString("10.0.0.9");
    t.h.net().routes.rtFree(ro.rt);
  }

  @Test
  void broadcast_needs_permission() {
    for (String dst : new String[] {"10.0.0.255", "10.0.0.0"}) {
      assertThat(output(packet(dst, 1), 0)).isEqualTo(Errno.EACCES);
      assertThat(output(packet(dst, 1), IpOutput.IP_ALLOWBROADCAST)).isEqualTo(Errno.OK);
      assertThat(t.if0.flags.get(0) & Mbuf.M_BCAST).isNotZero();
      t.if0.clear();
    }
  }

  @Test
  void broadcast_is_not_cut() {
    assertThat(output(packet("10.0.0.255", 1481), IpOutput.IP_ALLOWBROADCAST))
        .isEqualTo(Errno.EMSGSIZE);
  }

  @Test
  void all_ones_when_asked() {
    output(packet("10.0.0.255", 1), IpOutput.IP_ALLOWBROADCAST | IpOutput.IP_SENDONES);
    assertThat(Pkt.dst(t.if0.take())).isEqualTo("255.255.255.255");
  }

  @Test
  void loopback_address_does_not_leave() {
    assertThat(output(t.packet("127.0.0.1", "10.0.0.7"), 0)).isEqualTo(Errno.EADDRNOTAVAIL);
    t.route("127.0.0.0", 8, "10.0.0.9");
    assertThat(t.send("127.0.0.1")).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(s.ips_badaddr.get()).isEqualTo(2);
  }

  @Test
  void fragments_have_all_bytes_and_right_headers() {
    assertThat(output(packet("10.0.0.7", 4000), 0)).isEqualTo(Errno.OK);
    assertThat(t.if0.sent).hasSize(3);
    int at = 0;
    byte[] all = new byte[4000];
    int id = Pkt.u16(t.if0.sent.get(0), 4);
    for (int i = 0; i < 3; i++) {
      byte[] p = Pkt.valid(t.if0.sent.get(i));
      assertThat(Pkt.u16(p, 4)).isEqualTo(id);
      assertThat(Pkt.u16(p, 6)).isEqualTo((i < 2 ? Ip.MF : 0) | at / 8);
      System.arraycopy(p, 20, all, at, p.length - 20);
      at += p.length - 20;
    }
    assertThat(all).isEqualTo(Pkt.count(4000));
    assertThat(s.ips_fragmented.get()).isEqualTo(1);
    assertThat(s.ips_ofragments.get()).isEqualTo(3);
  }

  @Test
  void exact_fit_is_not_cut() {
    output(packet("10.0.0.7", 1480), 0);
    assertThat(t.if0.sent).hasSize(1);
  }

  @Test
  void dont_fragment_is_emsgsize() {
    Mbuf m = packet("10.0.0.7", 1481);
    Ip.setOff(m, Ip.DF);
    assertThat(output(m, 0)).isEqualTo(Errno.EMSGSIZE);
    assertThat(s.ips_cantfrag.get()).isEqualTo(1);
  }

  @Test
  void interface_that_fails_in_the_midst_frees_the_rest() {
    t.if0.failAfter = 1;
    t.if0.answer = Errno.ENETDOWN;
    assertThat(output(packet("10.0.0.7", 4000), 0)).isEqualTo(Errno.ENETDOWN);
    assertThat(t.if0.sent).hasSize(1);
    assertThat(s.ips_fragmented.get()).isZero();
  }

  @Test
  void fragments_go_all_or_none() {
    t.if0.snd.setMaxlen(2);
    assertThat(output(packet("10.0.0.7", 4000), 0)).isEqualTo(Errno.ENOBUFS);
    assertThat(t.if0.sent).isEmpty();
    assertThat(s.ips_odropped.get()).isEqualTo(1);
    t.if0.snd.setMaxlen(3);
    assertThat(output(packet("10.0.0.7", 4000), 0)).isEqualTo(Errno.OK);
    assertThat(t.if0.sent).hasSize(3);
  }

  @Test
  void options_are_inserted_and_only_the_copied_ones_repeated() {
    Mbuf opt = t.h.mbufs().get(How.WAITOK, Mbuf.MT_DATA);
    byte[] list = Pkt.cat(Pkt.ip4("10.0.0.9"), bytes(7, 7, 4, 0, 0, 0, 0, 130, 4, 8, 8, 0));
    System.arraycopy(list, 0, opt.data, opt.off, list.length);
    opt.len = list.length;
    t.inet.output.output(packet("10.0.0.7", 2000), opt, null, 0, null, null);
    t.h.mbufs().freem(opt);
    byte[] a = Pkt.valid(t.if0.take());
    byte[] b = Pkt.valid(t.if0.take());
    assertThat(Pkt.dst(a)).isEqualTo("10.0.0.9");
    assertThat(slice(a, 20, 32)).isEqualTo(slice(list, 4, 16));
    assertThat(Pkt.hlen(b)).isEqualTo(24);
    assertThat(slice(b, 20, 24)).isEqualTo(bytes(130, 4, 8, 8));
    assertThat(Pkt.cat(slice(a, 32, a.length), slice(b, 24, b.length))).isEqualTo(Pkt.count(2000));
  }

  @Test
  void group_goes_out_with_ttl_1_and_as_multicast() {
    t.route("224.0.0.0", 4, "10.0.0.1");
    assertThat(t.send("224.1.2.3", bytes(1))).isEqualTo(Errno.OK);
    assertThat(t.if0.flags.get(0) & Mbuf.M_MCAST).isNotZero();
    assertThat(t.if0.hops.get(0)).hasToString("224.1.2.3");
    assertThat(t.if0.take()[8]).isEqualTo((byte) 1);
  }

  @Test
  void multicast_options_choose_interface_ttl_and_source() {
    CaptureIf other = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    IpMoptions imo = new IpMoptions(t.inet, null);
    assertThat(imo.setIf(Pkt.addr("10.1.0.1"))).isEqualTo(Errno.OK);
    imo.setTtl(9);
    t.inet.output.output(packet("224.1.2.3", 1), null, null, 0, imo, null);
    byte[] p = other.take();
    assertThat(p[8]).isEqualTo((byte) 9);
    assertThat(Pkt.src(p)).isEqualTo("10.1.0.1");
    imo.setTtl(0);
    assertThat(t.inet.output.output(packet("224.1.2.3", 1), null, null, 0, imo, null))
        .isEqualTo(Errno.OK);
    assertThat(other.sent).isEmpty();
    other.changeFlags(0, giantless.stack.net.Iff.IFF_MULTICAST);
    assertThat(t.inet.output.output(packet("224.1.2.3", 1), null, null, 0, imo, null))
        .isEqualTo(Errno.ENETUNREACH);
  }

  @Test
  void delayed_checksum_is_computed_before_the_packet_is_cut() {
    Mbuf m = packet("10.0.0.7", 2001);
    m.pkthdr.csumFlags = Mbuf.CSUM_UDP;
    m.pkthdr.csumData = 6;
    byte[] expected = Pkt.count(2001);
    Pkt.put16(expected, 6, Pkt.sum(expected, 0, 2001));
    output(m, 0);
    byte[] a = Pkt.valid(t.if0.take());
    byte[] b = Pkt.valid(t.if0.take());
    assertThat(Pkt.cat(slice(a, 20, a.length), slice(b, 20, b.length))).isEqualTo(expected);
  }

  @Test
  void tiny_mtu_has_no_room_for_fragments() {
    CaptureIf tiny = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24", 24);
    assertThat(output(packet("10.1.0.7", 100), 0)).isEqualTo(Errno.EMSGSIZE);
    assertThat(tiny.sent).isEmpty();
  }
}
