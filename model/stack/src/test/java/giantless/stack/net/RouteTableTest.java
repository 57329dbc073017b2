package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.explored.Simulation;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Machine;
import giantless.stack.kern.Errno;
import org.junit.jupiter.api.Test;

/** Routes: the longest prefix, references and hand-over, gateways, changes, interfaces that go. */
class RouteTableTest {

  private static SockAddrIn in(String dotted) {
    return SockAddrIn.parse(dotted);
  }

  private static RtInfo via(String dst, int length, String gateway) {
    return new RtInfo(
        in(dst),
        in(gateway),
        SockAddrIn.mask(length),
        RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC | (length == 32 ? RtFlags.RTF_HOST : 0));
  }

  /** The gateway that a destination goes by; null for none. */
  private static String gatewayOf(Host h, String dst) {
    Rtentry rt = h.net().routes.rtalloc1(in(dst), false, 0);
    if (rt == null) {
      return null;
    }
    String gateway = rt.gateway().toString();
    h.net().routes.rtfree(rt);
    return gateway;
  }

  @Test
  void longest_prefix_wins() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    assertThat(routes.rtrequest(RtCmd.ADD, via("0.0.0.0", 0, "10.0.0.2"))).isEqualTo(Errno.OK);
    assertThat(routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.3"))).isEqualTo(Errno.OK);
    assertThat(routes.rtrequest(RtCmd.ADD, via("20.1.0.0", 16, "10.0.0.4"))).isEqualTo(Errno.OK);
    assertThat(routes.rtrequest(RtCmd.ADD, via("20.1.2.3", 32, "10.0.0.5"))).isEqualTo(Errno.OK);
    assertThat(gatewayOf(h, "9.9.9.9")).isEqualTo("10.0.0.2");
    assertThat(gatewayOf(h, "20.9.9.9")).isEqualTo("10.0.0.3");
    assertThat(gatewayOf(h, "20.1.9.9")).isEqualTo("10.0.0.4");
    assertThat(gatewayOf(h, "20.1.2.3")).isEqualTo("10.0.0.5");
    assertThat(routes.rtrequest(RtCmd.DELETE, via("20.1.0.0", 16, "10.0.0.4"))).isEqualTo(Errno.OK);
    assertThat(gatewayOf(h, "20.1.9.9")).isEqualTo("10.0.0.3");
    h.shutdownClean();
  }

