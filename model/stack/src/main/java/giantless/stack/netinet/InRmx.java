package giantless.stack.netinet;

import giantless.lock.Callout;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.net.RadixNodeHead;
import giantless.stack.net.RnhHooks;
import giantless.stack.net.RouteTable;
import giantless.stack.net.RtFlags;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;

/**
 * The age of learnt host routes, {@code in_rmx.c}: what path MTU discovery and redirects have put
 * into the table stays for a time after its last use, and for a shorter one when there are many.
 * ARP's entries, which have a timer of their own, are left alone.
 *
 * <p>A route that nobody refers to is marked {@link #RTPRF_OURS} and gets a time to expire, both
 * under its own lock; the next lookup takes the mark away. The timer walks the tree with the lock
 * of the tree, then of each route; while it has the tree no lookup finds a route, so one without
 * references is nobody's. It is armed by the first mark, and not armed again once nothing is
 * marked.
 */
public final class InRmx implements RnhHooks {
  /** The route times out unless it is used. */
  static final int RTPRF_OURS = RtFlags.RTF_PROTO3;

  /** RTQ_TIMEOUT: the longest time between two walks, in seconds. */
  static final int RTQ_TIMEOUT = 60 * 10;

  private static final long SECOND = 1_000_000_000L;

  /** net.inet.ip.rtexpire, rtq_reallyold: seconds that a route stays unused; 0 does not wait. */
  final Knob rtexpire = new Knob(60 * 60, 0, Integer.MAX_VALUE);

  /** net.inet.ip.rtminexpire, rtq_minreallyold: the least that the kernel itself makes of that. */
  final Knob rtminexpire = new Knob(10, 0, Integer.MAX_VALUE);

  /** net.inet.ip.rtmaxcache, rtq_toomany: more unused routes than this make the time shorter. */
  final Knob rtmaxcache = new Knob(128, 0, Integer.MAX_VALUE);

  private final RouteTable routes;
  private final RadixNodeHead rnh;
  private final Callout timer;

  /** The uptime in seconds when {@link #rtexpire} was made shorter last. */
  @GuardedBy("rnh.lock")
  private long lastAdjusted;

  /** The outcome of one walk, {@code struct rtqk_arg}. */
  private static final class Walk {
    final long now;
    final long nextstop;
    final int found;
    final int killed;

    Walk(long now, long nextstop, int found, int killed) {
      this.now = now;
      this.nextstop = nextstop;
      this.found = found;
      this.killed = killed;
    }
  }

  /** in_inithead. */
  InRmx(Kernel kernel, RouteTable routes) {
    this.routes = routes;
    this.rnh = routes.inet;
    this.timer = kernel.netCallout();
    rnh.setHooks(this);
  }

  /** in_matroute: the first reference on a route that would have timed out. */
  @Override
  @Requires("rt.lock")
  public void matched(Rtentry rt) {
    if (rt.has(RTPRF_OURS)) {
      rt.changeFlags(0, RTPRF_OURS);
      rt.setExpire(0);
    }
  }

  /**
   * in_clsroute: nobody refers to the route any more. With {@code rtexpire} 0 the timer deletes it
   * as soon as it can: the tree's lock goes before the route's, which is held here.
   */
  @Override
  @Requires("rt.lock")
  public void closed(Rtentry rt) {
    boolean learnt =
        rt.has(RtFlags.RTF_HOST)
            && !rt.has(RtFlags.RTF_LLINFO)
            && (rt.flags() & (RtFlags.RTF_WASCLONED | RtFlags.RTF_DYNAMIC)) != 0;
    if (!learnt || rt.has(RTPRF_OURS)) {
      return;
    }
    int seconds = rtexpire.get();
    rt.changeFlags(RTPRF_OURS, 0);
    rt.setExpire(routes.uptimeSeconds() + seconds);
    if (seconds == 0) {
      timer.reset(0, this::timo);
    } else if (!timer.isPending()) {
      timer.reset(Math.min(seconds, RTQ_TIMEOUT) * SECOND, this::timo);
    }
  }

  /**
   * in_rtqtimo: deletes what is too old. With too many left, and not more often than every {@link
   * #RTQ_TIMEOUT}, a third is taken off the time that they may stay.
   */
  @Excludes("rnh.lock")
  private void timo() {
    rnh.lock.lock();
    Walk w = walk(false, false);
    int old = rtexpire.get();
    if (w.found - w.killed > rtmaxcache.get()
        && w.now - lastAdjusted >= RTQ_TIMEOUT
        && old > rtminexpire.get()) {
      rtexpire.set(Math.max((int) (2L * old / 3), rtminexpire.get()));
      lastAdjusted = w.now;
      w = walk(false, true);
    }
    rnh.lock.unlock();
    if (w.found > w.killed) {
      timer.reset((w.nextstop - w.now) * SECOND, this::timo);
    }
  }

  /** in_rtqdrain: memory is short, and all that nobody uses goes. */
  @Excludes("rnh.lock")
  void drain() {
    rnh.lock.lock();
    walk(true, false);
    rnh.lock.unlock();
  }

  /**
   * in_rtqkill for every route.
   *
   * @param draining also what is not old yet
   * @param updating no route keeps more time than {@link #rtexpire} says now
   */
  @Requires("rnh.lock")
  private Walk walk(boolean draining, boolean updating) {
    long now = routes.uptimeSeconds();
    long longest = now + rtexpire.get();
    int[] found = new int[1];
    long[] nextstop = {now + RTQ_TIMEOUT};
    int killed =
        routes.deleteIf(
            SockAddr.AF_INET,
            rt -> {
              rt.lock.lock();
              boolean kill = false;
              // Whoever lists the table refers to routes without using them.
              if (rt.has(RTPRF_OURS) && rt.refcnt() == 0) {
                found[0]++;
                kill = draining || rt.expire() <= now;
                if (!kill && updating && rt.expire() > longest) {
                  rt.setExpire(longest);
                }
                if (!kill) {
                  nextstop[0] = Math.min(nextstop[0], rt.expire());
                }
              }
              rt.lock.unlock();
              return kill;
            });
    return new Walk(now, nextstop[0], found[0], killed);
  }

  void provide(OidTree t) {
    t.addInt(
        "net.inet.ip.rtexpire",
        Oid.CTLFLAG_RW,
        "Seconds that a learnt route stays unused",
        rtexpire);
    t.addInt(
        "net.inet.ip.rtminexpire",
        Oid.CTLFLAG_RW,
        "The least that net.inet.ip.rtexpire is made by itself",
        rtminexpire);
    t.addInt(
        "net.inet.ip.rtmaxcache",
        Oid.CTLFLAG_RW,
        "More unused learnt routes than this expire sooner",
        rtmaxcache);
  }
}
