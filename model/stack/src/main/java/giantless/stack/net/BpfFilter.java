package giantless.stack.net;

import giantless.stack.mbuf.Mbuf;

/**
 * What a capture wants to see. Called with the descriptor's lock held: looks at the packet only.
 */
@FunctionalInterface
public interface BpfFilter {
  /** Everything. */
  BpfFilter ALL = (m, length) -> length;

  /**
   * @param m the packet, which must not be changed; its link header is in front
   * @param length of the packet in bytes
   * @return how many bytes to keep at most; 0 leaves the packet out
   */
  int snaplen(Mbuf m, int length);
}
