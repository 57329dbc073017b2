package giantless.properties.inet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.twins.scenes.PacketEnds;
import giantless.stack.mbuf.How;
import giantless.stack.netinet.IpStat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever bytes arrive, nothing is thrown, nothing leaks, and each packet is counted once. Its
 * wrong twins are stacks with a patch, in {@code PatchedStackIT}.
 */
class OptionsIT {

  @Provide
  Arbitrary<byte[]> options() {
    return Arbitraries.oneOf(
            Arbitraries.bytes(),
            Arbitraries.of((byte) 7, (byte) 68, (byte) 131, (byte) 137, (byte) 1, (byte) 0),
            Arbitraries.bytes().between((byte) 3, (byte) 15))
        .array(byte[].class)
        .ofMinSize(0)
        .ofMaxSize(40)
        .map(b -> java.util.Arrays.copyOf(b, b.length & ~3));
  }

  private static InetMachine machine(int mode) {
    InetMachine t = new InetMachine();
    t.h.inet().sysctl.forwarding.set(mode & 1);
    t.h.inet().sysctl.sourceroute.set(mode >> 1 & 1);
    t.h.inet().sysctl.acceptSourceroute.set(mode >> 2 & 1);
    t.h.inet().sysctl.bmcastecho.set(1);
    return t;
  }

  @Property(tries = 3000)
  void any_options_end_in_one_place(
      @ForAll("options") byte[] opts,
      @ForAll @IntRange(min = 0, max = 7) int mode,
      @ForAll @IntRange(min = 0, max = 3) int where) {
    InetMachine t = machine(mode);
    int[] dsts = {0x0a000001, 0x0a000009, 0x0a0000ff, 0x63000001};
    byte[] p = InetMachine.ip(0x0a000002, dsts[where], 1, 0, opts, new byte[12]);
    t.wire.input(t.chain(p, 20 + opts.length / 2));
    IpStat s = t.h.inet().ipstat;
    // The fourth destination has no route: the error is the only trace.
    boolean unreachable = PacketEnds.of(s) == 0 && t.h.inet().icmpstat.icps_error.get() == 1;
    assertThat(PacketEnds.of(s) == 1 || unreachable).isTrue();
    for (byte[] out : t.wire.sent) {
      assertThat(InetMachine.naiveSum(out, 0, (out[0] & 15) * 4)).isZero();
    }
    t.h.shutdownClean();
  }

  @Property(tries = 2000)
  void any_echo_with_options_is_answered_or_refused(
      @ForAll("options") byte[] opts, @ForAll @IntRange(min = 0, max = 7) int mode) {
    InetMachine t = machine(mode);
    byte[] p = InetMachine.ip(0x0a000002, 0x0a000001, 1, 0, opts, new byte[16]);
    p[9] = 1;
    int icmp = 20 + opts.length;
    p[icmp] = 8;
    InetMachine.put16(p, icmp + 2, 0xf7ff);
    InetMachine.put16(p, 10, 0);
    InetMachine.put16(p, 10, InetMachine.naiveSum(p, 0, icmp));
    t.wire.input(t.chain(p, p.length));
    assertThat(t.wire.sent.size()).isLessThanOrEqualTo(1);
    for (byte[] out : t.wire.sent) {
      assertThat(InetMachine.naiveSum(out, 0, (out[0] & 15) * 4)).isZero();
    }
    t.h.shutdownClean();
  }

  @Property(tries = 3000)
  void random_bytes_never_throw(
      @ForAll @Size(max = 120) byte[] junk,
      @ForAll @IntRange(min = 0, max = 7) int mode,
      @ForAll boolean plausible) {
    InetMachine t = machine(mode);
    if (plausible && junk.length >= 20) {
      // A right length, checksum and destination let the bytes go deeper.
      int hlen = Math.min(Math.max(20, (junk[0] & 15) * 4), junk.length & ~3);
      junk[0] = (byte) (0x40 | hlen >> 2);
      junk[9] = (byte) (junk[9] & 3);
      InetMachine.put16(junk, 2, junk.length);
      InetMachine.put16(junk, 16, 0x0a00);
      InetMachine.put16(junk, 18, 1);
      InetMachine.put16(junk, 10, 0);
      InetMachine.put16(junk, 10, InetMachine.naiveSum(junk, 0, hlen));
    }
    if (junk.length > 0) {
      t.wire.input(t.h.mbufs().devget(junk, 0, junk.length, t.wire, How.WAITOK));
    }
    t.clock.advance(40_000_000_000L);
    t.h.shutdownClean();
  }
}
