package giantless.stack.net;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import giantless.lock.contract.Confined;

/**
 * Linux's TAP device: {@code /dev/net/tun} and the pipe that ends a wait for it, through JNA. Holds
 * no lock. One thread reads, and one at a time writes; {@link #close} only after both have ended.
 */
final class TapDevice {
  /** The C library's functions. */
  private static final class C {
    static {
      Native.register(C.class, "c");
    }

    static native int open(String path, int flags) throws LastErrorException;

    static native int ioctl(int fd, NativeLong request, Pointer arg) throws LastErrorException;

    static native int pipe(int[] fds) throws LastErrorException;

    static native int poll(Pointer fds, NativeLong count, int millis) throws LastErrorException;

    static native NativeLong read(int fd, Pointer to, NativeLong count) throws LastErrorException;

    static native NativeLong write(int fd, Pointer from, NativeLong count)
        throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
  }

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TAP = 2;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFNAMSIZ = 16;
  private static final int SIZEOF_IFREQ = 40;
  private static final int POLLIN = 1;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int SIZEOF_POLLFD = 8;

  /** Frames read before {@link #wake} is looked for again. */
  private static final int BURST = 64;

  private final int fd;
  private final int wakeRead;
  private final int wakeWrite;
  private final int maxFrame;
  private final Memory pollfds = new Memory(2 * SIZEOF_POLLFD);
  private final Memory rxBuffer;
  private final Memory txBuffer;
  private final NativeLong rxRoom;

  @Confined("the reader")
  private boolean mustPoll = true;

  @Confined("the reader")
  private int reads;

  private TapDevice(int fd, int[] pipe, int maxFrame) {
    this.fd = fd;
    this.wakeRead = pipe[0];
    this.wakeWrite = pipe[1];
    this.maxFrame = maxFrame;
    this.rxBuffer = new Memory(maxFrame);
    this.txBuffer = new Memory(maxFrame);
    this.rxRoom = new NativeLong(maxFrame);
    pollfds.clear();
    pollfds.setInt(0, fd);
    pollfds.setShort(4, (short) POLLIN);
    pollfds.setInt(SIZEOF_POLLFD, wakeRead);
    pollfds.setShort(SIZEOF_POLLFD + 4, (short) POLLIN);
  }

  /**
   * Attaches to a TAP device, which is made if it does not exist and the caller may.
   *
   * @param device its name on the Linux side, at most 15 letters
   * @param maxFrame the longest frame in bytes
   * @throws TapException the device cannot be had; the message says which call failed and why
   */
  static TapDevice open(String device, int maxFrame) throws TapException {
    if (device.isEmpty() || device.length() >= IFNAMSIZ) {
      throw new TapException("tap: no valid device name: " + device);
    }
    int fd = -1;
    String step = "open /dev/net/tun";
    try {
      fd = C.open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
      step = "attach to " + device;
      Memory ifreq = new Memory(SIZEOF_IFREQ);
      ifreq.clear();
      ifreq.setString(0, device, "US-ASCII");
      ifreq.setShort(IFNAMSIZ, (short) (IFF_TAP | IFF_NO_PI));
      C.ioctl(fd, new NativeLong(TUNSETIFF), ifreq);
      step = "pipe";
      int[] pipe = new int[2];
      C.pipe(pipe);
      return new TapDevice(fd, pipe, maxFrame);
    } catch (LastErrorException e) {
      if (fd >= 0) {
        closeQuietly(fd);
      }
      throw new TapException("tap: " + step + ": " + e.getMessage());
    }
  }

  /**
   * Waits for a frame.
   *
   * @return its bytes; an empty array if there was none after all; null after {@link #wake}, or if
   *     the device has failed
   */
  byte[] read() {
    try {
      if (mustPoll) {
        C.poll(pollfds, new NativeLong(2), -1);
        if (pollfds.getShort(SIZEOF_POLLFD + 6) != 0) {
          return null;
        }
        reads = 0;
      }
      // Frames come in bursts: the next read finds one, or says EAGAIN.
      mustPoll = ++reads >= BURST;
      int n = C.read(fd, rxBuffer, rxRoom).intValue();
      return rxBuffer.getByteArray(0, n);
    } catch (LastErrorException e) {
      mustPoll = true;
      int errno = e.getErrorCode();
      return errno == EINTR || errno == EAGAIN ? new byte[0] : null;
    }
  }

  /** Sends a frame; false if the device refused it. */
  boolean write(byte[] frame) {
    if (frame.length > maxFrame) {
      return false;
    }
    txBuffer.write(0, frame, 0, frame.length);
    while (true) {
      try {
        return C.write(fd, txBuffer, new NativeLong(frame.length)).intValue() == frame.length;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != EINTR) {
          return false;
        }
      }
    }
  }

  /** Has {@link #read} return null, now and from now on. */
  void wake() {
    Memory one = new Memory(1);
    one.setByte(0, (byte) 0);
    try {
      C.write(wakeWrite, one, new NativeLong(1));
    } catch (LastErrorException e) {
      throw new giantless.lock.Panic("tap: cannot wake the reader: " + e.getMessage());
    }
  }

  void close() {
    closeQuietly(fd);
    closeQuietly(wakeRead);
    closeQuietly(wakeWrite);
  }

  private static void closeQuietly(int descriptor) {
    try {
      C.close(descriptor);
    } catch (LastErrorException e) {
      // The descriptor is gone either way; nothing was buffered in it.
    }
  }
}
