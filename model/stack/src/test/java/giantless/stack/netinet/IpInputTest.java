package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.icmpOf;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Counter;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Loopback;
import giantless.stack.net.Netisr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What IPv4 takes, and each reason to drop a packet with its counter. */
class IpInputTest {
  private final Bench t = new Bench();
  private final IpStat s = t.inet.ipstat;

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private static Pkt good() {
    return Pkt.of("10.0.0.2", "10.0.0.1", bytes(1, 2, 3, 4, 5));
  }

  /** The packet is dropped, and this counter alone says why. */
  private void dropped(Counter why, byte[] packet) {
    long before = why.get();
    t.if0.arrive(packet);
    assertThat(why.get()).isEqualTo(before + 1);
    assertThat(t.got).isEmpty();
    assertThat(t.h.mbufs().inUse()).isZero();
  }

  @Test
  void good_packet_is_delivered_unchanged() {
    byte[] p = good().bytes();
    t.if0.arrive(p);
    assertThat(t.got).containsExactly(p);
    assertThat(s.ips_total.get()).isEqualTo(1);
    assertThat(s.ips_delivered.get()).isEqualTo(1);
  }

  @Test
  void address_counts_its_packets() {
    t.arrive(good());
    InIfaddr ia = t.inet.ifaddrs.primary();
    assertThat(ia.ipackets.get()).isEqualTo(1);
    assertThat(ia.ibytes.get()).isEqualTo(25);
  }

  @Test
  void shorter_than_a_header_is_tooshort() {
    dropped(s.ips_tooshort, Pkt.slice(good().bytes(), 0, 19));
  }

  @Test
  void other_version_is_badvers() {
    dropped(s.ips_badvers, good().vhl(0x65).bytes());
  }

  @Test
  void header_below_20_bytes_is_badhlen() {
    dropped(s.ips_badhlen, good().vhl(0x44).bytes());
  }

  @Test
  void header_beyond_the_packet_is_badhlen() {
    dropped(s.ips_badhlen, good().vhl(0x4f).bytes());
  }

  @Test
  void wrong_checksum_is_badsum() {
    dropped(s.ips_badsum, good().badSum().bytes());
  }

  @Test
  void each_bit_of_the_header_is_under_the_checksum() {
    byte[] p = good().bytes();
    for (int bit = 8; bit < 160; bit++) {
      byte[] q = p.clone();
      q[bit / 8] ^= (byte) (1 << bit % 8);
      t.if0.arrive(q);
    }
    assertThat(t.got).isEmpty();
    assertThat(s.ips_badsum.get()).isEqualTo(152);
  }

  @Test
  void length_below_the_header_is_badlen() {
    dropped(s.ips_badlen, good().len(19).bytes());
  }

  @Test
  void packet_cut_short_is_tooshort() {
    dropped(s.ips_tooshort, good().len(26).bytes());
  }

  @Test
  void padding_behind_the_packet_is_cut() {
    byte[] p = good().bytes();
    t.if0.arrive(Pkt.cat(p, new byte[21]));
    assertThat(t.got).containsExactly(p);
  }

  @Test
  void loopback_address_on_a_wire_is_badaddr() {
    dropped(s.ips_badaddr, Pkt.of("127.0.0.1", "10.0.0.1").bytes());
    dropped(s.ips_badaddr, Pkt.of("10.0.0.2", "127.0.0.1").bytes());
  }

  @Test
  void loopback_address_on_the_loopback_is_taken() {
    Loopback lo = new Loopback(t.h.net(), "lo0");
    t.h.net().attach(lo);
    t.inet.control.aifaddr(lo, InAliasReq.parse("127.0.0.1/8"));
    byte[] p = Pkt.of("127.0.0.1", "127.0.0.1", bytes(9)).bytes();
    Mbuf m = t.h.mbufs().devget(p, 0, p.length, lo, How.WAITOK);
    t.h.net().netisr.dispatch(Netisr.NETISR_IP, m);
    assertThat(t.got).containsExactly(p);
  }

  @Test
  void not_ours_and_no_router_is_cantforward() {
    dropped(s.ips_cantforward, Pkt.of("10.0.0.2", "10.7.0.1").bytes());
  }

