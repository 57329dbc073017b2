package giantless.stack.mbuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.stack.Host;
import giantless.stack.Machine;
import org.junit.jupiter.api.Test;

/** The allocator: limits, sleeping for memory, sharing, and what a wrong free is answered. */
class MbufPoolTest {

  private static Mbuf cluster(Host h) {
    return h.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
  }

  @Test
  void limit_is_exact_even_when_another_cpu_caches_the_rest() {
    Host h = Machine.builder().nmbclusters(10).build();
    // The other CPU's cache holds all ten.
    KThread t =
        h.rt()
            .spawn(
                "other",
                Priority.KTHREAD,
                1,
                () -> {
                  Mbuf list = null;
                  for (int i = 0; i < 10; i++) {
                    Mbuf m = cluster(h);
                    m.nextpkt = list;
                    list = m;
                  }
                  h.mbufs().freemPkts(list);
                });
    t.join();
    Mbuf list = null;
    for (int i = 0; i < 10; i++) {
      Mbuf m = cluster(h);
      assertThat(m).isNotNull();
      m.nextpkt = list;
      list = m;
    }
    assertThat(cluster(h)).isNull();
    assertThat(h.mbufs().denied()).isOne();
    assertThat(h.mbufs().inUse()).isEqualTo(10);
    assertThat(h.mbufs().clustersInUse()).isEqualTo(10);
    h.mbufs().freemPkts(list);
    h.shutdownClean();
  }

  @Test
  void waiter_sleeps_until_memory_is_freed() {
    Host h = Machine.builder().nmbufs(4).build();
    for (int round = 0; round < 200; round++) {
      Mbuf[] all = new Mbuf[4];
      for (int i = 0; i < 4; i++) {
        all[i] = h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
      }
      KThread a = h.rt().spawn("a", Priority.KTHREAD, 0, () -> getAndFree(h));
      KThread b = h.rt().spawn("b", Priority.KTHREAD, 1, () -> getAndFree(h));
      for (Mbuf m : all) {
        h.mbufs().free(m);
      }
      a.join();
      b.join();
    }
    assertThat(h.mbufs().inUse()).isZero();
    h.shutdownClean();
  }

  private static void getAndFree(Host h) {
    h.mbufs().free(h.mbufs().get(How.WAITOK, Mbuf.MT_DATA));
  }

