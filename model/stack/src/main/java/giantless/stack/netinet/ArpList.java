package giantless.stack.netinet;

import giantless.lock.contract.GuardedBy;
import giantless.stack.net.RadixNodeHead;
import giantless.stack.net.Rtentry;
import java.util.ArrayList;
import java.util.List;

/**
 * The list {@code llinfo_arp} of all ARP entries: the lock of the IPv4 tree protects it, as in 2004
 * (locking reference, A.3).
 */
final class ArpList {
  private final RadixNodeHead rnh;

  @GuardedBy("rnh.lock")
  private LlinfoArp first;

  @GuardedBy("rnh.lock")
  private int count;

  ArpList(RadixNodeHead rnh) {
    this.rnh = rnh;
  }

  /** LIST_INSERT_HEAD. */
  void insert(LlinfoArp la) {
    rnh.lock.assertOwned();
    la.next = first;
    if (first != null) {
      first.prev = la;
    }
    first = la;
    count++;
  }

  /** LIST_REMOVE. */
  void remove(LlinfoArp la) {
    rnh.lock.assertOwned();
    if (la.prev != null) {
      la.prev.next = la.next;
    } else {
      first = la.next;
    }
    if (la.next != null) {
      la.next.prev = la.prev;
    }
    la.next = null;
    la.prev = null;
    count--;
  }

  int count() {
    rnh.lock.assertOwned();
    return count;
  }

  /** The routes of all entries, each with a reference for the caller. */
  List<Rtentry> routes() {
    rnh.lock.assertOwned();
    List<Rtentry> all = new ArrayList<>(count);
    for (LlinfoArp la = first; la != null; la = la.next) {
      la.rt.lock.lock();
      la.rt.addref();
      la.rt.lock.unlock();
      all.add(la.rt);
    }
    return all;
  }
}
