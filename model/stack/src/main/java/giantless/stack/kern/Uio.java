package giantless.stack.kern;

import giantless.lock.contract.Confined;

/**
 * Where a transfer goes to or comes from, uio(9): a list of pieces of the caller's memory. Belongs
 * to the thread that makes the call, so no lock protects it.
 */
@Confined("the thread whose transfer it is")
public final class Uio {
  /** Which way {@link #move} copies. */
  public enum Rw {
    /** To the caller: {@code UIO_READ}. */
    READ,
    /** From the caller: {@code UIO_WRITE}. */
    WRITE
  }

  /** One piece of memory, {@code struct iovec}. */
  public static final class Iovec {
    private final byte[] base;
    private int off;
    private int len;

    /**
     * @throws IllegalArgumentException if the piece is not inside the array
     */
    public Iovec(byte[] base, int off, int len) {
      if (off < 0 || len < 0 || len > base.length - off) {
        throw new IllegalArgumentException("iovec " + off + "+" + len + " of " + base.length);
      }
      this.base = base;
      this.off = off;
      this.len = len;
    }
  }

  private final Iovec[] iov;
  private final Rw rw;
  private int index;
  private int resid;
  private long offset;

  public Uio(Rw rw, Iovec... iov) {
    this.rw = rw;
    this.iov = iov;
    long sum = 0;
    for (Iovec v : iov) {
      sum += v.len;
    }
    if (sum > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("uio longer than INT_MAX");
    }
    this.resid = (int) sum;
  }

  /** A transfer to {@code len} bytes of the array. */
  public static Uio reading(byte[] buf, int off, int len) {
    return new Uio(Rw.READ, new Iovec(buf, off, len));
  }

  /** A transfer from {@code len} bytes of the array. */
  public static Uio writing(byte[] buf, int off, int len) {
    return new Uio(Rw.WRITE, new Iovec(buf, off, len));
  }

  public Rw rw() {
    return rw;
  }

  /** Bytes still to move, {@code uio_resid}. */
  public int resid() {
    return resid;
  }

  /** Bytes moved so far, {@code uio_offset} of a stream. */
  public long offset() {
    return offset;
  }

  /**
   * uiomove(9): copies between the kernel's bytes and the caller's, in the direction of the uio,
   * and goes on by what was copied. May fault and thus sleep: no mutex may be held.
   *
   * @param len at most this many bytes; at most {@link #resid} are moved
   * @return how many bytes were moved
   */
  public int move(byte[] kernel, int off, int len) {
    int moved = 0;
    int want = Math.min(len, resid);
    while (moved < want) {
      Iovec v = iov[index];
      int n = Math.min(v.len, want - moved);
      if (n > 0) {
        if (rw == Rw.READ) {
          System.arraycopy(kernel, off + moved, v.base, v.off, n);
        } else {
          System.arraycopy(v.base, v.off, kernel, off + moved, n);
        }
        v.off += n;
        v.len -= n;
        moved += n;
      }
      if (v.len == 0 && moved < want) {
        index++;
      }
    }
    resid -= moved;
    offset += moved;
    return moved;
  }
}
