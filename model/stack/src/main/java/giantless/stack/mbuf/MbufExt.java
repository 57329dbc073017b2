package giantless.stack.mbuf;

import giantless.lock.RefCount;
import giantless.lock.contract.Confined;

/**
 * Storage outside of an mbuf, {@code struct m_ext}: a cluster of a zone, or a driver's own memory.
 * Shared by mbufs of any thread; the count is atomic, everything else is constant while it is above
 * 0.
 */
final class MbufExt extends ZoneItem {
  final byte[] store;
  final int off;
  final int size;
  final RefCount refs;

  /** Where it goes at last, or null if {@link #freer} has it. */
  final Zone<MbufExt> zone;

  final ExtFree freer;

  /** How many times it came out of its zone: an mbuf that knows an older number is stale. */
  @Confined("the thread that takes it from its zone; constant while it is referenced")
  int gen;

  MbufExt(byte[] store, int off, int size, RefCount refs, Zone<MbufExt> zone, ExtFree freer) {
    this.store = store;
    this.off = off;
    this.size = size;
    this.refs = refs;
    this.zone = zone;
    this.freer = freer;
  }
}
