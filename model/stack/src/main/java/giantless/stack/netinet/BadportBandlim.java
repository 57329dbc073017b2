package giantless.stack.netinet;

import giantless.lock.AtomicRef;
import giantless.stack.kern.Kernel;

/**
 * The limit on answers to unasked packets, {@code badport_bandlim()}: so many of a kind in a
 * second. No lock: the window of each kind is one immutable object behind an atomic reference, so a
 * count is never lost. Called by ICMP for echo and timestamps, by UDP for closed ports.
 */
public final class BadportBandlim {
  /** What is limited, each kind by itself. */
  public enum Kind {
    ICMP_UNREACH("icmp unreach response"),
    ICMP_ECHO("icmp ping response"),
    ICMP_TSTAMP("icmp tstamp response"),
    RST_CLOSEDPORT("closed port RST response"),
    RST_OPENPORT("open port RST response");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private static final long SECOND = 1_000_000_000L;

  /** One second of one kind: when it began, and how many have asked. Never changed. */
  private static final class Window {
    private final long start;
    private final int count;

    private Window(long start, int count) {
      this.start = start;
      this.count = count;
    }
  }

  private final Kernel kernel;
  private final IpSysctl sysctl;
  private final AtomicRef<Window>[] windows;

  @SuppressWarnings({"unchecked", "rawtypes"})
  BadportBandlim(Kernel kernel, IpSysctl sysctl) {
    this.kernel = kernel;
    this.sysctl = sysctl;
    this.windows = new AtomicRef[Kind.values().length];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = kernel.rt().atomicRef(null);
    }
  }

  /** Counts one answer of a kind; true if it may be sent. */
  public boolean allow(Kind kind) {
    int limit = sysctl.icmplim.get();
    if (limit <= 0) {
      return true;
    }
    AtomicRef<Window> ref = windows[kind.ordinal()];
    while (true) {
      long now = kernel.uptimeNanos();
      Window w = ref.get();
      boolean fresh = w == null || now - w.start >= SECOND;
      Window next =
          fresh ? new Window(now, 1) : new Window(w.start, Math.min(w.count, 1 << 30) + 1);
      if (ref.compareAndSet(w, next)) {
        if (fresh && w != null && w.count > limit && sysctl.icmplimOutput.on()) {
          kernel.log().log(
              "Limiting " + kind.label + " from " + w.count + " to " + limit + " packets/sec");
        }
        return next.count <= limit;
      }
    }
  }
}
