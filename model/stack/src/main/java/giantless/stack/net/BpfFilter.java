package giantless.stack.net;

import giantless.stack.mbuf.Mbuf;

/**
 * What a capture wants to see. Called with the descriptor's lock held: looks at the packet only.
 */
@FunctionalInterface
public interface BpfFilter {
  /** Everything. */
  BpfFilter ALL = (header, m, length) -> length;

  /**
   * @param header a link header that was made up and goes before the packet; may be empty
   * @param m the packet, which must not be changed
   * @param length of both together in bytes
   * @return how many bytes to keep at most; 0 leaves the packet out
   */
  int snaplen(byte[] header, Mbuf m, int length);
}
