package giantless.stack.net;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.TaskQueue;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * A bounded queue of packets, struct ifqueue: an interface's output queue, or netisr's input queue
 * of a protocol. Its lock protects head, tail, length and drops. The queue owns the packets in it.
 */
public final class IfQueue {
  public final Mtx lock;
  private final MbufPool mbufs;

  @Racy("the limit is a knob: a packet more or less under a change")
  private volatile int maxlen;

  @GuardedBy("lock")
  private Mbuf head;

  @GuardedBy("lock")
  private Mbuf tail;

  @GuardedBy("lock")
  private int len;

  /** Nobody will empty it any more. */
  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private long drops;

  @GuardedBy("lock")
  private long enqueued;

  /**
   * @param lockClass the class of its mutex
   * @param maxlen ifq_maxlen, in packets
   */
  public IfQueue(LockRuntime rt, LockClass lockClass, MbufPool mbufs, int maxlen) {
    this.lock = rt.mtx(lockClass);
    this.mbufs = mbufs;
    this.maxlen = maxlen;
  }

  public int maxlen() {
    return maxlen;
  }

  public void setMaxlen(int packets) {
    maxlen = packets;
  }

  /** _IF_QFULL. */
  @Requires("lock")
  public boolean isFull() {
    lock.assertOwned();
    return len >= maxlen;
  }

  /** _IF_ENQUEUE, without a test of the limit. */
  @Requires("lock")
  public void enqueueLocked(Mbuf m) {
    lock.assertOwned();
    m.nextpkt = null;
    if (tail == null) {
      head = m;
    } else {
      tail.nextpkt = m;
    }
    tail = m;
    len++;
    enqueued++;
  }

  /** IFQ_IS_EMPTY. */
  @Requires("lock")
  boolean isEmptyLocked() {
    return head == null;
  }

  /** _IF_DEQUEUE: null if the queue is empty. */
  @Requires("lock")
  public Mbuf dequeueLocked() {
    lock.assertOwned();
    Mbuf m = head;
    if (m != null) {
      head = m.nextpkt;
      if (head == null) {
        tail = null;
      }
      m.nextpkt = null;
      len--;
    }
    return m;
  }

  /**
   * IF_ENQUEUE with the test of the limit: a packet too many, or for a queue that was closed, is
   * freed and counted, and false.
   */
  @Excludes("lock")
  public boolean enqueue(Mbuf m) {
    lock.lock();
    if (closed || len >= maxlen) {
      drops++;
      lock.unlock();
      mbufs.freem(m);
      return false;
    }
    enqueueLocked(m);
    lock.unlock();
    return true;
  }

  /** IF_DEQUEUE. */
  @Excludes("lock")
  public Mbuf dequeue() {
    lock.lock();
    Mbuf m = dequeueLocked();
    lock.unlock();
    return m;
  }

  /** IF_PREPEND: puts a packet back at the head. */
  @Excludes("lock")
  public void prepend(Mbuf m) {
    lock.lock();
    m.nextpkt = head;
    head = m;
    if (tail == null) {
      tail = m;
    }
    len++;
    lock.unlock();
  }

  /** Takes the whole queue as a chain by {@code nextpkt}. */
  @Excludes("lock")
  public Mbuf takeAll() {
    lock.lock();
    Mbuf all = head;
    head = null;
    tail = null;
    len = 0;
    lock.unlock();
    return all;
  }

  /**
   * Its user leaves: frees what is queued; {@link #enqueue} and {@link #handoff} refuse what comes
   * later.
   */
  @Excludes("lock")
  void close() {
    lock.lock();
    closed = true;
    lock.unlock();
    flush();
  }

  /** Enqueues the task by which the queue is emptied, unless it was closed. */
  @Excludes("lock")
  void enqueueTask(TaskQueue taskqueue, TaskQueue.Task task) {
    lock.lock();
    if (!closed) {
      taskqueue.enqueue(task);
    }
    lock.unlock();
  }

  /** if_qflush: frees what is queued. */
  @Excludes("lock")
  public void flush() {
    Mbuf m = takeAll();
    while (m != null) {
      Mbuf next = m.nextpkt;
      m.nextpkt = null;
      mbufs.freem(m);
      m = next;
    }
  }

  /**
   * Frees the queued packets that came in by an interface which is going away.
   *
   * @return how many there were
   */
  @Excludes("lock")
  public int purge(Ifnet ifp) {
    Mbuf gone = null;
    int count = 0;
    lock.lock();
    Mbuf all = head;
    head = null;
    tail = null;
    len = 0;
    while (all != null) {
      Mbuf next = all.nextpkt;
      if (all.pkthdr.rcvif == ifp) {
        all.nextpkt = gone;
        gone = all;
        count++;
      } else {
        enqueueLocked(all);
        enqueued--;
      }
      all = next;
    }
    lock.unlock();
    while (gone != null) {
      Mbuf next = gone.nextpkt;
      gone.nextpkt = null;
      mbufs.freem(gone);
      gone = next;
    }
    return count;
  }

  /**
   * IF_HANDOFF: queues a packet for output and starts the driver; it is consumed in any case.
   *
   * @param ifp the interface, whose output is counted; null for none
   * @param adjust added to the bytes counted
   * @return false if the queue was full or closed: the packet was dropped, counted and freed
   */
  @Excludes("lock")
  public boolean handoff(Mbuf m, Ifnet ifp, int adjust) {
    lock.lock();
    if (closed || len >= maxlen) {
      drops++;
      lock.unlock();
      mbufs.freem(m);
      return false;
    }
    if (ifp != null) {
      ifp.data.ifi_obytes.add(m.pkthdr.len + adjust);
      if ((m.flags & (Mbuf.M_BCAST | Mbuf.M_MCAST)) != 0) {
        ifp.data.ifi_omcasts.inc();
      }
    }
    enqueueLocked(m);
    lock.unlock();
    if (ifp != null) {
      ifp.ifStart();
    }
    return true;
  }

  /**
   * The chain agrees with its length and its tail; for checkers.
   *
   * @throws giantless.lock.Panic if they do not
   */
  @Excludes("lock")
  public void check() {
    lock.lock();
    int n = 0;
    Mbuf last = null;
    for (Mbuf m = head; m != null && n <= len; m = m.nextpkt) {
      last = m;
      n++;
    }
    Kassert.kassert(n == len, "ifqueue: ifq_len " + len + ", packets " + (n > len ? "more" : n));
    Kassert.kassert(last == tail, "ifqueue: tail");
    lock.unlock();
  }

  /** ifq_len. */
  @Excludes("lock")
  public int length() {
    lock.lock();
    int n = len;
    lock.unlock();
    return n;
  }

  /** ifq_drops: packets refused because the queue was full. */
  @Excludes("lock")
  public long drops() {
    lock.lock();
    long n = drops;
    lock.unlock();
    return n;
  }

  /** Packets that were ever queued. */
  @Excludes("lock")
  public long enqueued() {
    lock.lock();
    long n = enqueued;
    lock.unlock();
    return n;
  }
}
