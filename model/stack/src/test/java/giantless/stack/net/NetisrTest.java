package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.explored.Simulation;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.RcvIf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dispatch: who runs the protocol, in what order, under what lock, and what a full queue does. */
class NetisrTest {

  private static Mbuf packet(Host h, int flow, int number) {
    Mbuf m = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    m.len = 20;
    m.pkthdr.len = 20;
    for (int i = 0; i < 20; i++) {
      m.data[m.off + i] = 0;
    }
    m.data[m.off] = (byte) number;
    m.data[m.off + 19] = (byte) flow;
    return m;
  }

  /** Virtual time goes by, so that all other threads come to rest. */
  private static void settle(LockRuntime rt) {
    rt.sleepQueue().sleep(new Object(), null, "settle", false, 1_000_000L, false);
  }

  private static void simulate(
      NetisrMode mode, boolean mpsafe, BiConsumer<LockRuntime, Host> body) {
    Simulation.run(
            rt -> {
              Host h =
                  Host.builder()
                      .runtime(rt)
                      .netisr(mode)
                      .mpsafe(mpsafe)
                      .mbufsMayFail(false)
                      .tunable("net.isr.defaultqlimit", 16)
                      .build();
              h.net().netisr.unregister(Netisr.NETISR_IP);
              h.net().netisr.unregister(Netisr.NETISR_ARP);
              body.accept(rt, h);
              h.shutdownClean();
            })
        .orThrow();
  }

