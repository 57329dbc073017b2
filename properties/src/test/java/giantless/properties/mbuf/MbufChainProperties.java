package giantless.properties.mbuf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.mbuf.MbufPos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * mbuf chains against byte arrays: any sequence of the chain operations, on packets that share
 * storage with each other, leaves every packet with the bytes that the arrays have; whatever one
 * packet's owner writes, no other packet changes; and in the end nothing is leaked.
 */
class MbufChainProperties {

  /** One call: which operation, on which packet, with two numbers. */
  record Step(int op, int which, int a, int b) {
    @Override
    public String toString() {
      return OPS[op] + "(#" + which + "," + a + "," + b + ")";
    }
  }

  /** Clusters, with which nothing fails for want of memory. */
  private static final int PLENTY = 2000;

  private static final String[] OPS = {
    "devget", "prepend", "pullup", "split", "adj", "cat", "copym", "copypacket", "dup", "copyback",
    "append", "unshare", "defrag", "copydata", "getptr", "uio", "zeroMbuf", "ext", "free", "fixhdr"
  };

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> size =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 300),
            Arbitraries.of(0, 1, 167, 168, 169, 215, 216, 217, 2047, 2048, 2049),
            Arbitraries.integers().between(0, 5000));
    return Combinators.combine(
            Arbitraries.integers().between(0, OPS.length - 1),
            Arbitraries.integers().between(0, 100),
            size,
            size)
        .as((op, which, a, b) -> new Step(op, which, a, b))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property
  void chains_have_the_bytes_of_the_arrays(@ForAll("steps") List<Step> steps) {
    new Run(PLENTY).all(steps);
  }

  /** With 30 mbufs and 6 clusters most things fail: nothing may be lost or changed by it. */
  @Property
  void running_out_of_memory_changes_nothing(@ForAll("steps") List<Step> steps) {
    new Run(6).all(steps);
  }

  /** The packets, each beside the array with its bytes. */
  private static final class Run {
    private final boolean plenty;
    private final Host host;
    private final MbufPool pool;
    private final List<Mbuf> packets = new ArrayList<>();
    private final List<byte[]> arrays = new ArrayList<>();
    private int fill;
    private int stores;

    Run(int clusters) {
      plenty = clusters == PLENTY;
      host =
          Host.builder()
              .cpus(1)
              .watch(new Witness())
              .nmbclusters(clusters)
              .nmbufs(clusters * 5)
              .build();
      pool = host.mbufs();
    }

    void all(List<Step> steps) {
      for (Step s : steps) {
        step(s);
        for (int i = 0; i < packets.size(); i++) {
          check(packets.get(i), arrays.get(i), s);
        }
      }
      for (Mbuf m : packets) {
        pool.freem(m);
      }
      assertThat(plenty && pool.denied() > 0).as("something denied of plenty").isFalse();
      assertThat(stores).as("external stores given back").isZero();
      host.shutdownClean();
    }

    private void check(Mbuf m, byte[] bytes, Step after) {
      assertThat(pool.sanity(m)).as("sanity after %s", after).isTrue();
      assertThat(pool.length(m)).as("length after %s", after).isEqualTo(bytes.length);
      byte[] out = new byte[bytes.length];
      pool.copydata(m, 0, out.length, out, 0);
      assertThat(Arrays.equals(out, bytes)).as("bytes after %s", after).isTrue();
    }

    private byte[] fresh(int n) {
      byte[] b = new byte[n];
      for (int i = 0; i < n; i++) {
        b[i] = (byte) (fill = fill * 31 + 7);
      }
      return b;
    }

    /** The result of a call that may fail for want of memory alone. */
    private Mbuf made(Mbuf m) {
      assertThat(m != null || !plenty).as("memory was there").isTrue();
      return m;
    }

    private void add(Mbuf m, byte[] bytes) {
      if (m != null) {
        packets.add(m);
        arrays.add(bytes);
      }
    }

    /** A call that consumes the packet returned this; null: it is gone. */
    private void replace(int i, Mbuf m, byte[] bytes) {
      if (m == null) {
        packets.remove(i);
        arrays.remove(i);
      } else {
        packets.set(i, m);
        arrays.set(i, bytes);
      }
    }

    private void step(Step s) {
      if (packets.isEmpty() || s.op == 0) {
        byte[] b = fresh(s.a);
        add(made(pool.devget(b, 0, b.length, null, How.DONTWAIT)), b);
        return;
      }
      int i = s.which % packets.size();
      Mbuf m = packets.get(i);
      byte[] bytes = arrays.get(i);
      int n = bytes.length;
      switch (OPS[s.op]) {
        case "prepend" -> {
          int len = s.a % 2049;
          byte[] head = fresh(len);
          byte[] joined = join(head, bytes);
          Mbuf r = made(pool.prepend(m, len, How.DONTWAIT));
          if (r != null) {
            assertThat(r.len).isGreaterThanOrEqualTo(len);
            System.arraycopy(head, 0, r.data, r.off, len);
          }
          replace(i, r, joined);
        }
        case "pullup" -> {
          int len = s.a % 400;
          Mbuf r = pool.pullup(m, len);
          // What it cannot do is freed; with memory it can if the bytes are there and fit.
          assertThat(r != null || !plenty || len > Math.min(n, Mbuf.MHLEN)).isTrue();
          if (r != null) {
            assertThat(len).isLessThanOrEqualTo(n);
            assertThat(r.len).isGreaterThanOrEqualTo(len);
          }
          replace(i, r, bytes);
        }
        case "split" -> {
          int len = s.a % (n + 2);
          Mbuf tail = pool.split(m, len, How.DONTWAIT);
          assertThat(tail != null || !plenty || len > n).isTrue();
          if (tail != null) {
            assertThat(len).isLessThanOrEqualTo(n);
            arrays.set(i, Arrays.copyOf(bytes, len));
            add(tail, Arrays.copyOfRange(bytes, len, n));
          }
        }
        case "adj" -> {
          int len = s.a % (n + 10);
          int keep = Math.max(0, n - len);
          pool.adj(m, s.b % 2 == 0 ? len : -len);
          arrays.set(
              i,
              s.b % 2 == 0 ? Arrays.copyOfRange(bytes, n - keep, n) : Arrays.copyOf(bytes, keep));
        }
        case "cat" -> {
          int j = s.a % packets.size();
          if (j != i) {
            pool.cat(m, packets.get(j));
            pool.fixhdr(m);
            arrays.set(i, join(bytes, arrays.get(j)));
            packets.remove(j);
            arrays.remove(j);
          }
        }
        case "copym" -> {
          int off = s.a % (n + 1);
          int len = s.b % (n - off + 1);
          byte[] part = Arrays.copyOfRange(bytes, off, off + len);
          Mbuf r = pool.copym(m, off, len, How.DONTWAIT);
          // Of no bytes and without a header there is no chain.
          assertThat(r != null || !plenty || len == 0 && off > 0).isTrue();
          if (r != null && !r.isPkthdr()) {
            // A part has no packet header, so it is compared here and not below.
            byte[] out = new byte[len];
            assertThat(pool.length(r)).isEqualTo(len);
            pool.copydata(r, 0, len, out, 0);
            assertThat(out).isEqualTo(part);
            pool.freem(r);
          } else {
            add(r, part);
          }
        }
        case "copypacket" -> add(made(pool.copypacket(m, How.DONTWAIT)), bytes);
        case "dup" -> {
          Mbuf r = made(pool.dup(m, How.DONTWAIT));
          for (Mbuf p = r; p != null; p = p.next) {
            assertThat(p.isWritable()).isTrue();
          }
          add(r, bytes);
        }
        case "copyback" -> {
          int off = s.a % (n + 300);
          byte[] b = fresh(s.b % 3000);
          byte[] result = Arrays.copyOf(bytes, Math.max(n, off + b.length));
          System.arraycopy(b, 0, result, off, b.length);
          boolean done = pool.copyback(m, off, b.length, b, 0, How.DONTWAIT);
          assertThat(done || !plenty).isTrue();
          if (done) {
            arrays.set(i, result);
          }
        }
        case "append" -> {
          byte[] b = fresh(s.a);
          boolean done = pool.append(m, b.length, b, 0);
          assertThat(done || !plenty).isTrue();
          if (done) {
            arrays.set(i, join(bytes, b));
          }
        }
        case "unshare" -> {
          Mbuf r = made(pool.unshare(m, How.DONTWAIT));
          for (Mbuf p = r; p != null; p = p.next) {
            assertThat(p.isWritable()).isTrue();
            Arrays.fill(p.data, p.off, p.off + p.len, (byte) 9);
          }
          byte[] nines = new byte[n];
          Arrays.fill(nines, (byte) 9);
          replace(i, r, nines);
        }
        case "defrag" -> {
          Mbuf r = made(pool.defrag(m, How.DONTWAIT));
          if (r != null) {
            packets.set(i, r);
          }
        }
        case "copydata" -> {
          int off = s.a % (n + 1);
          int len = s.b % (n - off + 1);
          byte[] out = new byte[len];
          pool.copydata(m, off, len, out, 0);
          assertThat(out).isEqualTo(Arrays.copyOfRange(bytes, off, off + len));
        }
        case "getptr" -> {
          int off = s.a % (n + 2);
          MbufPos pos = pool.getptr(m, off);
          assertThat(pos == null).isEqualTo(off > n);
          if (off < n) {
            assertThat(pos.m.data[pos.m.off + pos.off]).isEqualTo(bytes[off]);
          }
        }
        case "uio" -> {
          byte[] out = new byte[n];
          Uio to = Uio.reading(out, 0, n);
          int len = s.a % (n + 1);
          assertThat(pool.mbuftouio(to, m, len)).isEqualTo(len);
          Uio from = Uio.writing(out, 0, len);
          Mbuf r = made(pool.uiotombuf(from, How.DONTWAIT, 0, s.b % 168, Mbuf.M_PKTHDR));
          assertThat(from.resid()).isEqualTo(r == null ? len : 0);
          add(r, Arrays.copyOf(bytes, len));
        }
        case "zeroMbuf" -> {
          Mbuf z = pool.get(How.DONTWAIT, Mbuf.MT_DATA);
          if (z != null) {
            Mbuf at = m;
            for (int k = s.a % 4; k > 0 && at.next != null; k--) {
              at = at.next;
            }
            z.next = at.next;
            at.next = z;
          }
        }
        case "ext" -> {
          Mbuf e = pool.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
          if (e != null) {
            byte[] store = fresh(s.a + 20);
            byte[] b = Arrays.copyOfRange(store, 10, s.a + 10);
            stores++;
            pool.extadd(e, store, 0, store.length, gone -> stores--);
            e.off = 10;
            e.len = s.a;
            e.pkthdr.len = s.a;
            if (s.b % 2 == 0) {
              e.flags |= Mbuf.M_RDONLY;
            }
            add(e, b);
          }
        }
        case "free" -> {
          pool.freem(m);
          replace(i, null, null);
        }
        default -> assertThat(pool.fixhdr(m)).isEqualTo(n);
      }
    }

    private static byte[] join(byte[] a, byte[] b) {
      byte[] r = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, r, a.length, b.length);
      return r;
    }
  }

  /** The wrong operation, writing through a shared cluster, is seen in the other packet. */
  @Property(tries = 1)
  void write_through_a_shared_cluster_is_noticed() {
    Run run = new Run(100);
    byte[] b = run.fresh(1000);
    Mbuf m = run.pool.devget(b, 0, b.length, null, How.DONTWAIT);
    run.add(m, b);
    run.add(run.pool.copypacket(m, How.DONTWAIT), b.clone());
    m.data[m.off] ^= 1;
    b[0] ^= 1;
    run.check(m, b, new Step(0, 0, 0, 0));
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> run.check(run.packets.get(1), run.arrays.get(1), new Step(0, 0, 0, 0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("bytes after devget");
  }
}
