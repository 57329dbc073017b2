package giantless.stack.socket;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;

/**
 * How large a socket buffer may become: {@code sbrelease}, what a child has from its listener, and
 * growth by the protocol, SB_AUTOSIZE. {@link SockBuf#sbreserveLocked} sets one limit. No state.
 */
public final class SbReserve {
  private SbReserve() {}

  /**
   * The protocol wants the buffer to be of another size. If {@code kern.ipc.maxsockbuf} forbids it,
   * the buffer keeps its size for good. Nobody is woken: a writer that sleeps for room looks again
   * with the next acknowledgement, which must come, since only a buffer in use grows.
   *
   * @param cc bytes
   */
  @Requires("sb.lock")
  public static void autosizeLocked(SockBuf sb, int cc) {
    if (!sb.sbreserveLocked(cc)) {
      sb.sbFlags &= ~SockBuf.SB_AUTOSIZE;
    }
  }

  /**
   * SO_SNDBUF, SO_RCVBUF: the user says how large the buffer is, and it stays so.
   *
   * @return false, and nothing is changed, if {@code kern.ipc.maxsockbuf} forbids that much
   */
  @Requires("sb.lock")
  static boolean userSizeLocked(SockBuf sb, int cc) {
    boolean ok = sb.sbreserveLocked(cc);
    if (ok) {
      sb.sbFlags &= ~SockBuf.SB_AUTOSIZE;
    }
    return ok;
  }

  /**
   * Limits, low-water mark, time-out and SB_AUTOSIZE of a listener's buffer; false if too much is
   * asked for.
   */
  @Excludes({"sb.lock", "head.lock"})
  static boolean inherit(SockBuf sb, SockBuf head) {
    head.lock.lock();
    int hiwat = head.sbHiwat;
    int lowat = head.sbLowat;
    long timeo = head.sbTimeo;
    int autosize = head.sbFlags & SockBuf.SB_AUTOSIZE;
    head.lock.unlock();
    sb.lock.lock();
    boolean ok = sb.sbreserveLocked(hiwat);
    if (ok) {
      sb.sbLowat = lowat;
      sb.sbTimeo = timeo;
      sb.sbFlags |= autosize;
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
