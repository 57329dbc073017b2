package giantless.properties.twins.scenes;

import giantless.lock.LockWatch;
import giantless.lock.explored.World;
import giantless.properties.twins.Scene;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Bpf;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import giantless.stack.net.Netisr;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.netinet.InAliasReq;
import java.util.Arrays;

/**
 * Packets whose options are right, odd, or wrong come to a host: each ends in one place, as in
 * {@code OptionsIT}, which draws them.
 */
public final class OddOptions implements Scene {
  private static final byte[][] OPTIONS = {
    {1, 1, 1, 0},
    {7, 7, 4, 0, 0, 0, 0, 0},
    {7, 3, 5, 0},
    {7, 0, 4, 0},
    {7, 1, 4, 0},
    {7, 40, 4, 0},
    {1, 1, 1, 7},
    {68, 4, 5, 0},
    {68, 8, 5, 1, 0, 0, 0, 0},
    {68, 3, 5, 0},
    {(byte) 131, 7, 4, 10, 0, 0, 9, 0},
    {(byte) 131, 2, 0, 0},
    {(byte) 137, 7, 3, 10, 0, 0, 9, 0},
    {99, 2, 99, 2},
  };

  private static final class Wire extends Ifnet {
    Wire(NetStack net) {
      super(net, "wire0", Iff.IFT_ETHER, 1500, Iff.IFF_BROADCAST, Bpf.DLT_NULL, 0);
    }

    @Override
    public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
      mbufs.freem(m);
      return Errno.OK;
    }

    @Override
    public void input(Mbuf m) {
      net.netisr.dispatch(Netisr.NETISR_IP, m);
    }

    @Override
    public void start() {}

    @Override
    public Errno ioctl(int cmd, Object arg) {
      if (cmd == Iff.SIOCSIFADDR) {
        up();
        return Errno.OK;
      }
      return super.ioctl(cmd, arg);
    }
  }

  @Override
  public void run(World world, LockWatch watch) {
    Host h =
        Host.builder()
            .runtime(world.runtime("", watch, 2))
            .name("host")
            .mbufsMayFail(false)
            .build();
    Wire wire = new Wire(h.net());
    must(h.net().attach(wire));
    must(h.inet().control.aifaddr(wire, InAliasReq.parse("10.0.0.1/24")));
    for (byte[] options : OPTIONS) {
      byte[] packet = packet(options);
      long before = PacketEnds.of(h.inet().ipstat);
      wire.input(h.mbufs().devget(packet, 0, packet.length, wire, How.WAITOK));
      long ends = PacketEnds.of(h.inet().ipstat) - before;
      if (ends != 1) {
        throw new AssertionError(
            "packet with options " + Arrays.toString(options) + " ended in " + ends + " places");
      }
    }
    h.shutdownClean();
  }

  private static void must(Errno error) {
    if (error != Errno.OK) {
      throw new AssertionError(error);
    }
  }

  /** From 10.0.0.2 to 10.0.0.1, of protocol 253, with eight bytes. */
  private static byte[] packet(byte[] options) {
    int hlen = 20 + options.length;
    byte[] b = new byte[hlen + 8];
    b[0] = (byte) (0x40 | hlen >> 2);
    b[3] = (byte) b.length;
    b[8] = 64;
    b[9] = (byte) 253;
    b[12] = 10;
    b[15] = 2;
    b[16] = 10;
    b[19] = 1;
    System.arraycopy(options, 0, b, 20, options.length);
    int sum = 0;
    for (int i = 0; i < hlen; i += 2) {
      sum += (b[i] & 0xff) << 8 | b[i + 1] & 0xff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = ~(sum + (sum >>> 16));
    b[10] = (byte) (sum >> 8);
    b[11] = (byte) sum;
    return b;
  }
}
