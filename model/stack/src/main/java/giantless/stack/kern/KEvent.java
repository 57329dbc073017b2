package giantless.stack.kern;

import giantless.lock.contract.Confined;

/**
 * {@code struct kevent}: what a program asks of a kqueue(2), and what it is told. The pair of ident
 * and filter names the event; FreeBSD's values.
 */
@Confined("the calling thread")
public final class KEvent {
  public static final int EVFILT_READ = -1;
  public static final int EVFILT_WRITE = -2;
  public static final int EVFILT_TIMER = -7;
  public static final int EVFILT_USER = -11;

  // What to do.
  public static final int EV_ADD = 0x0001;
  public static final int EV_DELETE = 0x0002;
  public static final int EV_ENABLE = 0x0004;
  public static final int EV_DISABLE = 0x0008;

  /** Is deleted when it was told once. */
  public static final int EV_ONESHOT = 0x0010;

  /** Its state is cleared when it was told: only what is new is told again. */
  public static final int EV_CLEAR = 0x0020;

  /** Is answered with EV_ERROR, also if it succeeded. */
  public static final int EV_RECEIPT = 0x0040;

  /** Is disabled when it was told. */
  public static final int EV_DISPATCH = 0x0080;

  // What was found.
  /** {@link #data} is an error number. */
  public static final int EV_ERROR = 0x4000;

  /** The end of file or a hang-up; {@link #fflags} has the socket's error. */
  public static final int EV_EOF = 0x8000;

  /** Bits that a program may not set. */
  static final int EV_SYSFLAGS = 0xf000;

  /** EVFILT_READ and EVFILT_WRITE of sockets: data is the low-water mark. */
  public static final int NOTE_LOWAT = 0x0001;

  // EVFILT_USER.
  public static final int NOTE_TRIGGER = 0x01000000;
  public static final int NOTE_FFNOP = 0x00000000;
  public static final int NOTE_FFAND = 0x40000000;
  public static final int NOTE_FFOR = 0x80000000;
  public static final int NOTE_FFCOPY = 0xc0000000;
  public static final int NOTE_FFCTRLMASK = 0xc0000000;
  public static final int NOTE_FFLAGSMASK = 0x00ffffff;

  /** What it is about: a descriptor, or a number of the program's. */
  public long ident;

  /** EVFILT_*. */
  public int filter;

  /** EV_*. */
  public int flags;

  /** Flags of the filter, NOTE_*. */
  public int fflags;

  /** A number of the filter: bytes, connections, milliseconds, expiries. */
  public long data;

  /** What the program gave, unchanged. */
  public Object udata;

  public KEvent() {}

  /** EV_SET. */
  public KEvent(long ident, int filter, int flags, int fflags, long data, Object udata) {
    this.ident = ident;
    this.filter = filter;
    this.flags = flags;
    this.fflags = fflags;
    this.data = data;
    this.udata = udata;
  }

  @Override
  public String toString() {
    return "kevent ident "
        + ident
        + " filter "
        + filter
        + " flags 0x"
        + Integer.toHexString(flags)
        + " fflags 0x"
        + Integer.toHexString(fflags)
        + " data "
        + data;
  }
}
