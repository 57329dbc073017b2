package giantless.stack.netinet;

import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;

/**
 * The host's side of IGMP version 2, with version 1 routers (RFC 2236). Memberships and their
 * timers are under in_multi_mtx, what is known of routers under igmp_mtx, which comes after it.
 * Reports are sent with in_multi_mtx held, igmp_mtx never.
 */
public final class Igmp implements IpProtoHandler {
  public static final int MEMBERSHIP_QUERY = 0x11;
  public static final int V1_MEMBERSHIP_REPORT = 0x12;
  public static final int V2_MEMBERSHIP_REPORT = 0x16;
  public static final int V2_LEAVE_MESSAGE = 0x17;

  /** IGMP_MINLEN: a message, in bytes. */
  public static final int MINLEN = 8;

  /** IGMP_MAX_HOST_REPORT_DELAY: a join is reported again within this time (RFC 2236, 8.10). */
  static final long MAX_REPORT_DELAY_MILLIS = 10_000;

  /** How long a version 1 router counts as there after its last query (RFC 2236, 8.11). */
  static final long V1_ROUTER_PRESENT_NANOS = 400_000_000_000L;

  private static final long MILLI = 1_000_000L;

  /** What is known of the routers of an interface, {@code struct router_info}. */
  static final class RouterInfo {
    final Mtx lock;
    private final Ifnet ifp;

    @GuardedBy("lock")
    private long v1Until;

    @GuardedBy("lock")
    private boolean v1;

    private RouterInfo(Mtx lock, Ifnet ifp) {
      this.lock = lock;
      this.ifp = ifp;
    }
  }

  /** igmp_mtx. */
  public final Mtx lock;

  private final Inet inet;
  private final MbufPool mbufs;
  private final IgmpStat igmpstat;
  private final InMultiList multi;

  @GuardedBy("lock")
  private final ArrayList<RouterInfo> routers = new ArrayList<>();

  @GuardedBy("multi.lock")
  private Callout timer;

  @GuardedBy("multi.lock")
  private long timerAt;

  Igmp(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.igmpstat = inet.igmpstat;
    this.multi = inet.multi;
    this.lock = inet.kernel.rt().mtx(Locks.IGMP);
  }

  // ---- Routers ----

  @Requires("lock")
  private RouterInfo find(Ifnet ifp, boolean make) {
    for (int i = 0; i < routers.size(); i++) {
      if (routers.get(i).ifp == ifp) {
        return routers.get(i);
      }
    }
    if (!make) {
      return null;
    }
    RouterInfo rti = new RouterInfo(lock, ifp);
    routers.add(rti);
    return rti;
  }

  /** Whether a version 1 router was heard on the interface of late. */
  @Excludes("lock")
  public boolean hasV1Router(Ifnet ifp) {
    lock.lock();
    RouterInfo rti = find(ifp, false);
    if (rti != null && rti.v1 && rti.v1Until - inet.kernel.uptimeNanos() <= 0) {
      rti.v1 = false;
    }
    boolean v1 = rti != null && rti.v1;
    lock.unlock();
    return v1;
  }

  @Excludes("lock")
  private void heardV1Router(Ifnet ifp) {
    lock.lock();
    RouterInfo rti = find(ifp, true);
    rti.v1 = true;
    rti.v1Until = inet.kernel.uptimeNanos() + V1_ROUTER_PRESENT_NANOS;
    lock.unlock();
  }

  /** The interface goes. */
  @Excludes("lock")
  void ifdetach(Ifnet ifp) {
    lock.lock();
    RouterInfo rti = find(ifp, false);
    if (rti != null) {
      routers.remove(rti);
    }
    lock.unlock();
  }

  // ---- Input ----

  @Override
  public void input(Mbuf m0, int hlen) {
    igmpstat.igps_rcv_total.inc();
    int len = Ip.len(m0) - hlen;
    if (len < MINLEN) {
      igmpstat.igps_rcv_tooshort.inc();
      mbufs.freem(m0);
      return;
    }
    Mbuf m = mbufs.pullup(m0, hlen + MINLEN);
    if (m == null) {
      igmpstat.igps_rcv_tooshort.inc();
      return;
    }
    if (InCksum.cksumSkip(m, hlen + len, hlen) != 0) {
      igmpstat.igps_rcv_badsum.inc();
      mbufs.freem(m);
      return;
    }
    Ifnet ifp = (Ifnet) m.pkthdr.rcvif;
    int type = m.u8(hlen);
    int code = m.u8(hlen + 1);
    int group = m.u32(hlen + 4);
    boolean good = true;
    if (ifp != null && type == MEMBERSHIP_QUERY) {
      good = query(ifp, Ip.dst(m), code, group);
    } else if (ifp != null && (type == V1_MEMBERSHIP_REPORT || type == V2_MEMBERSHIP_REPORT)) {
      good = report(ifp, Ip.src(m), group);
    }
    IpProtoHandler raw = inet.protos.raw();
    if (good && raw != null) {
      raw.input(m, hlen);
    } else {
      mbufs.freem(m);
    }
  }

  private boolean query(Ifnet ifp, int dst, int code, int group) {
    igmpstat.igps_rcv_queries.inc();
    if ((ifp.flags() & Iff.IFF_LOOPBACK) != 0) {
      return true;
    }
    long delayMillis = code * 100L;
    if (code == 0) {
      // A version 1 router: its queries go to all hosts, and have no time in them.
      if (dst != InAddr.INADDR_ALLHOSTS_GROUP || group != 0) {
        igmpstat.igps_rcv_badqueries.inc();
        return false;
      }
      heardV1Router(ifp);
      delayMillis = MAX_REPORT_DELAY_MILLIS;
    } else if (group != 0 && !InAddr.isMulticast(group)) {
      igmpstat.igps_rcv_badqueries.inc();
      return false;
    }
    long now = inet.kernel.uptimeNanos();
    multi.lock.lock();
    for (InMulti inm : multi.listLocked()) {
      if (inm.ifp == ifp
          && inm.addr != InAddr.INADDR_ALLHOSTS_GROUP
          && (group == 0 || group == inm.addr)
          && (inm.timer == 0 || inm.timer - now > delayMillis * MILLI)) {
        startTimer(inm, now, delayMillis);
      }
    }
    multi.lock.unlock();
    return true;
  }

