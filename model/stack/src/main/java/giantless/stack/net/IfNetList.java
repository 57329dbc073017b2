package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The interfaces of a host: the list and the index table, and the references on each interface. The
 * recursive ifnet lock protects all of it. Who keeps an interface past the lock takes a reference
 * ({@link #ifunitRef}), and detach waits until the last one is given back.
 */
public final class IfNetList {
  public final Mtx lock;
  private final Kernel kernel;

  @GuardedBy("lock")
  private final List<Ifnet> list = new ArrayList<>();

  @GuardedBy("lock")
  private int lastIndex;

  IfNetList(Kernel kernel) {
    this.kernel = kernel;
    this.lock = kernel.rt().mtx(Locks.IFNET);
  }

  /** Puts the interface into the list; EEXIST if its name is taken. */
  @Excludes("lock")
  Errno insert(Ifnet ifp) {
    lock.lock();
    if (find(ifp.name()) != null) {
      lock.unlock();
      return Errno.EEXIST;
    }
    lastIndex++;
    ifp.setIndex(lastIndex);
    list.add(ifp);
    lock.unlock();
    return Errno.OK;
  }

  /** Takes the interface out of the list: from here on nobody finds it. False: it was not there. */
  @Excludes("lock")
  boolean remove(Ifnet ifp) {
    lock.lock();
    boolean was = list.remove(ifp);
    if (was) {
      ifp.setDying();
    }
    lock.unlock();
    return was;
  }

  /** Waits until nobody holds a reference on an interface that has left the list. Sleeps. */
  @Excludes("lock")
  void awaitUnreferenced(Ifnet ifp) {
    lock.lock();
    while (ifp.refs > 0) {
      kernel.rt().sleepQueue().sleep(ifp, lock, "ifdetach");
    }
    lock.unlock();
  }

  /** ifunit_ref: the interface of that name with a reference, or null. */
  @Excludes("lock")
  public Ifnet ifunitRef(String name) {
    lock.lock();
    Ifnet ifp = find(name);
    if (ifp != null) {
      ifp.refs++;
    }
    lock.unlock();
    return ifp;
  }

  /** ifnet_byindex_ref: the interface of that index with a reference, or null. */
  @Excludes("lock")
  public Ifnet byIndexRef(int index) {
    Ifnet found = null;
    lock.lock();
    for (Ifnet ifp : list) {
      if (ifp.index() == index) {
        ifp.refs++;
        found = ifp;
        break;
      }
    }
    lock.unlock();
    return found;
  }

  /** if_ref: raises the count of an interface unless it is leaving; false then. */
  @Excludes("lock")
  public boolean tryRef(Ifnet ifp) {
    lock.lock();
    boolean alive = !ifp.isDying() && ifp.index() != 0;
    if (alive) {
      ifp.refs++;
    }
    lock.unlock();
    return alive;
  }

  /** if_rele: gives a reference back. */
  @Excludes("lock")
  public void rele(Ifnet ifp) {
    lock.lock();
    ifp.refs--;
    if (ifp.refs < 0) {
      throw new Panic("ifnet: reference count of " + ifp.name() + " below 0");
    }
    if (ifp.refs == 0 && ifp.isDying()) {
      kernel.rt().sleepQueue().wakeup(ifp);
    }
    lock.unlock();
  }

  /** The interfaces now, each with a reference ({@link #releAll}), in order of index. */
  @Excludes("lock")
  public List<Ifnet> snapshotRef() {
    lock.lock();
    List<Ifnet> all = new ArrayList<>(list);
    for (Ifnet ifp : all) {
      ifp.refs++;
    }
    lock.unlock();
    return all;
  }

  /** Gives the references of {@link #snapshotRef} back. */
  public void releAll(List<Ifnet> all) {
    for (Ifnet ifp : all) {
      rele(ifp);
    }
  }

  /**
   * Begins a configuration request: one at a time on an interface. Sleeps; the caller has a
   * reference.
   */
  @Excludes("lock")
  public void ioctlEnter(Ifnet ifp) {
    lock.lock();
    while (ifp.ioctlBusy) {
      kernel.rt().sleepQueue().sleep(ifp.data, lock, "ifioctl");
    }
    ifp.ioctlBusy = true;
    lock.unlock();
  }

  /** Ends a configuration request. */
  @Excludes("lock")
  public void ioctlExit(Ifnet ifp) {
    lock.lock();
    ifp.ioctlBusy = false;
    kernel.rt().sleepQueue().wakeupOne(ifp.data);
    lock.unlock();
  }

  // ---- Addresses by interface ----

  /** ifa_ifwithaddr: the address of this host that equals {@code addr}; a reference, or null. */
  public IfAddr ifaIfwithaddr(SockAddr addr) {
    return findAddr(ifa -> sameKey(ifa.addr(), addr) || isBroadcast(ifa, addr));
  }

  /** The address of this host that equals {@code addr}, broadcast addresses aside. */
  public IfAddr ifaOwn(SockAddr addr) {
    return findAddr(ifa -> sameKey(ifa.addr(), addr));
  }

  /** ifa_ifwithdstaddr: by the far end's address of a point-to-point link. */
  public IfAddr ifaIfwithdstaddr(SockAddr addr) {
    return findAddr(
        ifa ->
            ifa.ifp().has(Iff.IFF_POINTOPOINT)
                && ifa.dstaddr() != null
                && sameKey(ifa.dstaddr(), addr));
  }

  /** ifa_ifwithnet: the address whose network holds {@code addr}, of the longest mask. */
  @Excludes("lock")
  public IfAddr ifaIfwithnet(SockAddr addr) {
    IfAddr best = null;
    int longest = -1;
    lock.lock();
    for (Ifnet ifp : list) {
      int atLeast = longest;
      IfAddr ifa = ifp.findAddr(a -> a.netContains(addr) && a.netmask().prefixLength() > atLeast);
      while (ifa != null) {
        if (best != null) {
          best.free();
        }
        best = ifa;
        longest = ifa.netmask().prefixLength();
        int longer = longest;
        ifa = ifp.findAddr(a -> a.netContains(addr) && a.netmask().prefixLength() > longer);
      }
    }
    lock.unlock();
    return best;
  }

  /** ifaof_ifpforaddr: the address of the interface that fits {@code addr} best, or null. */
  public IfAddr ifaofIfpforaddr(SockAddr addr, Ifnet ifp) {
    IfAddr ifa = ifp.findAddr(a -> sameKey(a.addr(), addr));
    if (ifa == null) {
      ifa = ifp.findAddr(a -> a.netContains(addr));
    }
    if (ifa == null) {
      ifa = ifp.findAddr(a -> a.addr().family() == addr.family());
    }
    return ifa;
  }

  @Excludes("lock")
  private IfAddr findAddr(Ifnet.AddrTest test) {
    IfAddr found = null;
    lock.lock();
    for (Ifnet ifp : list) {
      found = ifp.findAddr(test);
      if (found != null) {
        break;
      }
    }
    lock.unlock();
    return found;
  }

  private Ifnet find(String name) {
    lock.assertOwned();
    for (Ifnet ifp : list) {
      if (ifp.name().equals(name)) {
        return ifp;
      }
    }
    return null;
  }

  private static boolean isBroadcast(IfAddr ifa, SockAddr addr) {
    return ifa.ifp().has(Iff.IFF_BROADCAST)
        && ifa.dstaddr() != null
        && sameKey(ifa.dstaddr(), addr);
  }

  /** Whether two addresses are the same for routing: family and key, not the port. */
  static boolean sameKey(SockAddr a, SockAddr b) {
    if (a.family() != b.family()) {
      return false;
    }
    if (a.keyBits() == 0) {
      return a.equals(b);
    }
    for (int i = 0; i < a.keyBits() / 32; i++) {
      if (a.keyWord(i) != b.keyWord(i)) {
        return false;
      }
    }
    return true;
  }
}
