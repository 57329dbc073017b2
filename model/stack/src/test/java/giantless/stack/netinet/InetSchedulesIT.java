package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.count;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.World;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Netisr;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.SockAddrIn;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Several threads in IPv4 at once, under many schedules: nothing is lost, doubled or left behind.
 */
class InetSchedulesIT {
  private static final int SEEDS = 60;

  /** Counts what is delivered. */
  private static final class Sink implements IpProtoHandler {
    private final Host h;
    private final AtomicInt packets;
    private final AtomicInt bytes;

    private Sink(Host h) {
      this.h = h;
      this.packets = h.rt().atomicInt(0);
      this.bytes = h.rt().atomicInt(0);
    }

    @Override
    public void input(Mbuf m, int hlen) {
      packets.fetchAdd(1);
      bytes.fetchAdd(m.pkthdr.len - hlen);
      h.mbufs().freem(m);
    }

    @Override
    public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] quote) {}

    @Override
    public void drain() {}
  }

  private static void many(Consumer<ExploredRuntime> body) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Simulation.run(seed, body).orThrow();
    }
  }

  /** A random schedule in which a deadline comes about once in thirty steps of others. */
  private static Scheduler seldomTime(long seed) {
    RandomScheduler steps = new RandomScheduler(seed);
    RandomScheduler time = new RandomScheduler(~seed, true);
    Random chance = new Random(seed);
    return new Scheduler() {
      @Override
      public boolean timeIsChoice() {
        return true;
      }

      @Override
      public int next(World world) {
        int step = chance.nextInt(30) == 0 ? Scheduler.STOP : steps.next(world);
        return step == Scheduler.STOP ? time.next(world) : step;
      }

      @Override
      public int choose(World world, ExploredThread thread, int alternatives, String what) {
        return steps.choose(world, thread, alternatives, what);
      }
    };
  }

  private static Host host(ExploredRuntime rt) {
    return Host.builder().runtime(rt).mbufsMayFail(false).build();
  }

  private static void sleep(ExploredRuntime rt, long seconds) {
    rt.sleepQueue().sleep(new Object(), null, "sleep", false, seconds * Bench.SECOND, false);
  }

  private static byte[] frag(int id, int from, int to, boolean more) {
    return Pkt.of("10.0.0.2", "10.0.0.1", slice(count(48), from, to))
        .id(id)
        .off((more ? Ip.MF : 0) | from / 8)
        .bytes();
  }

  @Test
  void fragments_by_two_threads_make_each_packet_once() {
    many(
        rt -> {
          Host h = host(rt);
          Sink sink = new Sink(h);
          h.inet().protos().register(Bench.PROTO, sink);
          CaptureIf a = CaptureIf.attach(h, "cap0", "10.0.0.1/24");
          CaptureIf b = CaptureIf.attach(h, "cap1", "10.1.0.1/24");
          KThread other =
              rt.spawn(
                  "other",
                  Priority.KTHREAD,
                  rt.cpus() - 1,
                  () -> {
                    b.arrive(frag(1, 16, 32, true));
                    b.arrive(frag(2, 32, 48, false));
                    b.arrive(frag(1, 32, 48, false));
                  });
          a.arrive(frag(1, 0, 16, true));
          a.arrive(frag(2, 0, 16, true));
          a.arrive(frag(2, 16, 32, true));
          other.join();
          assertThat(sink.packets.get()).isEqualTo(2);
          assertThat(sink.bytes.get()).isEqualTo(96);
          assertThat(h.inet().ipstat.ips_reassembled.get()).isEqualTo(2);
          h.shutdownClean();
        });
  }

  @Test
  void timeout_against_the_last_fragment_gives_the_packet_or_the_error() {
    int[] seen = new int[2];
    for (int seed = 0; seed < SEEDS; seed++) {
      // Deadlines may come while threads can run, so that the timer races with the packet.
      Simulation.run(
              seldomTime(seed),
              rt -> {
                Host h = host(rt);
                Sink sink = new Sink(h);
                h.inet().protos().register(Bench.PROTO, sink);
                CaptureIf a = CaptureIf.attach(h, "cap0", "10.0.0.1/24");
                final long start = rt.uptimeNanos();
                a.arrive(frag(1, 0, 16, true));
                KThread other =
                    rt.spawn(
                        "other",
                        Priority.KTHREAD,
                        rt.cpus() - 1,
                        () -> {
                          long left = start + IpReass.FRAGTTL_NANOS - rt.uptimeNanos();
                          rt.sleepQueue()
                              .sleep(new Object(), null, "ttl", false, Math.max(1, left), false);
                          a.arrive(frag(1, 16, 32, false));
                        });
                sleep(rt, 31);
                other.join();
                for (int n = 0; n < 1000 && sink.packets.get() + a.sent.size() == 0; n++) {
                  sleep(rt, 1);
                }
                int whole = sink.packets.get();
                int told = a.sent.size();
                assertThat(whole + told).isEqualTo(1);
                seen[whole]++;
                // The fragment that came too late waits for a packet of its own.
                h.shutdownClean();
              })
          .orThrow();
    }
    assertThat(seen[0]).isPositive();
    assertThat(seen[1]).isPositive();
  }

  @Test
  void interface_that_departs_under_fragments_groups_and_addresses_leaves_nothing() {
    many(
        rt -> {
          Host h = host(rt);
          CaptureIf a = CaptureIf.attach(h, "cap0", "10.0.0.1/24");
          CaptureIf b = CaptureIf.attach(h, "cap1", "10.1.0.1/24");
          KThread fragments =
              rt.spawn(
                  "fragments",
                  Priority.KTHREAD,
                  rt.cpus() - 1,
                  () -> {
                    b.arrive(frag(1, 0, 16, true));
                    b.arrive(Pkt.of("10.1.0.2", "224.1.2.3", bytes(1)).bytes());
                  });
          KThread groups =
              rt.spawn(
                  "groups",
                  Priority.KTHREAD,
                  0,
                  () -> {
                    InMulti inm = h.inet().multi.join(Pkt.addr("224.1.2.3"), b);
                    if (inm != null) {
                      h.inet().multi.leave(inm);
                    }
                    h.inet().control.aifaddr(b, InAliasReq.parse("10.2.0.1/24"));
                  });
          h.net().detach(b);
          fragments.join();
          groups.join();
          sleep(rt, 31);
          assertThat(h.inet().ifaddrs.of(b)).isEmpty();
          assertThat(h.inet().multi.isMember(Pkt.addr("224.1.2.3"), b)).isFalse();
          assertThat(a.sent.size()).isLessThanOrEqualTo(1);
          h.shutdownClean();
          assertThat(h.net().ifaddrsInUse()).isZero();
        });
  }

  @Test
  void two_ifconfigs_of_one_address_end_with_one_address_and_one_route() {
    many(
        rt -> {
          Host h = host(rt);
          CaptureIf a = CaptureIf.attach(h, "cap0", null);
          Runnable add = () -> h.inet().control.aifaddr(a, InAliasReq.parse("10.0.0.1/24"));
          KThread other = rt.spawn("other", Priority.KTHREAD, rt.cpus() - 1, add);
          add.run();
          h.inet().control.difaddr(a, Pkt.addr("10.0.0.1"));
          other.join();
          add.run();
          assertThat(h.inet().ifaddrs.of(a)).hasSize(1);
          assertThat(h.inet().rtaddr(Pkt.addr("10.0.0.9"))).isNotNull();
          h.shutdownClean();
          assertThat(h.net().ifaddrsInUse()).isZero();
        });
  }

  @Test
  void limited_answers_are_never_more_than_the_limit() {
    many(
        rt -> {
          Host h = host(rt);
          h.inet().sysctl.icmplim.set(3);
          AtomicInt allowed = rt.atomicInt(0);
          Runnable ask =
              () -> {
                for (int i = 0; i < 3; i++) {
                  if (h.inet().unreachAllowed()) {
                    allowed.fetchAdd(1);
                  }
                }
              };
          KThread other = rt.spawn("other", Priority.KTHREAD, rt.cpus() - 1, ask);
          ask.run();
          other.join();
          assertThat(allowed.get()).isEqualTo(3);
          h.shutdownClean();
        });
  }

  /** A limiter that looks and then counts. */
  private static boolean looksThenCounts(AtomicInt count, int limit) {
    int n = count.get();
    count.set(n + 1);
    return n < limit;
  }

  @Test
  void a_limiter_that_looks_and_then_counts_lets_too_many_through() {
    int[] most = new int[1];
    many(
        rt -> {
          AtomicInt count = rt.atomicInt(0);
          AtomicInt allowed = rt.atomicInt(0);
          Runnable ask =
              () -> {
                for (int i = 0; i < 3; i++) {
                  if (looksThenCounts(count, 3)) {
                    allowed.fetchAdd(1);
                  }
                }
              };
          KThread other = rt.spawn("other", Priority.KTHREAD, rt.cpus() - 1, ask);
          ask.run();
          other.join();
          most[0] = Math.max(most[0], allowed.get());
        });
    assertThat(most[0]).isGreaterThan(3);
  }

  /** Whether the protocol still hears of the packet or not, nothing of it is left. */
  @Test
  void packet_queued_while_its_protocol_leaves_is_not_left_behind() {
    many(
        rt -> {
          Host h =
              Host.builder().runtime(rt).mbufsMayFail(false).netisr(NetisrMode.ONE_THREAD).build();
          Netisr netisr = h.net().netisr;
          netisr.register(Netisr.NETISR_IPV6, h.mbufs()::freem, true);
          KThread other =
              rt.spawn(
                  "sender",
                  Priority.USER,
                  1,
                  () ->
                      netisr.queue(
                          Netisr.NETISR_IPV6, h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA)));
          netisr.unregister(Netisr.NETISR_IPV6);
          other.join();
          h.shutdownClean();
        });
  }
}