  @Test
  void drain_routines_are_asked_before_sleeping() {
    Host h = Machine.builder().nmbufs(1).build();
    Mbuf[] held = {h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA)};
    h.mbufs()
        .onDrain(
            () -> {
              h.mbufs().free(held[0]);
              held[0] = null;
            });
    Mbuf m = h.mbufs().get(How.WAITOK, Mbuf.MT_DATA);
    assertThat(held[0]).isNull();
    assertThat(h.mbufs().stat().drain.get()).isOne();
    h.mbufs().free(m);
    h.shutdownClean();
  }

  @Test
  void waiting_for_memory_with_a_mutex_held_is_told_even_when_there_is_some() {
    Host h = Machine.host();
    Mtx m = h.rt().mtx(Locks.SO_RCV);
    m.lock();
    assertThatThrownBy(() -> h.mbufs().get(How.WAITOK, Mbuf.MT_DATA))
        .isInstanceOf(Panic.class)
        .hasMessageContaining("so_rcv");
    m.unlock();
    h.shutdownClean();
  }

  @Test
  void double_free_of_an_mbuf_panics() {
    Host h = Machine.host();
    Mbuf m = h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
    h.mbufs().free(m);
    assertThatThrownBy(() -> h.mbufs().free(m))
        .isInstanceOf(Panic.class)
        .hasMessage("duplicate free of mbuf");
    h.shutdownClean();
  }

  /** Whatever the two have done before the mark is set: exactly one of them has the mbuf. */
  @Test
  void double_free_by_two_cpus_at_the_same_instant_panics_in_one_of_them() {
    Host h = Machine.host();
    int rounds = 3000;
    Mbuf[] doomed = new Mbuf[rounds];
    for (int i = 0; i < rounds; i++) {
      doomed[i] = i % 2 == 0 ? h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA) : cluster(h);
    }
    AtomicInt[] arrived = new AtomicInt[rounds];
    for (int i = 0; i < rounds; i++) {
      arrived[i] = h.rt().atomicInt(0);
    }
    AtomicInt panics = h.rt().atomicInt(0);
    KThread[] cpus = new KThread[2];
    for (int cpu = 0; cpu < cpus.length; cpu++) {
      cpus[cpu] =
          h.rt()
              .spawn(
                  "cpu" + cpu,
                  Priority.KTHREAD,
                  cpu,
                  () -> {
                    for (int i = 0; i < rounds; i++) {
                      arrived[i].fetchAdd(1);
                      while (arrived[i].get() < 2) {
                        h.rt().yieldCpu();
                      }
                      try {
                        h.mbufs().free(doomed[i]);
                      } catch (Panic e) {
                        assertThat(e).hasMessage("duplicate free of mbuf");
                        panics.fetchAdd(1);
                      }
                    }
                  });
    }
    for (KThread t : cpus) {
      t.join();
    }
    assertThat(panics.get()).isEqualTo(rounds);
    h.shutdownClean();
  }

  /** The wrong copy shares a cluster and does not count: the second free is one too many. */
  @Test
  void double_free_of_a_cluster_panics() {
    Host h = Machine.host();
    Mbuf a = cluster(h);
    Mbuf b = h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
    shareUncounted(b, a);
    h.mbufs().free(a);
    assertThatThrownBy(() -> h.mbufs().free(b))
        .isInstanceOf(Panic.class)
        .hasMessage("duplicate free of mbuf_cluster");
    h.shutdown();
  }

  /** As above, but the cluster is somebody else's by then: the free must not hit the new owner. */
  @Test
  void late_double_free_does_not_take_the_new_owners_cluster() {
    Host h = Machine.host();
    Mbuf a = cluster(h);
    Mbuf b = h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
    shareUncounted(b, a);
    h.mbufs().free(a);
    Mbuf c = cluster(h);
    assertThat(c.ext).isSameAs(b.ext);
    assertThatThrownBy(() -> h.mbufs().free(b)).hasMessage("duplicate free of mbuf_cluster");
    assertThat(h.mbufs().sanity(c)).isTrue();
    h.mbufs().free(c);
    h.shutdown();
  }

  private static void shareUncounted(Mbuf to, Mbuf from) {
    to.ext = from.ext;
    to.extGen = from.extGen;
    to.flags |= Mbuf.M_EXT;
    to.data = from.data;
  }

  @Test
  void leaked_mbuf_fails_a_clean_shutdown() {
    Host h = Machine.host();
    cluster(h);
    assertThatThrownBy(h::shutdownClean)
        .isInstanceOf(Panic.class)
        .hasMessage("host: left at shutdown: 1 mbufs, 1 clusters, 0 files");
  }

  @Test
  void external_storage_goes_back_once_with_the_last_mbuf() {
    Host h = Machine.host();
    byte[] store = new byte[500];
    int[] freed = new int[1];
    Mbuf m = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    h.mbufs().extadd(m, store, 0, 500, s -> freed[0]++);
    m.len = 500;
    m.pkthdr.len = 500;
    Mbuf copy = h.mbufs().copypacket(m, How.DONTWAIT);
    assertThat(copy.data).isSameAs(store);
    assertThat(m.isWritable()).isFalse();
    h.mbufs().freem(m);
    assertThat(freed[0]).isZero();
    assertThat(copy.isWritable()).isTrue();
    h.mbufs().freem(copy);
    assertThat(freed[0]).isOne();
    h.shutdownClean();
  }

  @Test
  void clusters_shared_by_two_cpus_are_freed_once() {
    Host h = Machine.host();
    for (int i = 0; i < 300; i++) {
      Mbuf m = cluster(h);
      m.len = 100;
      m.pkthdr.len = 100;
      Mbuf copy = h.mbufs().copypacket(m, How.DONTWAIT);
      KThread t = h.rt().spawn("t", Priority.KTHREAD, 1, () -> h.mbufs().freem(copy));
      h.mbufs().freem(m);
      t.join();
    }
    assertThat(h.mbufs().clustersInUse()).isZero();
    h.shutdownClean();
  }

  @Test
  void tags_follow_the_packet() {
    Host h = Machine.host();
    Mbuf m = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    MbufTag keep = new MbufTag(1, 1, "keep", true);
    h.mbufs().tagPrepend(m, keep);
    h.mbufs().tagPrepend(m, new MbufTag(1, 2, "drop", false));
    Mbuf copy = h.mbufs().dup(m, How.DONTWAIT);
    assertThat(h.mbufs().tagFind(copy, 1, 2).data()).isEqualTo("drop");
    h.mbufs().tagDeleteNonpersistent(copy);
    assertThat(h.mbufs().tagFind(copy, 1, 2)).isNull();
    assertThat(h.mbufs().tagFind(copy, 1, 1)).isNotNull();
    assertThat(h.mbufs().tagFind(m, 1, 2)).as("the original keeps its own").isNotNull();
    assertThat(h.mbufs().tagDelete(m, keep)).isTrue();
    assertThat(h.mbufs().tagDelete(m, keep)).isFalse();
    h.mbufs().freem(m);
    h.mbufs().freem(copy);
    Mbuf fresh = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    assertThat(h.mbufs().tagFirst(fresh)).as("nothing of the packet before").isNull();
    h.mbufs().free(fresh);
    h.shutdownClean();
  }

  @Test
  void sanity_names_what_is_wrong() {
    Host h = Machine.host();
    Mbuf m = cluster(h);
    m.len = 10;
    assertThat(MbufSanity.check(m)).isEqualTo("packet header says 0 bytes, chain has 10");
    m.pkthdr.len = 10;
    assertThat(MbufSanity.check(m)).isNull();
    m.off = 2045;
    assertThat(MbufSanity.check(m)).isEqualTo("mbuf 0: bytes 2045+10 outside of storage");
    m.off = 0;
    Mbuf inner = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    m.next = inner;
    assertThat(MbufSanity.check(m)).isEqualTo("mbuf 1: packet header inside a packet");
    h.mbufs().free(inner);
    assertThat(MbufSanity.check(m)).isEqualTo("mbuf 1: is free");
    m.next = null;
    h.mbufs().free(m);
    h.shutdownClean();
  }

  @Test
  void jumbo_clusters_have_their_sizes() {
    Host h = Machine.host();
    int[] sizes = {2048, 4096, 9216, 16384};
    for (int size : sizes) {
      Mbuf m = h.mbufs().getjcl(How.DONTWAIT, Mbuf.MT_DATA, 0, size);
      assertThat(m.trailingSpace()).isEqualTo(size);
      h.mbufs().free(m);
    }
    assertThatThrownBy(() -> h.mbufs().getjcl(How.DONTWAIT, Mbuf.MT_DATA, 0, 3000))
        .hasMessage("m_getjcl: invalid cluster size 3000");
    h.mbufs().lowmem();
    h.shutdown();
  }
}
