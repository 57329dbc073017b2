package giantless.stack.netinet;

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
import java.util.ArrayList;
import java.util.List;

/** A broadcast interface without a link layer, which keeps what IPv4 sends through it. */
public final class CaptureIf extends Ifnet {
  private static final int FLAGS =
      Iff.IFF_BROADCAST | Iff.IFF_MULTICAST | Iff.IFF_SIMPLEX | Iff.IFF_DRV_RUNNING;

  /** The packets, whole, in order. */
  public final List<byte[]> sent = new ArrayList<>();

  /** Next hop and link-level flags of each. */
  public final List<SockAddr> hops = new ArrayList<>();

  public final List<Integer> flags = new ArrayList<>();

  /** What output answers, after counting down from {@link #failAfter}. */
  public Errno answer = Errno.OK;

  public int failAfter;

  public CaptureIf(NetStack net, String name, int mtu) {
    super(net, name, Iff.IFT_ETHER, mtu, FLAGS, Bpf.DLT_NULL, 0);
  }

  /** An attached interface with an address, for example 10.0.0.1/24. */
  public static CaptureIf attach(Host h, String name, String cidr) {
    return attach(h, name, cidr, 1500);
  }

  public static CaptureIf attach(Host h, String name, String cidr, int mtu) {
    CaptureIf ifp = new CaptureIf(h.net(), name, mtu);
    must(h.net().attach(ifp));
    if (cidr != null) {
      must(h.inet().control.aifaddr(ifp, InAliasReq.parse(cidr)));
    }
    ifp.clear();
    return ifp;
  }

  private static void must(Errno error) {
    if (error != Errno.OK) {
      throw new AssertionError(error);
    }
  }

  /** Forgets what was sent. */
  public void clear() {
    sent.clear();
    hops.clear();
    flags.clear();
  }

  @Override
  public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
    if (failAfter > 0) {
      failAfter--;
    } else if (answer != Errno.OK) {
      mbufs.freem(m);
      return answer;
    }
    byte[] bytes = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, bytes.length, bytes, 0);
    if (mbufs.length(m) != bytes.length) {
      throw new AssertionError("packet header says " + bytes.length);
    }
    sent.add(bytes);
    hops.add(dst);
    flags.add(m.flags);
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
    if (cmd == Iff.SIOCSIFMTU) {
      setMtu((Integer) arg);
      return Errno.OK;
    }
    return super.ioctl(cmd, arg);
  }

  /** A packet arrives. */
  public void arrive(byte[] packet) {
    arrive(packet, 0);
  }

  /**
   * A packet arrives.
   *
   * @param mflags link-level flags, M_BCAST or M_MCAST
   */
  public void arrive(byte[] packet, int mflags) {
    Mbuf m = mbufs.devget(packet, 0, packet.length, this, How.DONTWAIT);
    if (m != null) {
      m.flags |= mflags;
      input(m);
    }
  }

  /** Takes the oldest packet that was sent; null if there is none. */
  public byte[] take() {
    if (sent.isEmpty()) {
      return null;
    }
    hops.remove(0);
    flags.remove(0);
    return sent.remove(0);
  }
}
