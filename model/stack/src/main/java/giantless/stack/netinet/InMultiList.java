package giantless.stack.netinet;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.net.Ifnet;
import java.util.ArrayList;
import java.util.List;

/**
 * The groups that this host is in, {@code in_multihead}. in_multi_mtx protects the list and all of
 * its members; it is recursive, as IGMP sends with it held and output asks for membership (locking
 * reference, A.2 and D-62). Joined and left by socket options (with the pcb locked) and by
 * InControl.
 */
public final class InMultiList {
  /** in_multi_mtx. */
  public final Mtx lock;

  @GuardedBy("lock")
  private final ArrayList<InMulti> list = new ArrayList<>();

  @Frozen("the host is built")
  private Igmp igmp;

  InMultiList(LockRuntime rt) {
    this.lock = rt.mtx(Locks.IN_MULTI);
  }

  /** At boot. */
  void setIgmp(Igmp newIgmp) {
    igmp = newIgmp;
  }

  /** IN_LOOKUP_MULTI. */
  @Requires("lock")
  InMulti lookup(int addr, Ifnet ifp) {
    lock.assertOwned();
    for (int i = 0; i < list.size(); i++) {
      InMulti inm = list.get(i);
      if (inm.addr == addr && inm.ifp == ifp) {
        return inm;
      }
    }
    return null;
  }

  /** The list itself, for IGMP. */
  @Requires("lock")
  List<InMulti> listLocked() {
    lock.assertOwned();
    return list;
  }

  /** Whether this host is in the group on the interface. May be called with the lock held. */
  public boolean isMember(int addr, Ifnet ifp) {
    lock.lock();
    boolean member = lookup(addr, ifp) != null;
    lock.unlock();
    return member;
  }

  /**
   * in_addmulti(): joins a group, or counts one more request.
   *
   * @return the membership, with the caller's request counted; null if the interface refuses it or
   *     is leaving
   */
  public InMulti join(int addr, Ifnet ifp) {
    lock.lock();
    InMulti inm = lookup(addr, ifp);
    if (inm != null) {
      inm.refcount++;
    } else if (!ifp.isDying() && ifp.addMulti(InMulti.etherGroup(addr)) == Errno.OK) {
      inm = new InMulti(lock, addr, ifp);
      list.add(inm);
      igmp.joinGroup(inm);
    }
    lock.unlock();
    return inm;
  }

  /** in_delmulti(): takes one request back; the last one leaves the group. */
  public void leave(InMulti inm) {
    lock.lock();
    inm.refcount--;
    if (inm.refcount == 0 && inm.listed) {
      igmp.leaveGroup(inm);
      remove(inm);
    }
    lock.unlock();
  }

  @Requires("lock")
  private void remove(InMulti inm) {
    inm.listed = false;
    inm.timer = 0;
    list.remove(inm);
    inm.ifp.delMulti(InMulti.etherGroup(inm.addr));
  }

  /** Joins 224.0.0.1 once on an interface that gets its first address. */
  @Excludes("lock")
  Errno joinAllHosts(Ifnet ifp) {
    lock.lock();
    boolean there = lookup(InAddr.INADDR_ALLHOSTS_GROUP, ifp) != null;
    boolean joined = there || join(InAddr.INADDR_ALLHOSTS_GROUP, ifp) != null;
    lock.unlock();
    return joined ? Errno.OK : Errno.ENOBUFS;
  }

  /** Leaves 224.0.0.1 on an interface that has lost its last address. */
  @Excludes("lock")
  void leaveAllHosts(Ifnet ifp) {
    lock.lock();
    InMulti inm = lookup(InAddr.INADDR_ALLHOSTS_GROUP, ifp);
    if (inm != null) {
      leave(inm);
    }
    lock.unlock();
  }

  /**
   * in_purgemaddrs(): the interface goes. Requests that are still counted are given back later, and
   * find their membership off the list (locking reference, D-63).
   */
  @Excludes("lock")
  void ifdetach(Ifnet ifp) {
    lock.lock();
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).ifp == ifp) {
        remove(list.get(i));
      }
    }
    igmp.ifdetach(ifp);
    lock.unlock();
  }

  /** How many memberships there are, for tests and leak checks. */
  @Excludes("lock")
  public int size() {
    lock.lock();
    int n = list.size();
    lock.unlock();
    return n;
  }
}
