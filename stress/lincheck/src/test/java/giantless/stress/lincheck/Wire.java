package giantless.stress.lincheck;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Bpf;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;

/** The smallest interface: what it is to send is gone, and nothing comes in. */
final class Wire extends Ifnet {
  private static final int FLAGS =
      Iff.IFF_UP | Iff.IFF_DRV_RUNNING | Iff.IFF_BROADCAST | Iff.IFF_MULTICAST;

  Wire(NetStack net, String name) {
    super(net, name, Iff.IFT_ETHER, 1500, FLAGS, Bpf.DLT_EN10MB, EtherHeader.ETHER_HDR_LEN);
    setLladdr(new byte[] {2, 0, 0, 0, 0, 1});
  }

  /** An attached one with an address, and the route to its network. */
  static Wire attached(NetStack net, String addr, int prefixLength) {
    Wire wire = new Wire(net, "wire0");
    net.attach(wire);
    int a = SockAddrIn.parse(addr).addr();
    SockAddrIn mask = SockAddrIn.mask(prefixLength);
    SockAddrIn broadcast = SockAddrIn.of(a | ~mask.addr());
    IfAddr ifa = new IfAddr(wire, SockAddrIn.of(a), broadcast, mask);
    wire.addAddr(ifa);
    if (net.resolver(SockAddr.AF_INET) != null) {
      net.resolver(SockAddr.AF_INET).ifinit(wire, ifa);
    }
    net.routes.rtinit(ifa, RtCmd.ADD, RtFlags.RTF_UP);
    ifa.free();
    return wire;
  }

  @Override
  public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
    mbufs.freem(m);
    return Errno.OK;
  }

  @Override
  public void input(Mbuf m) {
    mbufs.freem(m);
  }

  @Override
  public void start() {}

  @Override
  public Errno ioctl(int cmd, Object arg) {
    return cmd == Iff.SIOCSIFADDR ? Errno.OK : super.ioctl(cmd, arg);
  }
}
