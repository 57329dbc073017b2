package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.Iff;
import giantless.stack.net.Loopback;
import giantless.stack.net.Route;
import giantless.stack.net.RtFlags;
import giantless.stack.net.SockAddrIn;
import giantless.stack.net.TestEther;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ARP's machine on virtual time: what is asked, answered, held, learnt, refused and forgotten. */
class IfEtherTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int US = SockAddrIn.parse("10.0.0.1").addr();
  private static final int PEER = SockAddrIn.parse("10.0.0.2").addr();
  private static final byte[] PEER_MAC = EtherHeader.parse("02:aa:00:00:00:02");
  private static final byte[] OTHER_MAC = EtherHeader.parse("02:aa:00:00:00:03");

  private final VirtualClock clock = new VirtualClock();
  private Host h;
  private IfEther arp;
  private TestEther ether;

  @BeforeEach
  void boot() {
    h = Host.builder().runtime(NativeRuntime.virtual(clock, new Witness(), 1, 1)).build();
    arp = h.inet().arp;
    h.net().attach(new Loopback(h.net(), "lo0"));
    ether = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    ether.sent.clear();
  }

  @AfterEach
  void nothing_is_left() {
    h.shutdownClean();
  }

  /** Sends a packet of one byte. */
  private Errno send(int dst, int mark) {
    Mbuf m = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    m.len = 1;
    m.pkthdr.len = 1;
    m.data[m.off] = (byte) mark;
    Route ro = new Route(SockAddrIn.of(dst));
    h.net().routes.rtalloc(ro);
    Errno error = ether.output(m, ro.dst, ro.rt);
    if (ro.rt != null) {
      h.net().routes.rtFree(ro.rt);
    }
    return error;
  }

  private static byte[] arpFrame(byte[] to, int op, byte[] sha, int spa, byte[] tha, int tpa) {
    byte[] f = new byte[14 + 28];
    EtherHeader.put(f, 0, to, sha, EtherHeader.ETHERTYPE_ARP);
    byte[] fixed = {0, 1, 8, 0, 6, 4, 0, (byte) op};
    System.arraycopy(fixed, 0, f, 14, 8);
    System.arraycopy(sha, 0, f, 22, 6);
    put(f, 28, spa);
    System.arraycopy(tha, 0, f, 32, 6);
    put(f, 38, tpa);
    return f;
  }

  private static void put(byte[] f, int at, int addr) {
    for (int i = 0; i < 4; i++) {
      f[at + i] = (byte) (addr >>> 24 - 8 * i);
    }
  }

  private byte[] reply(byte[] sha, int spa) {
    return arpFrame(ether.lladdr(), 2, sha, spa, ether.lladdr(), US);
  }

  private byte[] request(byte[] sha, int spa, int tpa) {
    return arpFrame(EtherHeader.broadcast(), 1, sha, spa, new byte[6], tpa);
  }

  private void assertRequestFor(byte[] frame, int tpa) {
    assertThat(frame)
        .isEqualTo(arpFrame(EtherHeader.broadcast(), 1, ether.lladdr(), US, new byte[6], tpa));
  }

  private ArpEntry entry(int addr) {
    for (ArpEntry e : arp.entries()) {
      if (e.addr() == addr) {
        return e;
      }
    }
    return null;
  }

  private void learnPeer() {
    send(PEER, 1);
    ether.arrive(reply(PEER_MAC, PEER));
    ether.sent.clear();
  }

  @Test
  void new_address_is_announced() {
    TestEther second = TestEther.attach(h, "ether1", 2, "10.9.0.1", 24);
    assertThat(second.sent).hasSize(1);
    int a = SockAddrIn.parse("10.9.0.1").addr();
    assertThat(second.take())
        .isEqualTo(arpFrame(EtherHeader.broadcast(), 1, second.lladdr(), a, new byte[6], a));
  }

  @Test
  void packet_is_held_until_the_reply_and_then_sent() {
    assertThat(send(PEER, 7)).isEqualTo(Errno.OK);
    assertThat(ether.sent).hasSize(1);
    assertRequestFor(ether.take(), PEER);
    assertThat(entry(PEER).isComplete()).isFalse();
    ether.arrive(reply(PEER_MAC, PEER));
    byte[] frame = ether.take();
    assertThat(frame).hasSize(15);
    assertThat(EtherHeader.same(frame, 0, PEER_MAC, 0)).isTrue();
    assertThat(EtherHeader.type(frame, 0)).isEqualTo(EtherHeader.ETHERTYPE_IP);
    assertThat(frame[14]).isEqualTo((byte) 7);
    assertThat(entry(PEER).lladdr()).isEqualTo(PEER_MAC);
    assertThat(arp.stat.arps_dropped.get()).isZero();
    // From here on nothing is asked.
    send(PEER, 8);
    assertThat(ether.take()[14]).isEqualTo((byte) 8);
  }

  @Test
  void later_packet_takes_the_held_ones_place() {
    send(PEER, 1);
    send(PEER, 2);
    send(PEER, 3);
    assertThat(ether.sent).hasSize(1); // One request a second.
    ether.sent.clear();
    ether.arrive(reply(PEER_MAC, PEER));
    assertThat(ether.sent).hasSize(1);
    assertThat(ether.take()[14]).isEqualTo((byte) 3);
    assertThat(arp.stat.arps_dropped.get()).isEqualTo(2);
  }

  @Test
  void silent_host_is_down_after_five_requests_and_asked_again_after_twenty_seconds() {
    for (int i = 0; i < 5; i++) {
      assertThat(send(PEER, i)).isEqualTo(Errno.OK);
      clock.advance(SECOND);
    }
    assertThat(arp.stat.arps_txrequests.get()).isEqualTo(1 + 5); // One was the announcement.
    assertThat(send(PEER, 9)).isEqualTo(Errno.EHOSTDOWN);
    assertThat(entry(PEER).isRejected()).isTrue();
    assertThat(h.mbufs().inUse()).isZero();
    clock.advance(19 * SECOND);
    assertThat(send(PEER, 9)).isEqualTo(Errno.EHOSTDOWN);
    ether.sent.clear();
    clock.advance(SECOND);
    assertThat(send(PEER, 10)).isEqualTo(Errno.OK);
    assertRequestFor(ether.take(), PEER);
    assertThat(entry(PEER).isRejected()).isFalse();
  }

  @Test
  void reply_revives_a_host_that_was_down() {
    for (int i = 0; i < 6; i++) {
      send(PEER, i);
      clock.advance(SECOND);
    }
    assertThat(send(PEER, 1)).isEqualTo(Errno.EHOSTDOWN);
    ether.arrive(reply(PEER_MAC, PEER));
    ether.sent.clear();
    assertThat(send(PEER, 2)).isEqualTo(Errno.OK);
    assertThat(ether.take()[14]).isEqualTo((byte) 2);
  }

  @Test
  void entry_expires_after_max_age_and_is_pruned() {
    learnPeer();
    clock.advance(19 * 60 * SECOND);
    assertThat(entry(PEER).isComplete()).isTrue();
    clock.advance(6 * 60 * SECOND);
    assertThat(entry(PEER)).isNull();
    assertThat(arp.stat.arps_timeouts.get()).isOne();
  }

  @Test
  void entry_in_use_is_forgotten_but_stays() {
    learnPeer();
    Route ro = new Route(SockAddrIn.of(PEER));
    h.net().routes.rtalloc(ro);
    clock.advance(21 * 60 * SECOND);
    assertThat(entry(PEER).isComplete()).isFalse();
    assertThat(ro.rt.has(RtFlags.RTF_UP)).isTrue();
    h.net().routes.rtFree(ro.rt);
    clock.advance(6 * 60 * SECOND);
    assertThat(entry(PEER)).isNull();
  }

  @Test
  void old_entry_is_refreshed_before_it_expires() {
    learnPeer();
    clock.advance((20 * 60 - 3) * SECOND);
    assertThat(send(PEER, 1)).isEqualTo(Errno.OK);
    assertThat(ether.sent).hasSize(2);
    assertRequestFor(ether.sent.get(0), PEER);
    ether.arrive(reply(PEER_MAC, PEER));
    clock.advance(10 * 60 * SECOND);
    assertThat(entry(PEER).isComplete()).isTrue();
  }

  @Test
  void request_for_us_is_answered_and_teaches() {
    ether.arrive(request(PEER_MAC, PEER, US));
    assertThat(ether.take()).isEqualTo(arpFrame(PEER_MAC, 2, ether.lladdr(), US, PEER_MAC, PEER));
    assertThat(entry(PEER).lladdr()).isEqualTo(PEER_MAC);
    assertThat(arp.stat.arps_rxrequests.get()).isOne();
    assertThat(arp.stat.arps_txreplies.get()).isOne();
  }

  @Test
  void request_for_another_is_neither_answered_nor_learnt() {
    ether.arrive(request(PEER_MAC, PEER, SockAddrIn.parse("10.0.0.77").addr()));
    assertThat(ether.sent).isEmpty();
    assertThat(entry(PEER)).isNull();
  }

  @Test
  void unasked_reply_teaches_nothing_about_strangers_but_moves_a_known_host() {
    ether.arrive(reply(PEER_MAC, PEER));
    // It was sent to us, so it makes an entry as a request would.
    assertThat(entry(PEER).lladdr()).isEqualTo(PEER_MAC);
    ether.arrive(arpFrame(EtherHeader.broadcast(), 1, OTHER_MAC, PEER, new byte[6], PEER));
    assertThat(entry(PEER).lladdr()).isEqualTo(OTHER_MAC);
    assertThat(String.join("\n", h.kernel().log().dmesg()))
        .contains("arp: 10.0.0.2 moved from 02:aa:00:00:00:02 to 02:aa:00:00:00:03 on ether0");
  }

  @Test
  void probe_without_an_address_is_answered_and_leaves_no_entry() {
    ether.arrive(request(PEER_MAC, 0, US));
    assertThat(ether.sent).hasSize(1);
    assertThat(arp.entries()).isEmpty();
  }

  @Test
  void duplicate_address_is_reported_counted_and_defended() {
    ether.arrive(request(PEER_MAC, US, US));
    assertThat(arp.stat.arps_dupips.get()).isOne();
    assertThat(String.join("\n", h.kernel().log().dmesg()))
        .contains("arp: 02:aa:00:00:00:02 is using my IP address 10.0.0.1 on ether0!");
    assertThat(ether.take()).isEqualTo(arpFrame(PEER_MAC, 2, ether.lladdr(), US, PEER_MAC, US));
    assertThat(entry(US)).isNull();
  }

  @Test
  void our_own_announcement_is_ignored() {
    ether.arrive(request(ether.lladdr(), US, US));
    assertThat(arp.stat.arps_dupips.get()).isZero();
    assertThat(ether.sent).isEmpty();
  }

  @Test
  void permanent_entry_withstands_and_temporary_one_does_not() {
    assertThat(arp.set(PEER, PEER_MAC, false, false)).isEqualTo(Errno.OK);
    ether.arrive(request(OTHER_MAC, PEER, US));
    assertThat(entry(PEER).lladdr()).isEqualTo(PEER_MAC);
    assertThat(entry(PEER).isPermanent()).isTrue();
    clock.advance(3600 * SECOND);
    assertThat(entry(PEER).lladdr()).isEqualTo(PEER_MAC);
    assertThat(arp.delete(PEER)).isEqualTo(Errno.OK);
    assertThat(arp.delete(PEER)).isEqualTo(Errno.ENXIO);
    assertThat(arp.set(PEER, PEER_MAC, true, false)).isEqualTo(Errno.OK);
    ether.arrive(request(OTHER_MAC, PEER, US));
    assertThat(entry(PEER).lladdr()).isEqualTo(OTHER_MAC);
  }

  @Test
  void wrong_settings_get_their_errno() {
    assertThat(arp.set(US, PEER_MAC, false, false)).isEqualTo(Errno.EADDRINUSE);
    assertThat(arp.set(SockAddrIn.parse("192.168.1.1").addr(), PEER_MAC, false, false))
        .isEqualTo(Errno.ENETUNREACH);
    assertThat(arp.set(PEER, EtherHeader.broadcast(), false, false)).isEqualTo(Errno.EINVAL);
    assertThat(arp.set(PEER, new byte[5], false, false)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void published_entry_is_answered_for() {
    int target = SockAddrIn.parse("10.0.0.50").addr();
    assertThat(arp.set(target, OTHER_MAC, false, true)).isEqualTo(Errno.OK);
    ether.arrive(request(PEER_MAC, PEER, target));
    byte[] expected = arpFrame(PEER_MAC, 2, OTHER_MAC, target, PEER_MAC, PEER);
    System.arraycopy(ether.lladdr(), 0, expected, 6, 6); // The frame is from us.
    assertThat(ether.take()).isEqualTo(expected);
  }

  @Test
  void proxyall_answers_only_for_what_another_interface_reaches() throws Exception {
    TestEther.attach(h, "ether1", 2, "10.1.0.1", 24);
    int behind = SockAddrIn.parse("10.1.0.9").addr();
    ether.arrive(request(PEER_MAC, PEER, behind));
    assertThat(ether.sent).isEmpty();
    h.kernel().sysctl().set("net.link.ether.inet.proxyall", 1);
    ether.arrive(request(PEER_MAC, PEER, behind));
    assertThat(ether.take())
        .isEqualTo(arpFrame(PEER_MAC, 2, ether.lladdr(), behind, PEER_MAC, PEER));
    ether.arrive(request(PEER_MAC, PEER, SockAddrIn.parse("10.0.0.9").addr()));
    assertThat(ether.sent).isEmpty();
  }

  @Test
  void bad_packets_are_counted_and_dropped() {
    byte[] good = request(PEER_MAC, PEER, US);
    int[][] changes = {{15, 6}, {17, 1}, {18, 5}, {19, 16}, {21, 9}};
    for (int[] change : changes) {
      byte[] bad = good.clone();
      bad[change[0]] = (byte) change[1];
      ether.arrive(bad);
    }
    byte[] cut = new byte[14 + 20];
    System.arraycopy(good, 0, cut, 0, cut.length);
    ether.arrive(cut);
    ether.arrive(request(EtherHeader.broadcast(), PEER, US));
    assertThat(arp.stat.arps_badpackets.get()).isEqualTo(7);
    assertThat(ether.sent).isEmpty();
    assertThat(arp.entries()).isEmpty();
    assertThat(h.mbufs().inUse()).isZero();
    // The twin: the same packet unharmed is answered.
    ether.arrive(good);
    assertThat(ether.sent).hasSize(1);
  }

  @Test
  void noarp_interface_neither_asks_nor_answers() {
    ether.changeFlags(Iff.IFF_NOARP, 0);
    ether.arrive(request(PEER_MAC, PEER, US));
    assertThat(send(PEER, 1)).isEqualTo(Errno.EINVAL);
    assertThat(ether.sent).isEmpty();
  }

  @Test
  void own_address_goes_by_the_loopback() {
    Route ro = new Route(SockAddrIn.of(US));
    h.net().routes.rtalloc(ro);
    assertThat(ro.rt.ifp().name()).isEqualTo("lo0");
    h.net().routes.rtFree(ro.rt);
  }

  @Test
  void interface_that_leaves_takes_its_entries_and_held_packets_along() {
    send(PEER, 1);
    learnPeer();
    send(SockAddrIn.parse("10.0.0.3").addr(), 1);
    assertThat(h.mbufs().inUse()).isEqualTo(1);
    h.net().detach(ether);
    assertThat(arp.entries()).isEmpty();
    assertThat(h.mbufs().inUse()).isZero();
  }

  /** The timer sleeps while nothing can expire; the entry that can then is no exception. */
  @Test
  void permanent_entry_that_is_made_temporary_expires() {
    assertThat(arp.set(PEER, PEER_MAC, false, false)).isEqualTo(Errno.OK);
    clock.advance(3600 * SECOND);
    assertThat(arp.set(PEER, PEER_MAC, true, false)).isEqualTo(Errno.OK);
    clock.advance(3600 * SECOND);
    assertThat(arp.delete(PEER)).isEqualTo(Errno.ENXIO);
  }
}
