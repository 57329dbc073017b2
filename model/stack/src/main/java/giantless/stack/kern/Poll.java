package giantless.stack.kern;

import giantless.lock.LockRuntime;
import giantless.lock.WaitResult;
import giantless.lock.contract.Confined;
import java.util.BitSet;

/**
 * poll(2) and select(2) over a process's descriptors. Holds a reference to a file, and no lock,
 * while the file is asked. The protocol of sleeping is {@link SelState}'s.
 */
public final class Poll {
  public static final int POLLIN = 0x0001;
  public static final int POLLPRI = 0x0002;
  public static final int POLLOUT = 0x0004;
  public static final int POLLERR = 0x0008;
  public static final int POLLHUP = 0x0010;
  public static final int POLLNVAL = 0x0020;
  public static final int POLLRDNORM = 0x0040;
  public static final int POLLWRNORM = POLLOUT;
  public static final int POLLRDBAND = 0x0080;
  public static final int POLLWRBAND = 0x0100;

  /** Asked for only by the kernel: POLLIN does not tell of the end of file. */
  public static final int POLLINIGNEOF = 0x2000;

  /** What is reported even if it was not asked for. */
  public static final int POLLSTANDARD_ALWAYS = POLLERR | POLLHUP | POLLNVAL;

  /** No time limit. */
  public static final long INFTIM = -1;

  /** The largest number of descriptors that select(2) takes, {@code FD_SETSIZE}. */
  public static final int FD_SETSIZE = 1024;

  private static final int SEL_READ = POLLIN | POLLRDNORM | POLLHUP | POLLERR;
  private static final int SEL_WRITE = POLLOUT | POLLWRBAND | POLLERR;
  private static final int SEL_EXCEPT = POLLRDBAND | POLLPRI;

  /** {@code struct pollfd}. */
  @Confined("the calling thread")
  public static final class PollFd {
    /** The descriptor; a negative one is skipped. */
    public final int fd;

    /** What is asked for. */
    public final int events;

    /** What was found. */
    public int revents;

    public PollFd(int fd, int events) {
      this.fd = fd;
      this.events = events;
    }
  }

  private Poll() {}

  /**
   * poll(2).
   *
   * @param nanos the longest wait in nanoseconds; 0 does not wait, negative waits for ever
   * @return how many descriptors have events; {@code -EINVAL} for too many, {@code -EINTR} (never
   *     restarted)
   */
  public static int poll(ProcThread td, PollFd[] fds, long nanos) {
    Kernel kernel = td.proc().kernel();
    if (fds.length > kernel.files().maxfilesperproc() && fds.length > FD_SETSIZE) {
      return -Errno.EINVAL.code();
    }
    long deadline = deadline(kernel, nanos);
    while (true) {
      long seen = kernel.sel().begin(td);
      int ready = pollscan(td, fds);
      int result = ready > 0 || nanos == 0 ? ready : wait(kernel, td, seen, deadline);
      if (result != RESCAN) {
        kernel.sel().end(td);
        return result;
      }
      forgetRecords(kernel, td);
    }
  }

  /**
   * select(2). The sets are replaced by the ready descriptors; on an error they are unchanged.
   *
   * @param nd the highest descriptor asked for, and 1
   * @param in asked for reading, or null
   * @param ou asked for writing, or null
   * @param ex asked for exceptional conditions, or null
   * @param nanos as for {@link #poll}
   * @return how many bits are set; {@code -EBADF}, {@code -EINVAL}, {@code -EINTR}
   */
  public static int select(ProcThread td, int nd, BitSet in, BitSet ou, BitSet ex, long nanos) {
    Kernel kernel = td.proc().kernel();
    if (nd < 0) {
      return -Errno.EINVAL.code();
    }
    int n = Math.min(nd, td.proc().fd().nfiles());
    BitSet[] asked = {in, ou, ex};
    BitSet[] found = {new BitSet(), new BitSet(), new BitSet()};
    long deadline = deadline(kernel, nanos);
    int result;
    while (true) {
      long seen = kernel.sel().begin(td);
      result = selscan(td, n, asked, found);
      if (result == 0 && nanos != 0) {
        result = wait(kernel, td, seen, deadline);
      }
      if (result != RESCAN) {
        break;
      }
      forgetRecords(kernel, td);
    }
    kernel.sel().end(td);
    if (result >= 0) {
      for (int i = 0; i < asked.length; i++) {
        if (asked[i] != null) {
          asked[i].clear();
          asked[i].or(found[i]);
        }
      }
    }
    return result;
  }

  private static final int RESCAN = Integer.MIN_VALUE;

  private static long deadline(Kernel kernel, long nanos) {
    if (nanos < 0) {
      return LockRuntime.NEVER;
    }
    long end = kernel.uptimeNanos() + nanos;
    return end < 0 ? LockRuntime.NEVER : end;
  }

  /** 0 for a timeout, {@code -EINTR}, or RESCAN. */
  private static int wait(Kernel kernel, ProcThread td, long seen, long deadline) {
    WaitResult r = kernel.sel().sleep(td, seen, deadline);
    if (r == WaitResult.TIMED_OUT) {
      return 0;
    }
    return r == WaitResult.INTERRUPTED ? -Errno.EINTR.code() : RESCAN;
  }

  private static void forgetRecords(Kernel kernel, ProcThread td) {
    kernel.sel().end(td);
  }

  private static int pollscan(ProcThread td, PollFd[] fds) {
    int n = 0;
    for (PollFd p : fds) {
      p.revents = 0;
      if (p.fd < 0) {
        continue;
      }
      File fp = td.proc().fd().fget(p.fd);
      if (fp == null) {
        p.revents = POLLNVAL;
      } else {
        p.revents = fp.ops().poll(fp, p.events, td) & (p.events | POLLSTANDARD_ALWAYS);
        fp.fdrop(td);
      }
      if (p.revents != 0) {
        n++;
      }
    }
    return n;
  }

  private static int selscan(ProcThread td, int nd, BitSet[] asked, BitSet[] found) {
    int n = 0;
    for (int fd = 0; fd < nd; fd++) {
      int events = 0;
      events |= has(asked[0], fd) ? SEL_READ : 0;
      events |= has(asked[1], fd) ? SEL_WRITE : 0;
      events |= has(asked[2], fd) ? SEL_EXCEPT : 0;
      if (events == 0) {
        continue;
      }
      File fp = td.proc().fd().fget(fd);
      if (fp == null) {
        return -Errno.EBADF.code();
      }
      int revents = fp.ops().poll(fp, events, td);
      fp.fdrop(td);
      n += mark(asked[0], found[0], fd, revents & SEL_READ);
      n += mark(asked[1], found[1], fd, revents & SEL_WRITE);
      n += mark(asked[2], found[2], fd, revents & SEL_EXCEPT);
    }
    return n;
  }

  private static boolean has(BitSet set, int fd) {
    return set != null && set.get(fd);
  }

  private static int mark(BitSet asked, BitSet found, int fd, int revents) {
    if (revents == 0 || !has(asked, fd)) {
      return 0;
    }
    found.set(fd);
    return 1;
  }
}