  @ParameterizedTest
  @EnumSource(NetisrMode.class)
  void each_flow_keeps_its_order_and_nothing_is_lost(NetisrMode mode) {
    for (boolean mpsafe : new boolean[] {true, false}) {
      simulate(
          mode,
          mpsafe,
          (rt, h) -> {
            List<List<Integer>> got = new ArrayList<>();
            for (int f = 0; f < 4; f++) {
              got.add(new ArrayList<>());
            }
            h.net()
                .netisr
                .register(
                    Netisr.NETISR_IP,
                    m -> {
                      int flow = m.data[m.off + 19];
                      got.get(flow).add((int) m.data[m.off]);
                      h.mbufs().freem(m);
                    },
                    true);
            for (int i = 0; i < 16; i++) {
              assertThat(h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, i % 4, i))).isTrue();
            }
            settle(rt);
            for (int f = 0; f < 4; f++) {
              assertThat(got.get(f)).containsExactly(f, f + 4, f + 8, f + 12);
            }
            NetisrProto proto = h.net().netisr.proto(Netisr.NETISR_IP);
            assertThat(proto.dispatched.get() + proto.handled.get()).isEqualTo(16);
            assertThat(proto.qdrops.get()).isZero();
          });
    }
  }

  @Test
  void direct_runs_in_the_caller_and_the_others_in_threads_of_their_own() {
    for (NetisrMode mode : NetisrMode.values()) {
      simulate(
          mode,
          true,
          (rt, h) -> {
            List<String> names = new ArrayList<>();
            h.net()
                .netisr
                .register(
                    Netisr.NETISR_IP,
                    m -> {
                      names.add(rt.curthread().name());
                      h.mbufs().freem(m);
                    },
                    true);
            String caller = rt.curthread().name();
            h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, 0, 0));
            settle(rt);
            h.net().netisr.queue(Netisr.NETISR_IP, packet(h, 0, 1));
            settle(rt);
            String own = mode == NetisrMode.PER_CPU ? "netisr 0" : "swi:net";
            assertThat(names).containsExactly(mode == NetisrMode.DIRECT ? caller : own, own);
          });
    }
  }

  @Test
  void each_flow_has_one_thread_and_all_cpus_have_some() {
    simulate(
        NetisrMode.PER_CPU,
        true,
        (rt, h) -> {
          Map<Integer, Set<String>> threads = new TreeMap<>();
          h.net()
              .netisr
              .register(
                  Netisr.NETISR_IP,
                  m -> {
                    int flow = m.data[m.off + 19];
                    String name = rt.curthread().name() + " on " + rt.curthread().cpu();
                    threads.computeIfAbsent(flow, f -> new TreeSet<>()).add(name);
                    h.mbufs().freem(m);
                  },
                  true);
          for (int i = 0; i < 16; i++) {
            h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, i % 8, i));
            settle(rt);
          }
          assertThat(threads).hasSize(8).allSatisfy((flow, names) -> assertThat(names).hasSize(1));
          Set<String> all = new TreeSet<>();
          threads.values().forEach(all::addAll);
          assertThat(all).containsExactly("netisr 0 on 0", "netisr 1 on 1");
        });
  }

  /** net.isr.direct, there and back, on a host of any kind; and what it does not take. */
  @ParameterizedTest
  @EnumSource(NetisrMode.class)
  void direct_dispatch_is_switched_while_the_host_runs(NetisrMode mode) {
    simulate(
        mode,
        true,
        (rt, h) -> {
          List<String> names = new ArrayList<>();
          Netisr isr = h.net().netisr;
          isr.register(
              Netisr.NETISR_IP,
              m -> {
                names.add(rt.curthread().name());
                h.mbufs().freem(m);
              },
              true);
          for (String direct : new String[] {"1", "0", "1"}) {
            assertThat(sysctl(h, direct)).isEqualTo(Errno.OK);
            assertThat(isr.mode() == NetisrMode.DIRECT).isEqualTo(direct.equals("1"));
            isr.dispatch(Netisr.NETISR_IP, packet(h, 0, 0));
            settle(rt);
          }
          String own = mode == NetisrMode.PER_CPU ? "netisr 0" : "swi:net";
          String caller = rt.curthread().name();
          assertThat(names).containsExactly(caller, own, caller);
          assertThat(sysctl(h, "2")).isEqualTo(Errno.EINVAL);
          assertThat(isr.mode()).isEqualTo(NetisrMode.DIRECT);
        });
  }

  private static Errno sysctl(Host h, String direct) {
    try {
      h.kernel().sysctl().set("net.isr.direct", direct);
      return Errno.OK;
    } catch (SysException e) {
      return e.errno();
    }
  }

  @ParameterizedTest
  @EnumSource(NetisrMode.class)
  void without_mpsafenet_the_handler_runs_under_giant_and_with_it_does_not(NetisrMode mode) {
    for (boolean mpsafe : new boolean[] {true, false}) {
      simulate(
          mode,
          mpsafe,
          (rt, h) -> {
            List<Boolean> giant = new ArrayList<>();
            h.net()
                .netisr
                .register(
                    Netisr.NETISR_ARP,
                    m -> {
                      giant.add(rt.giant().isOwned());
                      h.mbufs().freem(m);
                    },
                    true);
            h.net().netisr.dispatch(Netisr.NETISR_ARP, packet(h, 0, 0));
            settle(rt);
            assertThat(giant).containsExactly(!mpsafe);
          });
    }
  }

  @Test
  void full_queue_refuses_frees_and_counts() {
    for (NetisrMode mode : new NetisrMode[] {NetisrMode.ONE_THREAD, NetisrMode.PER_CPU}) {
      simulate(
          mode,
          true,
          (rt, h) -> {
            Netisr netisr = h.net().netisr;
            List<Integer> got = new ArrayList<>();
            netisr.register(
                Netisr.NETISR_IP,
                m -> {
                  got.add((int) m.data[m.off]);
                  h.mbufs().freem(m);
                },
                true);
            int refused = 0;
            for (int i = 0; i < 20; i++) {
              // Nothing sleeps in this loop, so the deterministic schedule drains nothing.
              refused += netisr.dispatch(Netisr.NETISR_IP, packet(h, 0, i)) ? 0 : 1;
            }
            settle(rt);
            NetisrProto proto = netisr.proto(Netisr.NETISR_IP);
            assertThat(proto.qdrops.get()).isEqualTo(refused);
            assertThat(got).hasSize(20 - refused);
            assertThat(refused).isEqualTo(4);
          });
    }
  }

  @Test
  void queued_packets_leave_with_their_interface_and_those_of_others_stay() {
    for (NetisrMode mode : new NetisrMode[] {NetisrMode.ONE_THREAD, NetisrMode.PER_CPU}) {
      simulate(
          mode,
          true,
          (rt, h) -> {
            Loopback leaves = new Loopback(h.net(), "lo1");
            Loopback stays = new Loopback(h.net(), "lo2");
            assertThat(h.net().attach(leaves)).isEqualTo(Errno.OK);
            assertThat(h.net().attach(stays)).isEqualTo(Errno.OK);
            Netisr netisr = h.net().netisr;
            List<RcvIf> got = new ArrayList<>();
            netisr.register(
                Netisr.NETISR_IP,
                m -> {
                  got.add(m.pkthdr.rcvif);
                  h.mbufs().freem(m);
                },
                true);
            for (int i = 0; i < 6; i++) {
              Mbuf m = packet(h, i, i);
              m.pkthdr.rcvif = i % 3 == 0 ? stays : leaves;
              // Nothing sleeps until all has been queued and one has left.
              netisr.queue(Netisr.NETISR_IP, m);
            }
            assertThat(netisr.waiting()).isEqualTo(6);
            assertThat(h.net().detach(leaves)).isEqualTo(Errno.OK);
            assertThat(netisr.waiting()).isEqualTo(2);
            netisr.check();
            settle(rt);
            assertThat(got).containsExactly(stays, stays);
          });
    }
  }

  @Test
  void unknown_protocol_frees_the_packet() {
    simulate(
        NetisrMode.DIRECT,
        true,
        (rt, h) ->
            assertThat(h.net().netisr.dispatch(Netisr.NETISR_IPV6, packet(h, 0, 0))).isFalse());
  }

  @Test
  void second_registration_panics() {
    simulate(
        NetisrMode.DIRECT,
        true,
        (rt, h) -> {
          h.net().netisr.register(Netisr.NETISR_IP, m -> h.mbufs().freem(m), true);
          assertThatThrownBy(
                  () -> h.net().netisr.register(Netisr.NETISR_IP, m -> h.mbufs().freem(m), true))
              .isInstanceOf(Panic.class)
              .hasMessage("netisr_register: ip is registered");
        });
  }

  @ParameterizedTest
  @EnumSource(NetisrMode.class)
  void two_senders_lose_nothing_under_many_schedules(NetisrMode mode) {
    for (int seed = 0; seed < 40; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Host h = Host.builder().runtime(rt).netisr(mode).mbufsMayFail(false).build();
                h.net().netisr.unregister(Netisr.NETISR_IP);
                giantless.lock.AtomicInt count = rt.atomicInt(0);
                h.net()
                    .netisr
                    .register(
                        Netisr.NETISR_IP,
                        m -> {
                          count.fetchAdd(1);
                          h.mbufs().freem(m);
                        },
                        true);
                KThread other =
                    rt.spawn(
                        "other",
                        Priority.KTHREAD,
                        1,
                        () -> {
                          h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, 1, 0));
                          h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, 1, 1));
                        });
                h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, 2, 0));
                h.net().netisr.dispatch(Netisr.NETISR_IP, packet(h, 2, 1));
                other.join();
                settle(rt);
                if (count.get() != 4) {
                  throw new AssertionError("handled " + count.get());
                }
                h.shutdownClean();
              })
          .orThrow();
    }
  }
}
