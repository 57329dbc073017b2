package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.kern.Errno;
import giantless.stack.net.Iff;
import giantless.stack.net.Loopback;
import giantless.stack.net.RtFlags;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddrIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Addresses of interfaces: added, changed, deleted, with their routes. */
class InControlTest {
  private final Bench t = new Bench();
  private final InControl c = t.inet.control;

  @AfterEach
  void nothing_is_left() {
    t.end();
    assertThat(t.h.net().ifaddrsInUse()).isZero();
    assertThat(t.h.net().routes.stat.rts_inuse.get()).isZero();
  }

  private Errno add(CaptureIf ifp, String cidr) {
    return c.aifaddr(ifp, InAliasReq.parse(cidr));
  }

  /** The address by which packets to this destination leave, and the prefix length. */
  private String route(String dst) {
    Rtentry rt = t.h.net().routes.rtalloc1(SockAddrIn.parse(dst), false, RtFlags.RTF_CLONING);
    if (rt == null) {
      return null;
    }
    String s = rt.ifa().addr() + "/" + rt.prefixLength();
    t.h.net().routes.rtfree(rt);
    return s;
  }

  @Test
  void address_brings_its_net_and_goes_with_it() {
    CaptureIf ifp = CaptureIf.attach(t.h, "cap1", null);
    assertThat(add(ifp, "10.1.0.1/16")).isEqualTo(Errno.OK);
    assertThat(route("10.1.200.1")).isEqualTo("10.1.0.1/16");
    assertThat(t.inet.ifaddrs.find(Pkt.addr("10.1.0.1"), ifp)).isNotNull();
    assertThat(ifp.has(Iff.IFF_UP)).isTrue();
    assertThat(c.difaddr(ifp, Pkt.addr("10.1.0.1"))).isEqualTo(Errno.OK);
    assertThat(route("10.1.200.1")).isNull();
    assertThat(t.inet.ifaddrs.find(Pkt.addr("10.1.0.1"), null)).isNull();
    assertThat(c.difaddr(ifp, Pkt.addr("10.1.0.1"))).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(t.inet.multi.isMember(InAddr.INADDR_ALLHOSTS_GROUP, ifp)).isFalse();
  }

  @Test
  void alias_of_the_same_net_takes_over_its_route() {
    assertThat(add(t.if0, "10.0.0.11/24")).isEqualTo(Errno.OK);
    assertThat(route("10.0.0.50")).isEqualTo("10.0.0.1/24");
    assertThat(c.difaddr(t.if0, Pkt.addr("10.0.0.1"))).isEqualTo(Errno.OK);
    assertThat(route("10.0.0.50")).isEqualTo("10.0.0.11/24");
    assertThat(t.inet.multi.isMember(InAddr.INADDR_ALLHOSTS_GROUP, t.if0)).isTrue();
  }