  @Test
  void group_that_was_not_joined_is_notmember() {
    dropped(s.ips_notmember, Pkt.of("10.0.0.2", "224.1.2.3").bytes());
  }

  @Test
  void joined_group_is_delivered_only_by_its_interface() {
    CaptureIf other = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    InMulti inm = t.inet.multi.join(Pkt.addr("224.1.2.3"), other);
    dropped(s.ips_notmember, Pkt.of("10.0.0.2", "224.1.2.3").bytes());
    other.arrive(Pkt.of("10.1.0.2", "224.1.2.3").bytes(), Mbuf.M_MCAST);
    assertThat(t.gotBy).containsExactly("cap1");
    t.inet.multi.leave(inm);
  }

  @Test
  void all_hosts_is_joined_with_the_first_address() {
    t.arrive(Pkt.of("10.0.0.2", "224.0.0.1"));
    assertThat(t.got).hasSize(1);
  }

  @Test
  void all_broadcast_addresses_are_ours() {
    for (String dst : new String[] {"255.255.255.255", "10.0.0.255", "10.255.255.255", "0.0.0.0"}) {
      t.arrive(Pkt.of("10.0.0.2", dst));
    }
    assertThat(t.got).hasSize(4);
  }

  @Test
  void broadcast_of_another_net_is_not_ours() {
    dropped(s.ips_cantforward, Pkt.of("10.0.0.2", "10.0.1.255").bytes());
  }

  @Test
  void unknown_protocol_is_counted_and_answered() {
    t.arrive(good().proto(200));
    assertThat(s.ips_noproto.get()).isEqualTo(1);
    assertThat(s.ips_delivered.get()).isZero();
    byte[] icmp = icmpOf(t.if0.take());
    assertThat(icmp[0]).isEqualTo((byte) Icmp.UNREACH);
    assertThat(icmp[1]).isEqualTo((byte) Icmp.UNREACH_PROTOCOL);
  }

  @Test
  void raw_handler_gets_unknown_protocols() {
    t.inet.protos().registerRaw(t);
    t.arrive(good().proto(200));
    assertThat(t.got).hasSize(1);
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void check_interface_wants_the_address_where_the_packet_came_in() {
    CaptureIf other = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    other.arrive(good().bytes());
    assertThat(t.got).hasSize(1);
    t.got.clear();
    t.sysctl("net.inet.ip.check_interface", 1);
    other.arrive(good().bytes());
    assertThat(t.got).isEmpty();
    assertThat(s.ips_cantforward.get()).isEqualTo(1);
  }

  @Test
  void header_cut_over_many_mbufs_is_pulled_together() {
    byte[] p = Pkt.of("10.0.0.2", "10.0.0.1", bytes(1, 1, 1, 0), bytes(7, 7)).bytes();
    for (int cut = 1; cut < p.length; cut++) {
      Mbuf m = t.h.mbufs().devget(p, 0, cut, t.if0, How.WAITOK);
      Mbuf n = t.h.mbufs().devget(p, cut, p.length - cut, t.if0, How.WAITOK);
      m.next = t.h.mbufs().get(How.WAITOK, Mbuf.MT_DATA);
      System.arraycopy(n.data, n.off, m.next.data, m.next.off, n.len);
      m.next.len = n.len;
      t.h.mbufs().freem(n);
      m.pkthdr.len = p.length;
      t.if0.input(m);
    }
    assertThat(t.got).hasSize(p.length - 1);
    assertThat(t.got).allSatisfy(b -> assertThat(b).isEqualTo(p));
  }

  @Test
  void checksum_that_the_interface_checked_is_believed() {
    byte[] p = good().badSum().bytes();
    Mbuf m = t.h.mbufs().devget(p, 0, p.length, t.if0, How.WAITOK);
    m.pkthdr.csumFlags = Mbuf.CSUM_IP_CHECKED | Mbuf.CSUM_IP_VALID;
    t.if0.input(m);
    m = t.h.mbufs().devget(good().bytes(), 0, p.length, t.if0, How.WAITOK);
    m.pkthdr.csumFlags = Mbuf.CSUM_IP_CHECKED;
    t.if0.input(m);
    assertThat(t.got).hasSize(1);
    assertThat(s.ips_badsum.get()).isEqualTo(1);
  }
}
