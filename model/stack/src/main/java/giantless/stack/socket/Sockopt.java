package giantless.stack.socket;

import giantless.lock.contract.Confined;
import giantless.stack.kern.Errno;

/**
 * One request of getsockopt(2) or setsockopt(2), {@code struct sockopt}. The value is the caller's
 * memory in the layout of a little-endian BSD: an {@code int} has 4 bytes, {@code struct linger}
 * two ints, {@code struct timeval} two 64-bit numbers, an address 4 bytes in network order. Belongs
 * to the calling thread. Copying may fault, so no mutex may be held over {@link #copyin} and {@link
 * #copyout} (locking reference, D-35): copy in first, lock after.
 */
@Confined("the calling thread")
public final class Sockopt {
  /** Whether the value goes in or out. */
  public enum Dir {
    SET,
    GET
  }

  public final Dir dir;
  public final int level;
  public final int name;

  private byte[] val;

  private Sockopt(Dir dir, int level, int name, byte[] val) {
    this.dir = dir;
    this.level = level;
    this.name = name;
    this.val = val;
  }

  /**
   * @param val the value; null is a bad address with length 0
   */
  public static Sockopt set(int level, int name, byte[] val) {
    return new Sockopt(Dir.SET, level, name, val);
  }

  /**
   * @param size the most bytes that the caller takes
   */
  public static Sockopt get(int level, int name, int size) {
    return new Sockopt(Dir.GET, level, name, new byte[size]);
  }

  /** The value as it is now: what was given, or what {@link #copyout} left. */
  public byte[] val() {
    return val;
  }

  /** sopt_valsize. */
  public int valsize() {
    return val == null ? 0 : val.length;
  }

  /**
   * sooptcopyin(9): EINVAL if the value is shorter than what the option needs; what is longer is
   * cut.
   *
   * @param buf gets its own length of the value, or the whole if that is shorter
   * @param minlen the least length
   */
  public Errno copyin(byte[] buf, int minlen) {
    if (valsize() < minlen) {
      return Errno.EINVAL;
    }
    if (val == null) {
      return Errno.OK;
    }
    System.arraycopy(val, 0, buf, 0, Math.min(buf.length, val.length));
    return Errno.OK;
  }

  /** sooptcopyin of an {@code int}, to {@code out[0]}. */
  public Errno copyinInt(int[] out) {
    byte[] b = new byte[4];
    Errno error = copyin(b, 4);
    if (error == Errno.OK) {
      out[0] = getInt(b, 0);
    }
    return error;
  }

  /** sooptcopyout(9): the value for the caller, silently cut to what the caller takes. */
  public Errno copyout(byte[] buf) {
    int n = Math.min(buf.length, valsize());
    byte[] b = new byte[n];
    System.arraycopy(buf, 0, b, 0, n);
    val = b;
    return Errno.OK;
  }

  /** sooptcopyout of an {@code int}. */
  public Errno copyoutInt(int v) {
    byte[] b = new byte[4];
    putInt(b, 0, v);
    return copyout(b);
  }

  /** The bytes of an {@code int}, for a caller of setsockopt(2). */
  public static byte[] ofInt(int v) {
    byte[] b = new byte[4];
    putInt(b, 0, v);
    return b;
  }

  /** A {@code struct linger}. */
  public static byte[] ofLinger(int onoff, int seconds) {
    byte[] b = new byte[8];
    putInt(b, 0, onoff);
    putInt(b, 4, seconds);
    return b;
  }

  /** A {@code struct timeval}. */
  public static byte[] ofTimeval(long sec, long usec) {
    byte[] b = new byte[16];
    putLong(b, 0, sec);
    putLong(b, 8, usec);
    return b;
  }

  /** An {@code int} in the machine's order. */
  public static int getInt(byte[] b, int off) {
    return b[off] & 0xff | (b[off + 1] & 0xff) << 8 | (b[off + 2] & 0xff) << 16 | b[off + 3] << 24;
  }

  public static void putInt(byte[] b, int off, int v) {
    b[off] = (byte) v;
    b[off + 1] = (byte) (v >>> 8);
    b[off + 2] = (byte) (v >>> 16);
    b[off + 3] = (byte) (v >>> 24);
  }

  /** A 64-bit number in the machine's order. */
  public static long getLong(byte[] b, int off) {
    return getInt(b, off) & 0xffffffffL | (long) getInt(b, off + 4) << 32;
  }

  public static void putLong(byte[] b, int off, long v) {
    putInt(b, off, (int) v);
    putInt(b, off + 4, (int) (v >>> 32));
  }
}
