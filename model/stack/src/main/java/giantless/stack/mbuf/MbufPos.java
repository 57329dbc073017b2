package giantless.stack.mbuf;

/** A place in a chain, the result of m_getptr. */
public final class MbufPos {
  /** The mbuf. */
  public final Mbuf m;

  /** Counted from its first byte; its length stands for the end of the chain. */
  public final int off;

  MbufPos(Mbuf m, int off) {
    this.m = m;
    this.off = off;
  }
}
