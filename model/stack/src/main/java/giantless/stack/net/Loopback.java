package giantless.stack.net;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;

/**
 * The loopback interface, lo(4): what is sent is received, through netisr's queue, as the sender
 * may hold locks of the protocol that will receive.
 */
public final class Loopback extends Ifnet {
  private static final int LOMTU = 16384;
  private static final int FLAGS = Iff.IFF_LOOPBACK | Iff.IFF_MULTICAST | Iff.IFF_DRV_RUNNING;

  /** An interface that {@link NetStack#attach} takes. */
  public Loopback(NetStack net, String name) {
    super(net, name, Iff.IFT_LOOP, LOMTU, FLAGS, Bpf.DLT_NULL, 4);
  }

  /** looutput. */
  @Override
  public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
    if (isDying()) {
      mbufs.freem(m);
      return Errno.ENXIO;
    }
    if (rt != null && (rt.flags() & (RtFlags.RTF_REJECT | RtFlags.RTF_BLACKHOLE)) != 0) {
      mbufs.freem(m);
      if (rt.has(RtFlags.RTF_BLACKHOLE)) {
        return Errno.OK;
      }
      return rt.has(RtFlags.RTF_HOST) ? Errno.EHOSTUNREACH : Errno.ENETUNREACH;
    }
    data.ifi_opackets.inc();
    data.ifi_obytes.add(m.pkthdr.len);
    return simloop(net, this, m, dst.family(), 0);
  }

  /**
   * if_simloop: a packet comes in by an interface which did not receive it from outside.
   *
   * @param hlen of a link header in front, which is cut off
   * @return OK also if the queue is full, as for a packet lost on a wire: netisr counts it;
   *     EAFNOSUPPORT
   */
  public static Errno simloop(NetStack net, Ifnet ifp, Mbuf m, int family, int hlen) {
    if (family != SockAddr.AF_INET) {
      net.mbufs().freem(m);
      return Errno.EAFNOSUPPORT;
    }
    m.pkthdr.rcvif = ifp;
    if (hlen > 0) {
      net.mbufs().adj(m, hlen);
    }
    if (ifp.bpf().dlt() == Bpf.DLT_NULL && ifp.bpf().peersPresent()) {
      ifp.bpf().mtap2(new byte[] {(byte) family, 0, 0, 0}, m);
    }
    ifp.data.ifi_ipackets.inc();
    ifp.data.ifi_ibytes.add(m.pkthdr.len);
    net.netisr.queue(Netisr.NETISR_IP, m);
    return Errno.OK;
  }

  @Override
  public void input(Mbuf m) {
    simloop(net, this, m, SockAddr.AF_INET, 0);
  }

  @Override
  public void start() {
    // Nothing is ever queued for output.
  }

  @Override
  public Errno ioctl(int cmd, Object arg) {
    switch (cmd) {
      case Iff.SIOCSIFADDR:
        up();
        return Errno.OK;
      case Iff.SIOCSIFMTU:
        int bytes = (Integer) arg;
        if (bytes < 72 || bytes > 65535) {
          return Errno.EINVAL;
        }
        setMtu(bytes);
        return Errno.OK;
      default:
        return super.ioctl(cmd, arg);
    }
  }
}
