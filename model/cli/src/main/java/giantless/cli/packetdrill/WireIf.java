package giantless.cli.packetdrill;

import giantless.lock.contract.Confined;
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
import java.util.function.Consumer;

/** The host's only interface, {@code tun0}: whole IP packets, to and from the script. */
@Confined("the world that runs one thread at a time")
final class WireIf extends Ifnet {
  private static final int FLAGS =
      Iff.IFF_BROADCAST | Iff.IFF_MULTICAST | Iff.IFF_SIMPLEX | Iff.IFF_DRV_RUNNING;

  private final Consumer<byte[]> sink;

  /**
   * @param sink gets each packet that the host sends, in the thread and with the locks of whoever
   *     sends it
   */
  WireIf(NetStack net, int mtu, Consumer<byte[]> sink) {
    super(net, "tun0", Iff.IFT_ETHER, mtu, FLAGS, Bpf.DLT_NULL, 0);
    this.sink = sink;
  }

  @Override
  public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
    byte[] bytes = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, bytes.length, bytes, 0);
    mbufs.freem(m);
    sink.accept(bytes);
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
    if (cmd == Iff.SIOCSIFMTU) {
      changeMtu((Integer) arg);
      return Errno.OK;
    }
    return super.ioctl(cmd, arg);
  }

  void changeMtu(int bytes) {
    setMtu(bytes);
  }

  /** A packet comes. */
  void arrive(byte[] packet) {
    input(mbufs.devget(packet, 0, packet.length, this, How.WAITOK));
  }
}
