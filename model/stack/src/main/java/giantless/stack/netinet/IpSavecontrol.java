package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Ifnet;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/**
 * ip_savecontrol: what a reader asked to know of a packet beside its data, as control messages. No
 * state.
 */
final class IpSavecontrol {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private IpSavecontrol() {}

  /** Whether there is anything to save. */
  @Requires("inp.lock")
  static boolean wanted(InPcb inp) {
    return (inp.inpFlags & InPcb.INP_CONTROLOPTS) != 0
        || inp.inpSocket().hasOption(SocketConst.SO_TIMESTAMP | SocketConst.SO_BINTIME);
  }

  /**
   * The messages for one packet. One for which there is no mbuf is left out.
   *
   * @param m the packet; its IP header is contiguous
   * @param hlen length of the IP header
   * @return null if there are none
   */
  @Requires("inp.lock")
  static Mbuf save(Inet inet, InPcb inp, Mbuf m, int hlen) {
    inp.lock.assertOwned();
    MbufPool pool = inet.mbufs();
    Socket so = inp.inpSocket();
    Mbuf list = null;
    // Once, if both ask for the same.
    boolean stamp = so.hasOption(SocketConst.SO_TIMESTAMP);
    int clock = so.soTsClock();
    if (so.hasOption(SocketConst.SO_BINTIME)) {
      list = timestamp(inet, list, SocketConst.SO_TS_BINTIME);
      stamp &= clock != SocketConst.SO_TS_BINTIME;
    }
    if (stamp) {
      list = timestamp(inet, list, clock);
    }
    int flags = inp.inpFlags;
    if ((flags & InPcb.INP_RECVDSTADDR) != 0) {
      byte[] dst = new byte[4];
      System.arraycopy(m.data, m.off + Ip.O_DST, dst, 0, 4);
      list = add(pool, list, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_RECVDSTADDR, dst);
    }
    if ((flags & InPcb.INP_RECVTTL) != 0) {
      byte[] ttl = {(byte) Ip.ttl(m)};
      list = add(pool, list, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_RECVTTL, ttl);
    }
    if ((flags & InPcb.INP_RECVOPTS) != 0 && hlen > Ip.HDR) {
      byte[] opts = new byte[hlen - Ip.HDR];
      System.arraycopy(m.data, m.off + Ip.HDR, opts, 0, opts.length);
      list = add(pool, list, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_RECVOPTS, opts);
    }
    if ((flags & InPcb.INP_RECVRETOPTS) != 0) {
      byte[] route = inet.ipSrcroute(m);
      if (route != null) {
        list = add(pool, list, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_RECVRETOPTS, route);
      }
    }
    if ((flags & InPcb.INP_RECVIF) != 0) {
      list = add(pool, list, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_RECVIF, sockaddrDl(m));
    }
    return list;
  }

  /** When the packet came, as SO_TS_CLOCK names it. */
  private static Mbuf timestamp(Inet inet, Mbuf list, int clock) {
    long now = inet.kernel().timeOfDayNanos();
    int type;
    byte[] time;
    switch (clock) {
      case SocketConst.SO_TS_BINTIME:
        type = SocketConst.SCM_BINTIME;
        time = bintime(now);
        break;
      case SocketConst.SO_TS_REALTIME:
        type = SocketConst.SCM_REALTIME;
        time = timespec(now);
        break;
      case SocketConst.SO_TS_MONOTONIC:
        type = SocketConst.SCM_MONOTONIC;
        time = timespec(inet.kernel().uptimeNanos());
        break;
      default:
        type = SocketConst.SCM_TIMESTAMP;
        time = Sockopt.ofTimeval(now / NANOS_PER_SECOND, now % NANOS_PER_SECOND / 1000);
        break;
    }
    return add(inet.mbufs(), list, SocketConst.SOL_SOCKET, type, time);
  }

  private static Mbuf add(MbufPool pool, Mbuf list, int level, int type, byte[] data) {
    Mbuf m = CMsg.sbcreatecontrol(pool, level, type, data);
    if (m == null || list == null) {
      return m == null ? list : m;
    }
    Mbuf tail = list;
    while (tail.next != null) {
      tail = tail.next;
    }
    tail.next = m;
    return list;
  }

  /** struct timespec: seconds and nanoseconds, 64 bits each. */
  private static byte[] timespec(long nanos) {
    byte[] b = new byte[16];
    Sockopt.putLong(b, 0, nanos / NANOS_PER_SECOND);
    Sockopt.putLong(b, 8, nanos % NANOS_PER_SECOND);
    return b;
  }

  /** struct bintime: seconds, and a fraction of 2^-64 seconds. */
  private static byte[] bintime(long nanos) {
    byte[] b = new byte[16];
    Sockopt.putLong(b, 0, nanos / NANOS_PER_SECOND);
    // 2^64 / 10^9, rounded down.
    Sockopt.putLong(b, 8, nanos % NANOS_PER_SECOND * 18446744073L);
    return b;
  }

  /** struct sockaddr_dl of the receiving interface: length, family, index, and its name. */
  private static byte[] sockaddrDl(Mbuf m) {
    Ifnet ifp = (Ifnet) m.pkthdr.rcvif;
    String name = ifp == null ? "" : ifp.name();
    byte[] b = new byte[8 + name.length()];
    b[0] = (byte) b.length;
    b[1] = SocketConst.AF_LINK;
    int index = ifp == null ? 0 : ifp.index();
    b[2] = (byte) index;
    b[3] = (byte) (index >>> 8);
    b[5] = (byte) name.length();
    for (int i = 0; i < name.length(); i++) {
      b[8 + i] = (byte) name.charAt(i);
    }
    return b;
  }
}