  private boolean report(Ifnet ifp, int src, int group) {
    InIfaddr ia = inet.ifaddrs.first(ifp);
    if (ia != null && ia.addr == src) {
      // Our own, looped back.
      return true;
    }
    igmpstat.igps_rcv_reports.inc();
    if ((ifp.flags() & Iff.IFF_LOOPBACK) != 0) {
      return true;
    }
    if (!InAddr.isMulticast(group)) {
      igmpstat.igps_rcv_badreports.inc();
      return false;
    }
    multi.lock.lock();
    InMulti inm = multi.lookup(group, ifp);
    if (inm != null) {
      inm.timer = 0;
      inm.state = InMulti.State.OTHERMEMBER;
      igmpstat.igps_rcv_ourreports.inc();
    }
    multi.lock.unlock();
    return true;
  }

  @Override
  public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] ipAndProtoHeader) {
    // A lost report is repeated at the next query.
  }

  @Override
  public void drain() {
    // Holds no mbufs.
  }

  // ---- Joining and leaving ----

  private static boolean isReported(InMulti inm) {
    return inm.addr != InAddr.INADDR_ALLHOSTS_GROUP && (inm.ifp.flags() & Iff.IFF_LOOPBACK) == 0;
  }

  /** igmp_joingroup(): reports at once, and again within ten seconds. */
  @Requires("multi.lock")
  void joinGroup(InMulti inm) {
    multi.lock.assertOwned();
    if (!isReported(inm)) {
      return;
    }
    sendReport(inm);
    startTimer(inm, inet.kernel.uptimeNanos(), MAX_REPORT_DELAY_MILLIS);
  }

  /** igmp_leavegroup(): tells the routers, if this host was the last to report the group. */
  @Requires("multi.lock")
  void leaveGroup(InMulti inm) {
    multi.lock.assertOwned();
    if (inm.state == InMulti.State.IREPORTEDLAST && isReported(inm) && !hasV1Router(inm.ifp)) {
      send(inm, V2_LEAVE_MESSAGE, InAddr.INADDR_ALLRTRS_GROUP);
    }
  }

  // ---- Timers ----

  @Requires("multi.lock")
  private void startTimer(InMulti inm, long now, long maxMillis) {
    multi.lock.assertOwned();
    long delay = 1L + inet.kernel.random((int) Math.max(1, maxMillis));
    inm.timer = now + delay * MILLI;
    arm(inm.timer, now);
  }

  @Requires("multi.lock")
  private void arm(long at, long now) {
    if (timer == null) {
      timer = inet.kernel.netCallout();
    }
    if (!timer.isPending() || at - timerAt < 0) {
      timerAt = at;
      timer.reset(Math.max(0, at - now), this::expire);
    }
  }

  /** igmp_fasttimo(): reports what is due. */
  @Excludes("multi.lock")
  private void expire() {
    multi.lock.lock();
    long now = inet.kernel.uptimeNanos();
    long nearest = 0;
    for (InMulti inm : multi.listLocked()) {
      if (inm.timer != 0 && inm.timer - now <= 0) {
        inm.timer = 0;
        sendReport(inm);
      } else if (inm.timer != 0 && (nearest == 0 || inm.timer - nearest < 0)) {
        nearest = inm.timer;
      }
    }
    if (nearest != 0) {
      arm(nearest, now);
    }
    multi.lock.unlock();
  }

  // ---- Output ----

  @Requires("multi.lock")
  private void sendReport(InMulti inm) {
    int type = hasV1Router(inm.ifp) ? V1_MEMBERSHIP_REPORT : V2_MEMBERSHIP_REPORT;
    inm.state = InMulti.State.IREPORTEDLAST;
    send(inm, type, inm.addr);
  }

  /** igmp_sendpkt(): with a router alert (RFC 2113), not looped back. */
  @Requires("multi.lock")
  private void send(InMulti inm, int type, int dst) {
    Mbuf m = mbufs.gethdr(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return;
    }
    Mbuf alert = mbufs.get(How.DONTWAIT, Mbuf.MT_HEADER);
    if (alert == null) {
      mbufs.freem(m);
      return;
    }
    alert.len = IpOption.DST + 4;
    Ip.put32(alert.data, alert.off, 0);
    Ip.put32(alert.data, alert.off + IpOption.DST, IpOption.RA << 24 | 4 << 16);
    m.align(Ip.HDR + MINLEN);
    m.len = Ip.HDR + MINLEN;
    m.pkthdr.len = m.len;
    java.util.Arrays.fill(m.data, m.off, m.off + m.len, (byte) 0);
    Ip.setLen(m, m.len);
    Ip.setP(m, Ip.IPPROTO_IGMP);
    Ip.setDst(m, dst);
    m.put8(Ip.HDR, type);
    m.put32(Ip.HDR + 4, inm.addr);
    m.put16(Ip.HDR + 2, InCksum.cksumSkip(m, m.len, Ip.HDR));
    igmpstat.igps_snd_reports.inc();
    inet.output.output(m, alert, null, 0, IpMoptions.forIgmp(inet, inm.ifp), null);
    mbufs.freem(alert);
  }
}
