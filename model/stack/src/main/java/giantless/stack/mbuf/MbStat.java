package giantless.stack.mbuf;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;

/** Statistics of the mbuf system, {@code struct mbstat}; those of the zones are with the zones. */
public final class MbStat {
  /** m_copym that failed. */
  public final Counter mcfail;

  /** m_pullup that failed. */
  public final Counter mpfail;

  /** Calls of the protocols' drain routines. */
  public final Counter drain;

  MbStat(Kernel kernel) {
    this.mcfail = kernel.counter();
    this.mpfail = kernel.counter();
    this.drain = kernel.counter();
  }
}
