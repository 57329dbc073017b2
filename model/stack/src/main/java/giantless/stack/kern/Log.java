package giantless.stack.kern;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's message buffer, dmesg(8): the last messages of log(9), the oldest dropped. The mutex
 * {@code msgbuf} guards the queue; it is a leaf, so any code may log. Made on the first message.
 */
public final class Log {
  /** How many messages are kept. */
  public static final int LIMIT = 512;

  private final LockRuntime rt;
  public final Mtx lock;

  @GuardedBy("lock")
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  @GuardedBy("lock")
  private long dropped;

  Log(LockRuntime rt) {
    this.rt = rt;
    this.lock = rt.mtx(Locks.MSGBUF);
  }

  /** log(9), with the uptime in front, in seconds. */
  public void log(String message) {
    long micros = rt.uptimeNanos() / 1000;
    String fraction = Long.toString(1_000_000 + micros % 1_000_000).substring(1);
    String line = "[" + micros / 1_000_000 + "." + fraction + "] " + message;
    lock.lock();
    if (lines.size() == LIMIT) {
      lines.removeFirst();
      dropped++;
    }
    lines.addLast(line);
    lock.unlock();
  }

  /** What dmesg(8) prints, the oldest first. */
  public List<String> dmesg() {
    lock.lock();
    List<String> copy = new ArrayList<>(lines);
    lock.unlock();
    return copy;
  }

  /** How many messages have been pushed out of the buffer. */
  public long dropped() {
    lock.lock();
    long n = dropped;
    lock.unlock();
    return n;
  }
}
