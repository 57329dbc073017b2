package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.LockRuntime;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.WorldOptions;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wire between two hosts: order, back-pressure, faults, and ends that leave. */
class EpairIfTest {
  private static final SockAddrIn A = SockAddrIn.parse("10.0.0.1");
  private static final SockAddrIn B = SockAddrIn.parse("10.0.0.2");

  /** Two hosts on one machine, with a wire; b keeps what it gets. */
  private static final class Net {
    final LockRuntime rt;
    final Host a;
    final Host b;
    final EpairIf endA;
    final EpairIf endB;
    final List<Integer> got = new ArrayList<>();

    Net(LockRuntime rt) {
      this(rt, true);
    }

    Net(LockRuntime rt, boolean mpsafe) {
      this.rt = rt;
      a = host("a", mpsafe);
      b = host("b", mpsafe);
      endA = EpairIf.pair(a.net(), b.net(), 0);
      endB = endA.peer();
      b.net().netisr.unregister(Netisr.NETISR_IP);
      a.net().attach(endA);
      b.net().attach(endB);
      TestEther.configure(a, endA, "10.0.0.1", 24);
      TestEther.configure(b, endB, "10.0.0.2", 24);
      b.net()
          .netisr
          .register(
              Netisr.NETISR_IP,
              m -> {
                got.add(m.data[m.off] & 0xff | (m.data[m.off + 1] & 0xff) << 8);
                b.mbufs().freem(m);
              },
              true);
      settle();
    }

    private Host host(String name, boolean mpsafe) {
      return Host.builder().name(name).runtime(rt).mpsafe(mpsafe).mbufsMayFail(false).build();
    }

    void settle() {
      rt.sleepQueue().sleep(new Object(), null, "settle", false, 1_000_000L, false);
    }

    Errno send(int number) {
      return send(a, endA, B, number);
    }

    Errno send(Host from, EpairIf end, SockAddrIn to, int number) {
      Mbuf m = from.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
      m.len = 60;
      m.pkthdr.len = 60;
      m.data[m.off] = (byte) number;
      m.data[m.off + 1] = (byte) (number >>> 8);
      Route ro = new Route(to);
      from.net().routes.rtalloc(ro);
      from.kernel().netLockGiant();
      Errno error = end.output(m, to, ro.rt);
      from.kernel().netUnlockGiant();
      from.net().routes.rtFree(ro.rt);
      return error;
    }

    void end() {
      a.kernel().shutdown();
      b.kernel().shutdown();
      for (Host h : new Host[] {a, b}) {
        if (h.mbufs().inUse() != 0
            || h.net().routes.stat.rts_inuse.get() != 0
            || h.net().ifaddrsInUse() != 0) {
          throw new AssertionError(h + " leaks");
        }
      }
      rt.shutdown();
    }
  }

  @Test
  void first_packet_is_resolved_and_all_arrive_in_order() {
    for (boolean mpsafe : new boolean[] {true, false}) {
      Simulation.run(
              rt -> {
                Net n = new Net(rt, mpsafe);
                n.send(1);
                n.settle();
                for (int i = 2; i <= 40; i++) {
                  assertThat(n.send(i)).isEqualTo(Errno.OK);
                }
                n.settle();
                assertThat(n.got).hasSize(40).isSorted();
                n.end();
              })
          .orThrow();
    }
  }

  @Test
  void order_holds_under_many_schedules() {
    for (int seed = 0; seed < 25; seed++) {
      Simulation.run(
              new RandomScheduler(seed),
              new WorldOptions().seed(seed),
              rt -> {
                Net n = new Net(rt);
                n.send(1);
                n.settle();
                for (int i = 2; i <= 6; i++) {
                  n.send(i);
                }
                n.settle();
                assertThat(n.got).containsExactly(1, 2, 3, 4, 5, 6);
                n.end();
              })
          .orThrow();
    }
  }

