package giantless.properties.inet;

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
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An interface without a link, at whose other end a property is: it has the packets that the host
 * sends, and makes those that arrive. Of one thread.
 */
public final class IpWire extends Ifnet {
  /** The packets that the host has sent, the oldest first. */
  public final Deque<byte[]> sent = new ArrayDeque<>();

  public IpWire(NetStack net) {
    super(
        net,
        "wire0",
        Iff.IFT_ETHER,
        1500,
        Iff.IFF_BROADCAST | Iff.IFF_MULTICAST | Iff.IFF_DRV_RUNNING,
        Bpf.DLT_NULL,
        0);
  }

  @Override
  public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
    byte[] b = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, b.length, b, 0);
    sent.add(b);
    mbufs.freem(m);
    return Errno.OK;
  }

  /** A packet comes in. */
  public void arrive(byte[] packet) {
    input(mbufs.devget(packet, 0, packet.length, this, How.WAITOK));
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
