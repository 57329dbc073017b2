package giantless.stack.socket;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;

/**
 * How large a socket buffer may be: what a child has from its listener, and {@code sbrelease}.
 * {@link SockBuf#sbreserveLocked} sets the limits. No state.
 */
public final class SbReserve {
  private SbReserve() {}

  /** Limits, low-water mark and time-out of a listener's buffer; false if too much is asked for. */
  @Excludes({"sb.lock", "head.lock"})
  static boolean inherit(SockBuf sb, SockBuf head) {
    head.lock.lock();
    int hiwat = head.sbHiwat;
    int lowat = head.sbLowat;
    long timeo = head.sbTimeo;
    head.lock.unlock();
    sb.lock.lock();
    boolean ok = sb.sbreserveLocked(hiwat);
    if (ok) {
      sb.sbLowat = lowat;
      sb.sbTimeo = timeo;
    }
    sb.lock.unlock();
    return ok;
  }

  /** sbrelease: drops what is in it, and the limits. */
  @Requires("sb.lock")
  static void sbreleaseLocked(SockBuf sb) {
    SbDrop.sbflushLocked(sb);
    sb.sbHiwat = 0;
    sb.sbMbmax = 0;
  }
}
