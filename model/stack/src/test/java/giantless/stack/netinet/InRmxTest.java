package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.Lan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Learnt host routes age, on virtual time, and are fewer when they are many. */
class InRmxTest {
  private static final int HOUR = 3600;
  private final Bench t = new Bench();

  InRmxTest() {
    t.route("10.5.0.0", 16, "10.0.0.9");
  }

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private static byte[] quote(String from, String to) {
    return Pkt.of(from, to, new byte[8]).bytes();
  }

  /** A router tells that 1,000 bytes are the most on the way to a host. */
  private void learn(String dst) {
    t.inet.pmtu.needfrag(quote("10.0.0.1", dst), 1000);
  }

  private static int learnt(Host h) {
    int n = 0;
    for (Rtentry rt : h.net().routes.dump(SockAddr.AF_INET)) {
      n += rt.has(RtFlags.RTF_DYNAMIC) ? 1 : 0;
      h.net().routes.rtFree(rt);
    }
    return n;
  }

  private int learnt() {
    return learnt(t.h);
  }

  private Rtentry lookup(String dst) {
    Rtentry rt = t.h.net().routes.rtalloc1(SockAddrIn.parse(dst), false, 0);
    rt.lock.unlock();
    return rt;
  }

  private void seconds(long n) {
    t.clock.advance(n * Bench.SECOND);
  }

  private long expire() {
    try {
      return Long.parseLong(t.h.kernel().sysctl().get("net.inet.ip.rtexpire"));
    } catch (giantless.stack.kern.SysException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void unused_route_lives_an_hour_and_goes_within_ten_minutes_after() {
    learn("10.5.0.1");
    assertThat(learnt()).isEqualTo(1);
    seconds(HOUR - 1);
    assertThat(learnt()).isEqualTo(1);
    seconds(InRmx.RTQ_TIMEOUT + 1);
    assertThat(learnt()).isZero();
  }

  @Test
  void use_begins_the_hour_anew() {
    learn("10.5.0.1");
    seconds(HOUR - 100);
    t.h.net().routes.rtFree(lookup("10.5.0.1"));
    seconds(HOUR - 100);
    assertThat(learnt()).isEqualTo(1);
    seconds(InRmx.RTQ_TIMEOUT + 100);
    assertThat(learnt()).isZero();
  }

  @Test
  void route_that_somebody_refers_to_stays() {
    learn("10.5.0.1");
    Rtentry rt = lookup("10.5.0.1");
    seconds(10 * HOUR);
    assertThat(learnt()).isEqualTo(1);
    t.h.net().routes.rtFree(rt);
    seconds(HOUR + InRmx.RTQ_TIMEOUT);
    assertThat(learnt()).isZero();
  }

  @Test
  void listing_the_table_is_no_use() {
    learn("10.5.0.1");
    for (int i = 0; i < 8; i++) {
      seconds(InRmx.RTQ_TIMEOUT);
      learnt();
    }
    assertThat(learnt()).isZero();
  }

  @Test
  void routes_that_were_put_in_by_hand_stay() {
    t.route("10.6.0.1", 32, "10.0.0.9");
    t.h.net().routes.rtFree(lookup("10.6.0.1"));
    RtInfo byHand =
        new RtInfo(
            SockAddrIn.parse("10.7.0.1"),
            SockAddrIn.parse("10.0.0.9"),
            null,
            RtFlags.RTF_GATEWAY | RtFlags.RTF_HOST);
    assertThat(t.h.net().routes.rtrequest(RtCmd.ADD, byHand)).isEqualTo(Errno.OK);
    seconds(10 * HOUR);
    Rtentry rt = lookup("10.7.0.1");
    assertThat(rt.has(RtFlags.RTF_HOST)).isTrue();
    t.h.net().routes.rtFree(rt);
  }

  @Test
  void time_of_zero_does_not_wait() {
    t.sysctl("net.inet.ip.rtexpire", 0);
    learn("10.5.0.1");
    t.clock.advance(2);
    assertThat(learnt()).isZero();
  }

  /** After each ten minutes with too many a third of the time is taken off, down to the least. */
  @Test
  void too_many_routes_expire_sooner() {
    t.sysctl("net.inet.ip.rtmaxcache", 4);
    for (int i = 1; i <= 10; i++) {
      learn("10.5.0." + i);
    }
    assertThat(learnt()).isEqualTo(10);
    seconds(InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(2400);
    assertThat(learnt()).isEqualTo(10);
    seconds(InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(1600);
    seconds(InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(1066);
    seconds(InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(710);
    // Of the second cut they got the least: 1600 seconds from 1200 on.
    seconds(395);
    assertThat(learnt()).isEqualTo(10);
    seconds(10);
    assertThat(learnt()).isZero();
    seconds(10 * InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(710);
  }

  @Test
  void few_routes_leave_the_time_alone() {
    t.sysctl("net.inet.ip.rtmaxcache", 10);
    for (int i = 1; i <= 10; i++) {
      learn("10.5.0." + i);
    }
    seconds(3 * InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(HOUR);
    assertThat(learnt()).isEqualTo(10);
  }

  @Test
  void least_time_is_kept() {
    t.sysctl("net.inet.ip.rtmaxcache", 0);
    t.sysctl("net.inet.ip.rtminexpire", 3000);
    learn("10.5.0.1");
    seconds(InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(3000);
    seconds(InRmx.RTQ_TIMEOUT);
    assertThat(expire()).isEqualTo(3000);
  }

  @Test
  void memory_that_is_short_takes_them_all_but_those_in_use() {
    learn("10.5.0.1");
    learn("10.5.0.2");
    Rtentry rt = lookup("10.5.0.2");
    t.h.mbufs().lowmem();
    assertThat(learnt()).isEqualTo(1);
    t.h.net().routes.rtFree(rt);
    t.h.mbufs().lowmem();
    assertThat(learnt()).isZero();
  }

  /** The timer comes at any moment of senders, listers and routers that tell of an MTU. */
  @Test
  void timer_and_users_agree_on_every_schedule() {
    Lan.everySchedule(
        20,
        lan -> {
          RtInfo net =
              new RtInfo(
                  SockAddrIn.parse("10.5.0.0"),
                  Lan.B,
                  SockAddrIn.mask(16),
                  RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC);
          assertThat(lan.a.net().routes.rtrequest(RtCmd.ADD, net)).isEqualTo(Errno.OK);
          lan.a.kernel().sysctl().set("net.inet.ip.rtexpire", 0);
          KThread[] threads = {
            lan.spawn(
                lan.pa,
                "router",
                () -> {
                  for (int i = 0; i < 3; i++) {
                    lan.a.inet().pmtu.needfrag(quote("10.0.0.1", "10.5.0.1"), 1000 - i);
                  }
                }),
            lan.spawn(
                lan.pa,
                "sender",
                () -> {
                  int fd = Lan.udp(lan.sa);
                  for (int i = 0; i < 3; i++) {
                    try {
                      lan.sa.sendto(fd, new byte[5], 0, Lan.at(SockAddrIn.parse("10.5.0.1"), 9));
                    } catch (giantless.stack.kern.SysException full) {
                      lan.rt.yieldCpu();
                    }
                  }
                }),
            lan.spawn(lan.pa, "lister", () -> learnt(lan.a)),
            lan.spawn(lan.pa, "memory", () -> lan.a.mbufs().lowmem()),
          };
          for (KThread t : threads) {
            t.join();
          }
          lan.sleep(Lan.SECOND);
          assertThat(learnt(lan.a)).isZero();
        });
  }
}