  @Test
  void full_ring_leaves_frames_in_the_output_queue_and_then_says_enobufs() {
    Simulation.run(
            rt -> {
              Net n = new Net(rt);
              n.send(0);
              n.settle();
              n.got.clear();
              int sent = 0;
              Errno error = Errno.OK;
              while (error == Errno.OK && sent < 10_000) {
                error = n.send(sent);
                sent += error == Errno.OK ? 1 : 0;
              }
              assertThat(error).isEqualTo(Errno.ENOBUFS);
              assertThat(sent).isEqualTo(EpairIf.RING + Ifnet.IFQ_MAXLEN);
              assertThat(n.endA.snd.drops()).isOne();
              n.settle();
              assertThat(n.got).hasSize(sent).isSorted();
              assertThat(n.send(1)).isEqualTo(Errno.OK);
              n.settle();
              assertThat(n.got).hasSize(sent + 1);
              n.end();
            })
        .orThrow();
  }

  /**
   * The interrupt of a finds nothing received and starts a's output, which waited for room; a frame
   * from b arrives meanwhile.
   */
  @Test
  void frame_that_arrives_while_the_interrupt_starts_output_comes_once() {
    Simulation.run(
            rt -> {
              Net n = new Net(rt);
              n.send(0);
              n.settle();
              n.send(n.b, n.endB, A, 0);
              n.settle();
              while (n.send(1) == Errno.OK) {
                continue;
              }
              long before = n.endA.data.ifi_ipackets.get();
              List<String> senders = new ArrayList<>();
              n.endA.setFault(
                  new WireFault() {
                    @Override
                    public int copies(byte[] frame) {
                      senders.add(rt.curthread().name());
                      if (senders.size() == 1) {
                        n.send(n.b, n.endB, A, 2);
                      }
                      return 1;
                    }

                    @Override
                    public long delayNanos(byte[] frame, int copy) {
                      return 0;
                    }
                  });
              n.settle();
              assertThat(senders).hasSize(Ifnet.IFQ_MAXLEN).containsOnly("irq: epair0a");
              assertThat(n.endA.data.ifi_ipackets.get() - before).isOne();
              n.end();
            })
        .orThrow();
  }

  @Test
  void wire_loses_doubles_and_delays_as_it_is_told() {
    Simulation.run(
            rt -> {
              Net n = new Net(rt);
              n.send(0);
              n.settle();
              n.got.clear();
              n.endA.setFault(
                  new WireFault() {
                    @Override
                    public int copies(byte[] frame) {
                      return frame[14] == 1 ? 0 : frame[14] == 2 ? 2 : 1;
                    }

                    @Override
                    public long delayNanos(byte[] frame, int copy) {
                      return frame[14] == 3 ? 100_000L : 0;
                    }
                  });
              for (int i = 1; i <= 4; i++) {
                n.send(i);
              }
              n.settle();
              assertThat(n.got).containsExactly(2, 2, 4, 3);
              n.end();
            })
        .orThrow();
  }

  @Test
  void end_may_leave_at_any_moment() {
    for (int seed = 0; seed < 25; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Net n = new Net(rt);
                n.send(0);
                n.settle();
                giantless.lock.KThread leaver =
                    rt.spawn(
                        "leaver",
                        giantless.lock.Priority.KTHREAD,
                        1,
                        () -> n.b.net().detach(n.endB));
                for (int i = 0; i < 4; i++) {
                  n.send(i);
                }
                leaver.join();
                n.settle();
                n.send(9);
                n.end();
              })
          .orThrow();
    }
  }

  @Test
  void delayed_frame_dies_with_the_end_that_waits_for_it() {
    Simulation.run(
            rt -> {
              Net n = new Net(rt);
              n.send(0);
              n.settle();
              n.endA.setFault(
                  new WireFault() {
                    @Override
                    public int copies(byte[] frame) {
                      return 1;
                    }

                    @Override
                    public long delayNanos(byte[] frame, int copy) {
                      return 10_000_000L;
                    }
                  });
              n.send(1);
              n.b.net().detach(n.endB);
              n.got.clear();
              rt.sleepQueue().sleep(new Object(), null, "wait", false, 20_000_000L, false);
              assertThat(n.got).isEmpty();
              n.end();
            })
        .orThrow();
  }
}