  @Test
  void mask_can_be_changed() {
    assertThat(add(t.if0, "10.0.0.1/16")).isEqualTo(Errno.OK);
    assertThat(route("10.0.99.1")).isEqualTo("10.0.0.1/16");
    assertThat(c.addrs(t.if0)).hasSize(1);
    assertThat(c.control(InSockIo.SIOCSIFNETMASK, Pkt.addr("255.255.255.0"), t.if0))
        .isEqualTo(Errno.OK);
    assertThat(route("10.0.99.1")).isNull();
    assertThat(c.control(InSockIo.SIOCSIFNETMASK, Pkt.addr("255.0.255.0"), t.if0))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void what_is_no_address_of_a_host_is_refused() {
    for (String a : new String[] {"0.0.0.0/8", "224.0.0.1/24", "240.0.0.1/24", "127.0.0.1/8"}) {
      assertThat(add(t.if0, a)).isEqualTo(Errno.EINVAL);
    }
    InAliasReq gap = new InAliasReq(Pkt.addr("10.9.0.1"), 0, Pkt.addr("255.0.255.0"));
    assertThat(c.aifaddr(t.if0, gap)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void address_of_another_interface_is_refused() {
    CaptureIf ifp = CaptureIf.attach(t.h, "cap1", null);
    assertThat(add(ifp, "10.0.0.1/24")).isEqualTo(Errno.EEXIST);
    assertThat(c.addrs(ifp)).isEmpty();
  }

  @Test
  void departed_interface_leaves_nothing_and_takes_nothing() {
    CaptureIf ifp = CaptureIf.attach(t.h, "cap1", "10.1.0.1/24");
    assertThat(t.h.net().detach(ifp)).isEqualTo(Errno.OK);
    assertThat(t.inet.ifaddrs.of(ifp)).isEmpty();
    assertThat(route("10.1.0.7")).isNull();
    assertThat(add(ifp, "10.1.0.1/24")).isEqualTo(Errno.ENXIO);
  }

  @Test
  void old_commands_get_and_set_the_first_address() {
    CaptureIf ifp = CaptureIf.attach(t.h, "cap1", null);
    Integer[] out = new Integer[1];
    assertThat(c.control(InSockIo.SIOCGIFADDR, out, ifp)).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(c.control(InSockIo.SIOCSIFNETMASK, -256, ifp)).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(c.control(InSockIo.SIOCSIFADDR, Pkt.addr("192.168.3.4"), ifp)).isEqualTo(Errno.OK);
    assertThat(c.control(InSockIo.SIOCGIFADDR, out, ifp)).isEqualTo(Errno.OK);
    assertThat(out[0]).isEqualTo(Pkt.addr("192.168.3.4"));
    assertThat(c.control(InSockIo.SIOCGIFNETMASK, out, ifp)).isEqualTo(Errno.OK);
    assertThat(out[0]).isEqualTo(Pkt.addr("255.255.255.0"));
    assertThat(c.control(InSockIo.SIOCGIFBRDADDR, out, ifp)).isEqualTo(Errno.OK);
    assertThat(out[0]).isEqualTo(Pkt.addr("192.168.3.255"));
    assertThat(c.control(InSockIo.SIOCSIFBRDADDR, Pkt.addr("192.168.3.127"), ifp))
        .isEqualTo(Errno.OK);
    assertThat(t.inet.inBroadcast(Pkt.addr("192.168.3.127"), ifp)).isTrue();
    assertThat(c.control(InSockIo.SIOCGIFDSTADDR, out, ifp)).isEqualTo(Errno.EINVAL);
    assertThat(c.control(InSockIo.SIOCSIFDSTADDR, 1, ifp)).isEqualTo(Errno.EINVAL);
    assertThat(c.control(1, null, ifp)).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(c.control(InSockIo.SIOCSIFADDR, Pkt.addr("192.168.4.4"), ifp)).isEqualTo(Errno.OK);
    assertThat(c.addrs(ifp)).hasSize(1);
    assertThat(route("192.168.3.9")).isNull();
    assertThat(c.control(InSockIo.SIOCDIFADDR, 0, ifp)).isEqualTo(Errno.OK);
    assertThat(c.addrs(ifp)).isEmpty();
  }

  @Test
  void loopback_has_a_host_route_to_itself() {
    Loopback lo = new Loopback(t.h.net(), "lo0");
    t.h.net().attach(lo);
    assertThat(c.aifaddr(lo, InAliasReq.parse("127.0.0.1/8"))).isEqualTo(Errno.OK);
    assertThat(route("127.0.0.1")).isEqualTo("127.0.0.1/32");
    assertThat(t.inet.inBroadcast(Pkt.addr("127.255.255.255"), lo)).isFalse();
  }

  @Test
  void down_takes_the_route_and_up_brings_it_back() {
    t.if0.down();
    assertThat(route("10.0.0.7")).isNull();
    t.if0.up();
    assertThat(route("10.0.0.7")).isEqualTo("10.0.0.1/24");
  }

  @Test
  void broadcast_addresses_of_a_net() {
    assertThat(add(t.if0, "172.16.5.1/24")).isEqualTo(Errno.OK);
    for (String a :
        new String[] {
          "255.255.255.255", "0.0.0.0", "172.16.5.255", "172.16.5.0", "172.16.255.255"
        }) {
      assertThat(t.inet.inBroadcast(Pkt.addr(a), t.if0)).isTrue();
    }
    for (String a : new String[] {"172.16.5.1", "172.16.5.254", "172.16.4.255"}) {
      assertThat(t.inet.inBroadcast(Pkt.addr(a), t.if0)).isFalse();
    }
  }

  @Test
  void net_of_two_addresses_and_a_single_one_have_no_broadcast() {
    CaptureIf two = CaptureIf.attach(t.h, "cap1", "10.8.0.0/31");
    assertThat(t.inet.inBroadcast(Pkt.addr("10.8.0.1"), two)).isFalse();
    assertThat(t.inet.inBroadcast(Pkt.addr("10.8.0.0"), two)).isFalse();
    CaptureIf one = CaptureIf.attach(t.h, "cap2", "10.9.0.7/32");
    assertThat(t.inet.inBroadcast(Pkt.addr("10.9.0.7"), one)).isFalse();
  }

  @Test
  void addresses_are_found_by_net_and_peer() {
    add(t.if0, "10.0.0.130/25");
    assertThat(t.inet.ifaddrs.ifWithNet(Pkt.addr("10.0.0.200")).addr)
        .isEqualTo(Pkt.addr("10.0.0.130"));
    assertThat(t.inet.ifaddrs.ifWithNet(Pkt.addr("10.0.0.20")).addr)
        .isEqualTo(Pkt.addr("10.0.0.1"));
    assertThat(t.inet.ifaddrs.ifWithNet(Pkt.addr("10.0.1.20"))).isNull();
    assertThat(t.inet.ifaddrs.inLocalAddr(Pkt.addr("10.0.0.99"))).isTrue();
    assertThat(t.inet.ifaddrs.ifWithDstAddr(Pkt.addr("10.0.0.1"))).isNull();
    assertThat(t.inet.ifaddrs.ifWithAddr(Pkt.addr("10.0.0.255")).addr)
        .isEqualTo(Pkt.addr("10.0.0.1"));
  }

  @Test
  void text_of_addresses_is_checked() {
    for (String bad :
        new String[] {
          "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1..2.3", "a.b.c.d", "1.2.3.", "1.2.3.4 "
        }) {
      assertThatThrownBy(() -> InAddr.aton(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not an IPv4 address: " + bad);
    }
    assertThat(InAddr.ntoa(InAddr.aton("255.0.1.20"))).isEqualTo("255.0.1.20");
    assertThatThrownBy(() -> InAliasReq.parse("10.0.0.1/33"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
