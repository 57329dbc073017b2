package giantless.stack.net;

import giantless.lock.contract.Confined;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import java.util.Arrays;

/**
 * The receive ring of a driver: frames in buffers of its own, which stay with the ring and are used
 * again. Frames are put in until the ring is taken out of use, then taken in the same order, and
 * the ring is empty again. No lock: it is protected by its driver's while frames are put in, and is
 * the interrupt thread's while they are taken.
 */
@Confined("the driver's lock, or the interrupt thread that has taken it out of use")
final class FrameRing {
  private static final int FIRST = 8;

  private byte[][] buffers = new byte[FIRST][];
  private int[] lengths = new int[FIRST];
  private int size;

  int size() {
    return size;
  }

  /** The buffer of the next frame, with room for so many bytes. */
  private byte[] next(int len) {
    if (size == buffers.length) {
      buffers = Arrays.copyOf(buffers, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    byte[] buffer = buffers[size];
    if (buffer == null || buffer.length < len) {
      buffer = new byte[len];
      buffers[size] = buffer;
    }
    lengths[size++] = len;
    return buffer;
  }

  /** Puts in a copy of a packet, which stays the caller's. */
  void put(MbufPool mbufs, Mbuf m) {
    int len = m.pkthdr.len;
    mbufs.copydata(m, 0, len, next(len), 0);
  }

  /** Puts in a copy of a frame. */
  void put(byte[] frame) {
    System.arraycopy(frame, 0, next(frame.length), 0, frame.length);
  }

  /** The bytes of frame {@code i}; how many is {@link #length}. */
  byte[] buffer(int i) {
    return buffers[i];
  }

  int length(int i) {
    return lengths[i];
  }

  /** Empties it; the buffers stay. */
  void clear() {
    size = 0;
  }
}
