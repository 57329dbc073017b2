package giantless.properties.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.netinet.Ip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Reassembly against {@link FragmentModel}: every order, overlap, duplicate and loss of fragments
 * gives the payload that the model gives, at the same fragment; and what is cut comes together
 * again.
 */
class ReassemblyProperties {
  private static final int SRC = 0x0a000002;
  private static final int DST = 0x0a000001;

  /** A fragment: place and length in units of 8 bytes, bytes more at the end of the last one. */
  record Frag(int at, int units, int odd, boolean more, int fill, int id) {
    byte[] data() {
      byte[] d = new byte[more ? units * 8 : (units - 1) * 8 + odd];
      for (int i = 0; i < d.length; i++) {
        d[i] = (byte) (fill * 31 + i);
      }
      return d;
    }
  }

  @Provide
  Arbitrary<List<Frag>> fragments() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(true, true, true, false),
            Arbitraries.integers().between(0, 255),
            Arbitraries.of(1, 1, 1, 65))
        .as(Frag::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(24);
  }

  /** Runs the fragments through stack and model, which must agree at each. */
  private static void agree(List<Frag> frags, ModelMaker maker) {
    InetMachine t = new InetMachine();
    t.h.inet().sysctl.maxfragsperpacket.set(2000);
    FragmentModel[] models = {maker.make(), maker.make()};
    int[] open = new int[2];
    for (Frag f : frags) {
      int which = f.id() == 1 ? 0 : 1;
      int off = f.at() | (f.more() ? Ip.MF : 0);
      byte[] packet = InetMachine.ip(SRC, DST, f.id(), off, new byte[0], f.data());
      Mbuf m = t.chain(packet, Math.min(packet.length, 20 + f.fill() % 8));
      byte[] expected = models[which].add(f.at() * 8, f.data(), f.more());
      open[which] = 1;
      Mbuf whole = t.h.inet().reass.reass(m);
      byte[] got = null;
      if (whole != null) {
        assertThat(t.h.mbufs().sanity(whole)).isTrue();
        byte[] b = t.bytesOf(whole);
        assertThat(Ip.len(whole)).isEqualTo(b.length);
        got = Arrays.copyOfRange(b, 20, b.length);
        t.h.mbufs().freem(whole);
      }
      assertThat(got).as("after %s", f).isEqualTo(expected);
      if (expected != null) {
        models[which] = maker.make();
        open[which] = 0;
      }
      assertThat(t.h.inet().reass.queues()).isEqualTo(open[0] + open[1]);
    }
    t.clock.advance(31_000_000_000L);
    assertThat(t.h.inet().reass.queues()).isZero();
    t.h.shutdownClean();
  }

  interface ModelMaker {
    FragmentModel make();
  }

  @Property(tries = 1500)
  void stack_and_model_agree_at_each_fragment(@ForAll("fragments") List<Frag> frags) {
    agree(frags, FragmentModel::new);
  }

  /** A model in which a new fragment always wins: the stack must be seen to differ. */
  private static final class NewestWins extends FragmentModel {
    @Override
    int firstFree(int off) {
      return off;
    }
  }

  @Example
  void a_model_with_other_rules_is_told_apart() {
    List<Frag> frags =
        List.of(
            new Frag(0, 2, 8, true, 1, 1),
            new Frag(1, 2, 8, true, 2, 1),
            new Frag(3, 1, 4, false, 3, 1));
    agree(frags, FragmentModel::new);
    assertThatThrownBy(() -> agree(frags, NewestWins::new)).isInstanceOf(AssertionError.class);
  }

  @Property(tries = 300)
  void what_is_cut_comes_together_again_in_any_order(
      @ForAll @IntRange(min = 1, max = 9000) int length,
      @ForAll @IntRange(min = 68, max = 1500) int mtu,
      @ForAll @IntRange(min = 0, max = 10) int optWords,
      @ForAll @IntRange(min = 0, max = 1 << 30) int shuffle) {
    InetMachine t = new InetMachine();
    t.h.inet().sysctl.maxfragsperpacket.set(2000);
    byte[] opts = new byte[optWords * 4];
    Arrays.fill(opts, (byte) 1);
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 7 + (i >> 8));
    }
    byte[] packet = InetMachine.ip(SRC, DST, 9, 0, opts, payload);
    Assume.that(packet.length > mtu);
    Mbuf m = t.h.mbufs().devget(packet, 0, packet.length, t.wire, How.WAITOK);
    int hlen = 20 + opts.length;
    m = t.h.mbufs().pullup(m, hlen);
    if ((mtu - hlen & ~7) < 8) {
      assertThat(t.h.inet().fragment.fragment(m, mtu)).isEqualTo(Errno.EMSGSIZE);
      t.h.shutdownClean();
      return;
    }
    assertThat(t.h.inet().fragment.fragment(m, mtu)).isEqualTo(Errno.OK);
    List<byte[]> parts = new ArrayList<>();
    while (m != null) {
      Mbuf next = m.nextpkt;
      m.nextpkt = null;
      byte[] b = t.bytesOf(m);
      assertThat(b.length).isLessThanOrEqualTo(mtu);
      assertThat(InetMachine.naiveSum(b, 0, (b[0] & 15) * 4)).isZero();
      parts.add(b);
      t.h.mbufs().freem(m);
      m = next;
    }
    java.util.Collections.shuffle(parts, new java.util.Random(shuffle));
    Mbuf whole = null;
    for (byte[] b : parts) {
      assertThat(whole).isNull();
      whole = t.h.inet().reass.reass(t.chain(b, Math.min(b.length, (b[0] & 15) * 4)));
    }
    assertThat(whole).isNotNull();
    byte[] all = t.bytesOf(whole);
    assertThat(Arrays.copyOfRange(all, (all[0] & 15) * 4, all.length)).isEqualTo(payload);
    t.h.mbufs().freem(whole);
    t.h.shutdownClean();
  }
}
