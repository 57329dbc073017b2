package giantless.stack.local;

import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Counter;
import giantless.stack.kern.File;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The collector of sockets that are in flight and that no process can receive any more, {@code
 * unp_gc}: a socket that lies in its own buffer, two in each other's, a listener in the buffer of a
 * connection that waits on it. Runs as a task, outside of the locks of whoever closed a socket.
 *
 * <p>A socket is alive if its file has a reference that is not one of a message, or if it lies in
 * the buffer of a live one; a child on a listener's queue lives as long as its listener (D-25).
 * Both are looked at in one exclusive section, in which nothing is sent, made in flight or taken
 * out of flight. Readers need no lock of the domain to take a message out of a buffer: they hold
 * its files in addition from that moment on ({@link UnpRights#hold}), so roots are looked for again
 * until a whole pass has found none.
 *
 * <p>As in FreeBSD it looks whenever a socket is detached while descriptors are in flight. To close
 * the last descriptor of a socket that is in flight is no detach, so garbage may lie until the
 * next.
 *
 * <p>{@link #deferLock} protects the files that {@link UnpRights} has to close.
 */
final class UnpGc {
  private final UnixDomain domain;
  private final UnpLocking locking;
  private final Kernel kernel;
  private final TaskQueue queue;
  private final TaskQueue.Task gcTask;
  private final TaskQueue.Task deferTask;
  private final Mtx deferLock;
  private final AtomicInt runs;
  private final Counter collections;
  private final Counter recycled;

  @GuardedBy("deferLock")
  private final List<File> deferred = new ArrayList<>(0);

  UnpGc(UnixDomain domain) {
    this.domain = domain;
    this.locking = domain.locking;
    this.kernel = domain.kernel;
    this.queue = new TaskQueue(kernel.rt(), "unp gc", Priority.KTHREAD);
    this.gcTask = new TaskQueue.Task(n -> collect());
    this.deferTask = new TaskQueue.Task(n -> closeDeferred());
    this.deferLock = kernel.rt().mtx(Locks.UNP_DEFER);
    this.runs = kernel.rt().atomicInt(0);
    this.collections = kernel.counter();
    this.recycled = kernel.counter();
    kernel.onShutdown(this::stop);
  }

  /** Has the collector run, soon. With any mutex held. */
  void schedule() {
    queue.enqueue(gcTask);
  }

  /**
   * Waits until there is nothing left to do: each task may be the cause of the other, also in a run
   * that had begun before. Sleeps.
   */
  void drain() {
    int before;
    do {
      before = runs.get();
      queue.drain(deferTask);
      queue.drain(gcTask);
      queue.drain(deferTask);
    } while (runs.get() != before);
  }

  /**
   * The machine ends; its processes have. Sockets of which every end is in flight have never been
   * closed, so nobody has had the collector look. It looks when all is done that was put off: a
   * reference that waits to be given up makes a root of its socket, and is given up without a
   * detach.
   */
  private void stop() {
    drain();
    if (domain.inflight() != 0) {
      schedule();
      drain();
    }
    queue.free();
  }

  // ---- Closing ----

  /** unp_discard: a reference that the task gives up. */
  @Excludes("deferLock")
  void closeLater(File fp) {
    deferLock.lock();
    deferred.add(fp);
    deferLock.unlock();
    queue.enqueue(deferTask);
  }

  /** unp_process_defers. */
  @Excludes("deferLock")
  private void closeDeferred() {
    runs.fetchAdd(1);
    while (true) {
      deferLock.lock();
      File fp = deferred.isEmpty() ? null : deferred.remove(deferred.size() - 1);
      deferLock.unlock();
      if (fp == null) {
        return;
      }
      fp.fdrop(null);
    }
  }

  /** net.local.deferred. */
  @Excludes("deferLock")
  private int deferredCount() {
    deferLock.lock();
    int n = deferred.size();
    deferLock.unlock();
    return n;
  }

  // ---- Collecting ----

  /** unp_gc. */
  private void collect() {
    runs.fetchAdd(1);
    collections.add(1);
    kernel.netLockGiant();
    Garbage garbage = find();
    // First every buffer, so that none of the sockets is in flight; then the references of here.
    for (int i = 0; i < garbage.files.size(); i++) {
      UipcSocket.sorflush((Socket) garbage.files.get(i).data());
    }
    for (int i = 0; i < garbage.children.size(); i++) {
      UipcSocket.sorflush(garbage.children.get(i));
    }
    for (int i = 0; i < garbage.files.size(); i++) {
      garbage.files.get(i).fdrop(null);
    }
    for (int i = 0; i < garbage.children.size(); i++) {
      Socket so = garbage.children.get(i);
      so.sockets.accept.lock();
      so.rcv.lock.lock();
      UipcSocket.sorele(so);
    }
    kernel.netUnlockGiant();
    recycled.add(garbage.files.size());
  }

  /** What no process can get at; with a reference each. */
  @Confined("the collector's thread")
  private static final class Garbage {
    final List<File> files = new ArrayList<>(0);
    final List<Socket> children = new ArrayList<>(0);
  }

  private Garbage find() {
    Garbage garbage = new Garbage();
    locking.enterExclusive();
    locking.lockList();
    if (domain.inflight() != 0) {
      new Marks().mark();
      domain.forEach(unp -> sweep(unp, garbage));
    }
    locking.unlockList();
    locking.leaveExclusive();
    return garbage;
  }

  private static void sweep(Unpcb unp, Garbage garbage) {
    if ((unp.unpGcflag & Unpcb.UNPGC_REF) != 0) {
      return;
    }
    if (unp.unpMsgcount != 0) {
      unp.unpFile.fhold();
      garbage.files.add(unp.unpFile);
    } else if (SoListen.refQueued(unp.unpSocket)) {
      garbage.children.add(unp.unpSocket);
    }
  }

  /** One marking, in the section. */
  @Confined("the collector's thread")
  private final class Marks {
    private final List<Unpcb> todo = new ArrayList<>();
    private boolean found;

    void mark() {
      domain.forEach(unp -> unp.unpGcflag = 0);
      do {
        found = false;
        domain.forEach(this::root);
      } while (found);
    }

    private void root(Unpcb unp) {
      if ((unp.unpGcflag & Unpcb.UNPGC_REF) == 0 && isRoot(unp)) {
        found = true;
        reach(unp);
        while (!todo.isEmpty()) {
          scan(todo.remove(todo.size() - 1));
        }
      }
    }

    /** Whether there is a way to it that is no message and no listener's queue. */
    private boolean isRoot(Unpcb unp) {
      return unp.unpMsgcount == 0
          ? !SoListen.isQueued(unp.unpSocket)
          : unp.unpFile.refs() != unp.unpMsgcount;
    }

    private void reach(Unpcb unp) {
      if ((unp.unpGcflag & Unpcb.UNPGC_REF) == 0) {
        unp.unpGcflag |= Unpcb.UNPGC_REF;
        todo.add(unp);
      }
    }

    private void scan(Unpcb unp) {
      Socket so = unp.unpSocket;
      so.rcv.lock.lock();
      scanRecords(so);
      so.rcv.lock.unlock();
      if (so.hasOption(SocketConst.SO_ACCEPTCONN)) {
        List<Socket> children = new ArrayList<>();
        SoListen.addQueued(so, children);
        for (int i = 0; i < children.size(); i++) {
          reach(Unpcb.of(children.get(i)));
        }
      }
    }

    /** unp_scan: what the messages in a buffer lead to. */
    @Requires("so.rcv.lock")
    private void scanRecords(Socket so) {
      for (Mbuf r = so.rcv.first(); r != null; r = r.nextpkt) {
        for (Mbuf m = r; m != null; m = m.next) {
          File[] files = domain.rights.filesOf(m);
          if (files != null) {
            for (File fp : files) {
              Socket sent = UnpRights.socketOf(fp);
              if (sent != null) {
                reach(Unpcb.of(sent));
              }
            }
          }
        }
      }
    }
  }

  void provide(OidTree t) {
    t.addLong("net.local.deferred", "Files to be closed", () -> deferredCount());
    t.addCounter("net.local.taskcount", "Runs of the collector", collections);
    t.addCounter("net.local.recycled", "Sockets that the collector freed", recycled);
  }
}