  @Test
  void requests_get_their_errno() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    assertThat(routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "99.0.0.1")))
        .isEqualTo(Errno.ENETUNREACH);
    assertThat(routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.3"))).isEqualTo(Errno.OK);
    assertThat(routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.4"))).isEqualTo(Errno.EEXIST);
    assertThat(routes.rtrequest(RtCmd.DELETE, via("20.0.0.0", 9, "10.0.0.3")))
        .isEqualTo(Errno.ESRCH);
    assertThat(routes.rtrequest(RtCmd.CHANGE, via("30.0.0.0", 8, "10.0.0.3")))
        .isEqualTo(Errno.ESRCH);
    RtInfo holes = via("20.0.0.0", 8, "10.0.0.3");
    holes.netmask = in("255.0.255.0");
    assertThat(routes.rtrequest(RtCmd.ADD, holes)).isEqualTo(Errno.EINVAL);
    RtInfo link = new RtInfo(new SockAddrDl(1, 6), in("10.0.0.3"), null, 0);
    assertThat(routes.rtrequest(RtCmd.ADD, link)).isEqualTo(Errno.EAFNOSUPPORT);
    h.shutdownClean();
  }

  @Test
  void rtalloc1_returns_locked_and_referenced_and_rtfree_releases() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    Rtentry rt = routes.rtalloc1(in("10.0.0.7"), false, 0);
    assertThat(rt.lock.isOwned()).isTrue();
    assertThat(rt.refcnt()).isOne();
    routes.rtfree(rt);
    assertThat(rt.lock.isOwned()).isFalse();
    h.shutdownClean();
  }

  @Test
  void rtfree_of_an_unlocked_route_panics() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    Rtentry rt = h.net().routes.rtalloc1(in("10.0.0.7"), false, 0);
    h.net().routes.rtfree(rt);
    assertThatThrownBy(() -> h.net().routes.rtfree(rt))
        .isInstanceOf(Panic.class)
        .hasMessageContaining("rtentry (sleep mutex)");
    h.shutdownClean();
  }

  @Test
  void one_reference_too_many_given_back_panics() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    Rtentry rt = h.net().routes.rtalloc1(in("10.0.0.7"), false, 0);
    h.net().routes.rtfree(rt);
    assertThatThrownBy(() -> h.net().routes.rtFree(rt))
        .isInstanceOf(Panic.class)
        .hasMessageContaining("bogus reference count");
    rt.lock.unlock();
    h.shutdownClean();
  }

  @Test
  void deleted_route_lives_while_it_is_cached_and_is_looked_up_again() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.3"));
    routes.rtrequest(RtCmd.ADD, via("0.0.0.0", 0, "10.0.0.9"));
    Route ro = new Route(in("20.0.0.1"));
    routes.rtalloc(ro);
    Rtentry first = ro.rt;
    long before = routes.stat.rts_inuse.get();
    routes.rtrequest(RtCmd.DELETE, via("20.0.0.0", 8, "10.0.0.3"));
    assertThat(routes.stat.rts_inuse.get()).isEqualTo(before);
    routes.rtalloc(ro);
    assertThat(ro.rt).isNotSameAs(first);
    assertThat(routes.stat.rts_inuse.get()).isEqualTo(before - 1);
    routes.rtFree(ro.rt);
    h.shutdownClean();
  }

  @Test
  void change_replaces_the_route_and_old_holders_see_it_down() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.3"));
    Route ro = new Route(in("20.0.0.1"));
    routes.rtalloc(ro);
    assertThat(routes.rtrequest(RtCmd.CHANGE, via("20.0.0.0", 8, "10.0.0.4"))).isEqualTo(Errno.OK);
    assertThat(ro.rt.has(RtFlags.RTF_UP)).isFalse();
    assertThat(gatewayOf(h, "20.0.0.1")).isEqualTo("10.0.0.4");
    routes.rtFree(ro.rt);
    h.shutdownClean();
  }

  @Test
  void gateways_route_is_cached_and_given_back() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.3"));
    Route ro = new Route(in("20.0.0.1"));
    routes.rtalloc(ro);
    RtHop hop = new RtHop();
    assertThat(routes.rtCheck(ro.rt, ro.dst, hop)).isEqualTo(Errno.OK);
    assertThat(hop.rt).isNotSameAs(ro.rt);
    assertThat(hop.rt.has(RtFlags.RTF_GATEWAY)).isFalse();
    Rtentry gw = hop.rt;
    routes.rtfree(gw);
    assertThat(routes.rtCheck(ro.rt, ro.dst, hop)).isEqualTo(Errno.OK);
    assertThat(hop.rt).isSameAs(gw);
    routes.rtfree(gw);
    routes.rtFree(ro.rt);
    h.shutdownClean();
  }

  @Test
  void gateway_behind_a_gateway_is_unreachable() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    RouteTable routes = h.net().routes;
    routes.rtrequest(RtCmd.ADD, via("0.0.0.0", 0, "10.0.0.2"));
    RtInfo odd = via("20.0.0.0", 8, "30.0.0.1"); // Reached by the default route only.
    assertThat(routes.rtrequest(RtCmd.ADD, odd)).isEqualTo(Errno.OK);
    Route ro = new Route(in("20.0.0.1"));
    routes.rtalloc(ro);
    RtHop hop = new RtHop();
    assertThat(routes.rtCheck(ro.rt, ro.dst, hop)).isEqualTo(Errno.ENETUNREACH);
    routes.rtFree(ro.rt);
    h.shutdownClean();
  }

  @Test
  void interface_down_takes_its_routes_and_up_brings_them_back() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    assertThat(gatewayOf(h, "10.0.0.7")).isNotNull();
    e.down();
    assertThat(gatewayOf(h, "10.0.0.7")).isNull();
    e.up();
    assertThat(gatewayOf(h, "10.0.0.7")).isNotNull();
    h.net().detach(e);
    assertThat(gatewayOf(h, "10.0.0.7")).isNull();
    assertThat(h.net().routes.stat.rts_inuse.get()).isZero();
    h.shutdownClean();
  }

  @Test
  void redirect_is_believed_from_the_router_in_use_only() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    h.net().routes.rtrequest(RtCmd.ADD, via("0.0.0.0", 0, "10.0.0.2"));
    RtRedirect redirects = h.net().redirects;
    assertThat(redirects.rtredirect(in("20.0.0.1"), in("10.0.0.3"), true, in("10.0.0.8")))
        .isEqualTo(Errno.EINVAL);
    assertThat(redirects.rtredirect(in("20.0.0.1"), in("99.0.0.3"), true, in("10.0.0.2")))
        .isEqualTo(Errno.ENETUNREACH);
    assertThat(redirects.rtredirect(in("20.0.0.1"), in("10.0.0.1"), true, in("10.0.0.2")))
        .isEqualTo(Errno.EHOSTUNREACH);
    assertThat(h.net().routes.stat.rts_badredirect.get()).isEqualTo(3);
    assertThat(redirects.rtredirect(in("20.0.0.1"), in("10.0.0.3"), true, in("10.0.0.2")))
        .isEqualTo(Errno.OK);
    assertThat(gatewayOf(h, "20.0.0.1")).isEqualTo("10.0.0.3");
    assertThat(gatewayOf(h, "20.0.0.2")).isEqualTo("10.0.0.2");
    assertThat(redirects.rtredirect(in("20.0.0.1"), in("10.0.0.4"), true, in("10.0.0.3")))
        .isEqualTo(Errno.OK);
    assertThat(gatewayOf(h, "20.0.0.1")).isEqualTo("10.0.0.4");
    assertThat(h.net().routes.stat.rts_newgateway.get()).isOne();
    h.shutdownClean();
  }

  @Test
  void lookups_race_with_changes_and_nothing_is_lost_under_many_schedules() {
    for (int seed = 0; seed < 60; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Host h = Host.builder().runtime(rt).build();
                TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
                RouteTable routes = h.net().routes;
                routes.rtrequest(RtCmd.ADD, via("20.0.0.0", 8, "10.0.0.3"));
                KThread changer =
                    rt.spawn(
                        "changer",
                        Priority.KTHREAD,
                        0,
                        () -> {
                          routes.rtrequest(RtCmd.CHANGE, via("20.0.0.0", 8, "10.0.0.4"));
                          routes.rtrequest(RtCmd.DELETE, via("20.0.0.0", 8, "10.0.0.4"));
                        });
                KThread sender = rt.spawn("sender", Priority.KTHREAD, 1, () -> checkTwice(routes));
                checkTwice(routes);
                changer.join();
                sender.join();
                h.shutdownClean();
              })
          .orThrow();
    }
  }

  private static void checkTwice(RouteTable routes) {
    Route ro = new Route(in("20.0.0.1"));
    for (int i = 0; i < 2; i++) {
      routes.rtalloc(ro);
      if (ro.rt != null) {
        RtHop hop = new RtHop();
        if (routes.rtCheck(ro.rt, ro.dst, hop) == Errno.OK) {
          routes.rtfree(hop.rt);
        }
      }
    }
    if (ro.rt != null) {
      routes.rtFree(ro.rt);
    }
  }

  @Test
  void witness_sees_no_reversal_in_the_whole_life_of_a_route() {
    Witness witness = new Witness();
    Host h = Host.builder().cpus(1).watch(witness).build();
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    h.net().routes.rtrequest(RtCmd.ADD, via("0.0.0.0", 0, "10.0.0.2"));
    checkTwice(h.net().routes);
    h.net().detach(e);
    h.shutdownClean();
  }
}
