package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.explored.Simulation;
import giantless.stack.Host;
import giantless.stack.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.netinet.IfEther;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interfaces: references and detach, addresses, groups, queues, the frames they refuse. */
class IfnetTest {

  private static Mbuf packet(Host h, int bytes) {
    Mbuf m = h.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
    m.len = bytes;
    m.pkthdr.len = bytes;
    return m;
  }

  @Test
  void detach_waits_for_the_last_reference_under_every_schedule_tried() {
    for (int seed = 0; seed < 60; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Host h = Host.builder().runtime(rt).build();
                TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
                IfNetList ifnets = h.net().ifnets;
                giantless.lock.AtomicInt held = rt.atomicInt(0);
                KThread user =
                    rt.spawn(
                        "user",
                        Priority.KTHREAD,
                        1,
                        () -> {
                          Ifnet ifp = ifnets.ifunitRef("ether0");
                          if (ifp != null) {
                            held.set(1);
                            rt.yieldCpu();
                            held.set(0);
                            ifnets.rele(ifp);
                          }
                        });
                h.net().detach(e);
                if (held.get() != 0) {
                  throw new AssertionError("detached under a reference");
                }
                if (ifnets.ifunitRef("ether0") != null) {
                  throw new AssertionError("found after detach");
                }
                user.join();
                h.shutdownClean();
              })
          .orThrow();
    }
  }

  @Test
  void reference_that_is_never_given_back_is_a_deadlock_that_is_found() {
    Host[] host = new Host[1];
    assertThat(
            Simulation.run(
                    rt -> {
                      Host h = Host.builder().runtime(rt).build();
                      host[0] = h;
                      TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
                      h.net().ifnets.ifunitRef("ether0");
                      h.net().detach(e);
                    })
                .failure())
        .isNotNull();
  }

  @Test
  void reference_given_back_twice_panics() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    h.net().ifnets.ifunitRef("ether0");
    h.net().ifnets.rele(e);
    assertThatThrownBy(() -> h.net().ifnets.rele(e))
        .isInstanceOf(Panic.class)
        .hasMessage("ifnet: reference count of ether0 below 0");
  }

  @Test
  void detached_interface_refuses_references_packets_and_a_second_detach() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    assertThat(h.net().ifnets.tryRef(e)).isTrue();
    h.net().ifnets.rele(e);
    assertThat(h.net().detach(e)).isEqualTo(Errno.OK);
    assertThat(h.net().ifnets.tryRef(e)).isFalse();
    assertThat(h.net().detach(e)).isEqualTo(Errno.ENXIO);
    assertThat(e.output(packet(h, 10), SockAddrIn.parse("10.0.0.2"), null)).isEqualTo(Errno.ENXIO);
    h.shutdownClean();
  }

  /** Output tests for a dying interface before it queues: detach may be through in between. */
  @Test
  void packet_that_comes_to_the_queue_after_detach_is_freed() {
    Host h = Machine.host();
    EpairIf e = EpairIf.pair(h.net(), h.net(), 0);
    h.net().attach(e);
    h.net().detach(e);

    assertThat(e.snd.handoff(packet(h, 100), e, 0)).isFalse();

    assertThat(e.snd.length()).isZero();
    assertThat(e.snd.drops()).isEqualTo(1);
    h.shutdownClean();
  }

  @Test
  void name_is_unique() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, null, 0);
    TestEther twin = new TestEther(h.net(), "ether0", EtherIf.localAddress(2));
    assertThat(h.net().attach(twin)).isEqualTo(Errno.EEXIST);
    h.shutdownClean();
  }

  @Test
  void address_reference_is_not_raised_from_zero() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    IfAddr ifa = new IfAddr(e, SockAddrIn.parse("10.0.0.1"), null, SockAddrIn.mask(24));
    e.addAddr(ifa);
    ifa.free();
    assertThat(ifa.refcnt()).isOne();
    assertThat(e.removeAddr(ifa)).isTrue();
    assertThat(e.removeAddr(ifa)).isFalse();
    assertThatThrownBy(ifa::ref).isInstanceOf(Panic.class);
    h.shutdownClean();
  }

  @Test
  void addresses_are_found_by_value_network_and_interface() {
    Host h = Machine.host();
    TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    TestEther wide = TestEther.attach(h, "ether1", 2, "10.9.0.1", 8);
    IfNetList ifnets = h.net().ifnets;
    IfAddr own = ifnets.ifaIfwithaddr(SockAddrIn.parse("10.0.0.1"));
    assertThat(own.ifp().name()).isEqualTo("ether0");
    own.free();
    IfAddr broadcast = ifnets.ifaIfwithaddr(SockAddrIn.parse("10.0.0.255"));
    assertThat(broadcast.ifp().name()).isEqualTo("ether0");
    broadcast.free();
    assertThat(ifnets.ifaOwn(SockAddrIn.parse("10.0.0.255"))).isNull();
    IfAddr narrow = ifnets.ifaIfwithnet(SockAddrIn.parse("10.0.0.9"));
    assertThat(narrow.ifp().name()).isEqualTo("ether0");
    narrow.free();
    IfAddr other = ifnets.ifaIfwithnet(SockAddrIn.parse("10.1.0.9"));
    assertThat(other.ifp().name()).isEqualTo("ether1");
    other.free();
    assertThat(ifnets.ifaIfwithnet(SockAddrIn.parse("11.0.0.1"))).isNull();
    IfAddr any = ifnets.ifaofIfpforaddr(SockAddrIn.parse("11.0.0.1"), wide);
    assertThat(any.addr()).isEqualTo(SockAddrIn.parse("10.9.0.1"));
    any.free();
    h.shutdownClean();
  }

  @Test
  void groups_count_requests() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    byte[] group = EtherHeader.parse("01:00:5e:00:00:01");
    assertThat(e.addMulti(group)).isEqualTo(Errno.OK);
    assertThat(e.addMulti(group)).isEqualTo(Errno.OK);
    assertThat(e.multiRefs(group)).isEqualTo(2);
    assertThat(e.delMulti(group)).isEqualTo(Errno.OK);
    assertThat(e.delMulti(group)).isEqualTo(Errno.OK);
    assertThat(e.delMulti(group)).isEqualTo(Errno.ENOENT);
    h.shutdownClean();
  }

  @Test
  void full_output_queue_says_enobufs_and_counts() {
    Host h = Machine.host();
    IfEther arp = h.inet().arp;
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    int peer = SockAddrIn.parse("10.0.0.2").addr();
    arp.set(peer, EtherHeader.parse("02:aa:00:00:00:02"), false, false);
    e.sent.clear();
    e.ready = false;
    for (int i = 0; i < Ifnet.IFQ_MAXLEN; i++) {
      assertThat(e.output(packet(h, 10), SockAddrIn.of(peer), null)).isEqualTo(Errno.OK);
    }
    assertThat(e.output(packet(h, 10), SockAddrIn.of(peer), null)).isEqualTo(Errno.ENOBUFS);
    assertThat(e.snd.drops()).isOne();
    e.ready = true;
    e.start();
    assertThat(e.sent).hasSize(Ifnet.IFQ_MAXLEN);
    h.shutdownClean();
  }

  @Test
  void interface_down_says_enetdown_and_unknown_family_eafnosupport() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    assertThat(e.output(packet(h, 10), new SockAddrFamily(99), null)).isEqualTo(Errno.EAFNOSUPPORT);
    e.down();
    assertThat(e.output(packet(h, 10), SockAddrIn.parse("10.0.0.2"), null))
        .isEqualTo(Errno.ENETDOWN);
    h.shutdownClean();
  }

  @Test
  void bad_frames_are_counted_and_dropped() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    e.arrive(new byte[13]);
    e.arrive(new byte[1515]);
    assertThat(e.data.ifi_ierrors.get()).isEqualTo(2);
    byte[] unknown = new byte[60];
    EtherHeader.put(unknown, 0, e.lladdr(), EtherIf.localAddress(9), 0x88cc);
    e.arrive(unknown);
    assertThat(e.data.ifi_noproto.get()).isOne();
    byte[] foreign = new byte[60];
    EtherHeader.put(foreign, 0, EtherIf.localAddress(7), EtherIf.localAddress(9), 0x0800);
    e.arrive(foreign);
    assertThat(e.data.ifi_ipackets.get()).isEqualTo(4);
    assertThat(h.mbufs().inUse()).isZero();
    h.shutdownClean();
  }

  @Test
  void broadcast_is_heard_by_the_sender_too() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, "10.0.0.1", 24);
    h.net().netisr.unregister(Netisr.NETISR_IP);
    java.util.concurrent.atomic.AtomicInteger heard =
        new java.util.concurrent.atomic.AtomicInteger();
    h.net()
        .netisr
        .register(
            Netisr.NETISR_IP,
            m -> {
              heard.addAndGet(m.pkthdr.len);
              h.mbufs().freem(m);
            },
            true);
    e.sent.clear();
    Mbuf m = packet(h, 10);
    m.flags |= Mbuf.M_BCAST;
    e.output(m, SockAddrIn.parse("10.0.0.255"), null);
    assertThat(e.sent).hasSize(1);
    h.net().detach(e);
    h.shutdownClean(); // swi:net has run, or its queue was emptied: nothing is left.
    assertThat(heard.get()).isIn(0, 10);
  }

  @Test
  void ioctl_values_are_checked() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    assertThat(e.ioctl(Iff.SIOCSIFMTU, 71)).isEqualTo(Errno.EINVAL);
    assertThat(e.ioctl(Iff.SIOCSIFMTU, 9001)).isEqualTo(Errno.EINVAL);
    assertThat(e.ioctl(Iff.SIOCSIFMTU, 9000)).isEqualTo(Errno.OK);
    assertThat(e.ioctl(Iff.SIOCSIFLLADDR, EtherHeader.broadcast())).isEqualTo(Errno.EINVAL);
    assertThat(e.ioctl(Iff.SIOCSIFFLAGS, Iff.IFF_UP | Iff.IFF_NOARP)).isEqualTo(Errno.OK);
    assertThat(e.has(Iff.IFF_UP | Iff.IFF_NOARP | Iff.IFF_SIMPLEX)).isTrue();
    assertThat(e.ioctl(Iff.SIOCSIFFLAGS, 0)).isEqualTo(Errno.OK);
    assertThat(e.has(Iff.IFF_UP)).isFalse();
    assertThat(e.has(Iff.IFF_NOARP)).isFalse();
    assertThat(e.has(Iff.IFF_SIMPLEX)).isTrue();
    assertThat(e.ioctl(12345, null)).isEqualTo(Errno.EINVAL);
    h.shutdownClean();
  }

  @Test
  void requests_on_one_interface_take_turns() {
    for (int seed = 0; seed < 40; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Host h = Host.builder().runtime(rt).build();
                TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
                giantless.lock.AtomicInt inside = rt.atomicInt(0);
                Runnable request =
                    () -> {
                      Ifnet ifp = h.net().ifnets.ifunitRef("ether0");
                      h.net().ifnets.ioctlEnter(ifp);
                      if (inside.fetchAdd(1) != 0) {
                        throw new AssertionError("two at once");
                      }
                      inside.fetchAdd(-1);
                      h.net().ifnets.ioctlExit(ifp);
                      h.net().ifnets.rele(ifp);
                    };
                List<KThread> threads =
                    List.of(
                        rt.spawn("a", Priority.KTHREAD, 0, request),
                        rt.spawn("b", Priority.KTHREAD, 1, request));
                request.run();
                for (KThread td : threads) {
                  td.join();
                }
                h.net().detach(e);
                h.shutdownClean();
              })
          .orThrow();
    }
  }
}
