package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.IThread;
import giantless.stack.mbuf.Mbuf;

/**
 * One CPU's workstream of netisr: a queue a protocol, all under the workstream's lock, and the
 * thread that drains them.
 */
final class NetisrWorkstream {
  final Mtx lock;
  private final Netisr netisr;
  private final IThread thread;

  @GuardedBy("lock")
  private final Mbuf[] heads = new Mbuf[Netisr.NPROT];

  @GuardedBy("lock")
  private final Mbuf[] tails = new Mbuf[Netisr.NPROT];

  @GuardedBy("lock")
  private final int[] lens = new int[Netisr.NPROT];

  NetisrWorkstream(Netisr netisr, int cpu) {
    this.netisr = netisr;
    this.lock = netisr.kernel.rt().mtx(Locks.NETISR_WS);
    this.thread =
        netisr.kernel.ithread(
            "netisr " + cpu, giantless.lock.Priority.SWI_NET, cpu, true, this::swiNet);
  }

  /** False, and the packet is the caller's, if the protocol's queue is full. */
  @Excludes("lock")
  boolean queue(int id, Mbuf m, int limit) {
    lock.lock();
    boolean room = lens[id] < limit;
    if (room) {
      m.nextpkt = null;
      if (tails[id] == null) {
        heads[id] = m;
      } else {
        tails[id].nextpkt = m;
      }
      tails[id] = m;
      lens[id]++;
    }
    lock.unlock();
    if (room) {
      thread.schedule();
    }
    return room;
  }

  /** Takes all that a protocol has, as a chain by {@code nextpkt}. */
  @Excludes("lock")
  Mbuf take(int id) {
    lock.lock();
    Mbuf all = heads[id];
    heads[id] = null;
    tails[id] = null;
    lens[id] = 0;
    lock.unlock();
    return all;
  }

  /** Drains each queue once: what comes meanwhile has scheduled the thread again. */
  private void swiNet() {
    for (int id = 0; id < Netisr.NPROT; id++) {
      Mbuf m = take(id);
      if (m != null) {
        netisr.process(id, m);
      }
    }
  }

  /** Frees what came in by the interface; the rest keeps its order. */
  @Excludes("lock")
  void purge(Ifnet ifp) {
    for (int id = 0; id < Netisr.NPROT; id++) {
      Mbuf gone = null;
      lock.lock();
      Mbuf m = heads[id];
      heads[id] = null;
      tails[id] = null;
      lens[id] = 0;
      while (m != null) {
        Mbuf next = m.nextpkt;
        m.nextpkt = null;
        if (m.pkthdr.rcvif == ifp) {
          m.nextpkt = gone;
          gone = m;
        } else {
          if (tails[id] == null) {
            heads[id] = m;
          } else {
            tails[id].nextpkt = m;
          }
          tails[id] = m;
          lens[id]++;
        }
        m = next;
      }
      lock.unlock();
      netisr.freeChain(gone);
    }
  }

  /** Packets that wait for any protocol. */
  @Excludes("lock")
  int length() {
    int n = 0;
    lock.lock();
    for (int len : lens) {
      n += len;
    }
    lock.unlock();
    return n;
  }

  /** Stops the thread and frees what is left. Sleeps. */
  void stop() {
    thread.stop();
    for (int id = 0; id < Netisr.NPROT; id++) {
      netisr.freeChain(take(id));
    }
  }
}
