package giantless.stack.net;

import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.ArrayList;
import java.util.List;

/** An Ethernet interface whose wire is a list: what it sends is kept, frames are put in by hand. */
public final class TestEther extends EtherIf {
  public final List<byte[]> sent = new ArrayList<>();

  /** What {@link #txReady} says; false leaves frames in the queue. */
  public boolean ready = true;

  public TestEther(NetStack net, String name, byte[] lladdr) {
    super(net, name, lladdr);
  }

  /** An attached interface with an address. */
  public static TestEther attach(Host h, String name, int number, String addr, int prefixLength) {
    TestEther e = new TestEther(h.net(), name, localAddress(number));
    if (h.net().attach(e) != Errno.OK) {
      throw new AssertionError("attach " + name);
    }
    if (addr != null) {
      configure(h, e, addr, prefixLength);
    }
    return e;
  }

  /** What in_control does with a new address. */
  public static void configure(Host h, Ifnet ifp, String addr, int prefixLength) {
    int a = SockAddrIn.parse(addr).addr();
    SockAddrIn mask = SockAddrIn.mask(prefixLength);
    SockAddrIn broadcast = SockAddrIn.of(a | ~mask.addr());
    IfAddr ifa = new IfAddr(ifp, SockAddrIn.of(a), broadcast, mask);
    ifp.addAddr(ifa);
    h.kernel().netLockGiant();
    ifp.ioctl(Iff.SIOCSIFADDR, ifa);
    h.kernel().netUnlockGiant();
    Errno error = h.net().routes.rtinit(ifa, RtCmd.ADD, RtFlags.RTF_UP);
    if (error != Errno.OK) {
      throw new AssertionError("route of " + addr + ": " + error);
    }
    ifa.free();
  }

  @Override
  protected boolean txReady() {
    return ready;
  }

  @Override
  protected void transmit(Mbuf m) {
    byte[] frame = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, frame.length, frame, 0);
    mbufs.freem(m);
    sent.add(frame);
  }

  /** A frame arrives. */
  public void arrive(byte[] frame) {
    Mbuf m = mbufs.devget(frame, 0, frame.length, this, How.DONTWAIT);
    if (m != null) {
      input(m);
    }
  }

  /** Takes the oldest frame that was sent; null if there is none. */
  public byte[] take() {
    return sent.isEmpty() ? null : sent.remove(0);
  }
}
