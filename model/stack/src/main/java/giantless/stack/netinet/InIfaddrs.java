package giantless.stack.netinet;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.RwLock;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import java.util.ArrayList;
import java.util.List;

/**
 * The IPv4 addresses of this host: {@code in_ifaddrhead} and {@code INADDR_HASH}. The read/write
 * lock in_ifaddr_lock protects list and hash; InControl writes them, every packet reads them. What
 * a lookup returns carries no reference: an address's fields are final, and who keeps it past the
 * packet takes a reference by itself.
 */
public final class InIfaddrs {
  private static final int NHASH = 16;

  /** in_ifaddr_lock. */
  public final RwLock lock;

  @GuardedBy("lock")
  private final InIfaddr[] hash = new InIfaddr[NHASH];

  @GuardedBy("lock")
  private final ArrayList<InIfaddr> list = new ArrayList<>();

  InIfaddrs(LockRuntime rt) {
    this.lock = rt.rw(Locks.IN_IFADDR);
  }

  private static int bucket(int addr) {
    return (addr ^ addr >>> 8) & NHASH - 1;
  }

  @Requires("lock")
  void insert(InIfaddr ia) {
    lock.assertOwned();
    int b = bucket(ia.addr);
    ia.hashNext = hash[b];
    hash[b] = ia;
    list.add(ia);
  }

  /** False if it was not there. */
  @Requires("lock")
  boolean remove(InIfaddr ia) {
    lock.assertOwned();
    if (!list.remove(ia)) {
      return false;
    }
    int b = bucket(ia.addr);
    if (hash[b] == ia) {
      hash[b] = ia.hashNext;
    } else {
      InIfaddr p = hash[b];
      while (p.hashNext != ia) {
        p = p.hashNext;
      }
      p.hashNext = ia.hashNext;
    }
    return true;
  }

  /** The list itself; the caller holds the lock. */
  @Requires("lock")
  List<InIfaddr> listLocked() {
    lock.assertHeld();
    return list;
  }

  /** The address that is exactly this one, on this interface when one is given; or null. */
  @Excludes("lock")
  public InIfaddr find(int addr, Ifnet ifp) {
    lock.rlock();
    InIfaddr ia = hash[bucket(addr)];
    while (ia != null && (ia.addr != addr || ifp != null && ia.ifp() != ifp)) {
      ia = ia.hashNext;
    }
    lock.runlock();
    return ia;
  }

  /** Whether this host has no address at all. */
  @Excludes("lock")
  public boolean isEmpty() {
    lock.rlock();
    boolean empty = list.isEmpty();
    lock.runlock();
    return empty;
  }

  /** The first address that was set up, or null: what 0.0.0.0 as a destination stands for. */
  @Excludes("lock")
  public InIfaddr primary() {
    lock.rlock();
    InIfaddr ia = list.isEmpty() ? null : list.get(0);
    lock.runlock();
    return ia;
  }

  /** INADDR_TO_IFP: the interface that has this address, or null. */
  public Ifnet ifpOf(int addr) {
    InIfaddr ia = find(addr, null);
    return ia == null ? null : ia.ifp();
  }

  /** IFP_TO_IA: the first address of an interface, or null. */
  @Excludes("lock")
  public InIfaddr first(Ifnet ifp) {
    InIfaddr found = null;
    lock.rlock();
    for (int i = 0; i < list.size() && found == null; i++) {
      if (list.get(i).ifp() == ifp) {
        found = list.get(i);
      }
    }
    lock.runlock();
    return found;
  }

  /** ifa_ifwithaddr(): an address, or the broadcast address of one, or null. */
  @Excludes("lock")
  public InIfaddr ifWithAddr(int addr) {
    InIfaddr found = find(addr, null);
    if (found != null) {
      return found;
    }
    lock.rlock();
    for (int i = 0; i < list.size() && found == null; i++) {
      InIfaddr ia = list.get(i);
      if (ia.isBroadcastIf() && ia.broadaddr == addr && addr != 0) {
        found = ia;
      }
    }
    lock.runlock();
    return found;
  }

  /** ifa_ifwithdstaddr(): the address whose point-to-point peer this is, or null. */
  @Excludes("lock")
  public InIfaddr ifWithDstAddr(int addr) {
    InIfaddr found = null;
    lock.rlock();
    for (int i = 0; i < list.size() && found == null; i++) {
      InIfaddr ia = list.get(i);
      if ((ia.ifp().flags() & Iff.IFF_POINTOPOINT) != 0 && ia.dstaddr == addr) {
        found = ia;
      }
    }
    lock.runlock();
    return found;
  }

  /** ifa_ifwithnet(): the address whose subnet this is in, the longest prefix first; or null. */
  @Excludes("lock")
  public InIfaddr ifWithNet(int addr) {
    InIfaddr best = null;
    lock.rlock();
    for (int i = 0; i < list.size(); i++) {
      InIfaddr ia = list.get(i);
      boolean in = (addr & ia.subnetmask) == ia.subnet;
      if (in && (best == null || Integer.compareUnsigned(ia.subnetmask, best.subnetmask) > 0)) {
        best = ia;
      }
    }
    lock.runlock();
    return best;
  }

  /** ifaof_ifpforaddr(): the address of an interface that fits best, its first if none does. */
  @Excludes("lock")
  public InIfaddr ofIfpForAddr(int addr, Ifnet ifp) {
    InIfaddr maybe = null;
    InIfaddr best = null;
    lock.rlock();
    for (int i = 0; i < list.size(); i++) {
      InIfaddr ia = list.get(i);
      if (ia.ifp() != ifp) {
        continue;
      }
      if (maybe == null) {
        maybe = ia;
      }
      if (ia.addr == addr || (addr & ia.subnetmask) == ia.subnet) {
        if (best == null || Integer.compareUnsigned(ia.subnetmask, best.subnetmask) > 0) {
          best = ia;
        }
      }
    }
    lock.runlock();
    return best != null ? best : maybe;
  }

  /** The address of the interface whose broadcast address this is, or null. */
  @Excludes("lock")
  public InIfaddr broadcastOn(int addr, Ifnet ifp) {
    InIfaddr found = null;
    lock.rlock();
    for (int i = 0; i < list.size() && found == null; i++) {
      InIfaddr ia = list.get(i);
      if (ia.ifp() == ifp && (ia.broadaddr == addr || ia.netbroadcast == addr)) {
        found = ia;
      }
    }
    lock.runlock();
    return found;
  }

  /**
   * in_broadcast(): whether the address is a broadcast one on the interface: 255.255.255.255, 0,
   * all ones in the host part of a subnet or net, or the old form with all zeros there. A /32 and
   * the two addresses of a /31 (RFC 3021) have none.
   */
  @Excludes("lock")
  public boolean inBroadcast(int addr, Ifnet ifp) {
    if (addr == InAddr.INADDR_BROADCAST || addr == InAddr.INADDR_ANY) {
      return true;
    }
    if ((ifp.flags() & Iff.IFF_BROADCAST) == 0) {
      return false;
    }
    boolean found = false;
    lock.rlock();
    for (int i = 0; i < list.size() && !found; i++) {
      InIfaddr ia = list.get(i);
      // An address with such a mask is an alias: its net has no broadcast of its own.
      if (ia.ifp() == ifp && ia.subnetmask != -1 && ia.subnetmask != -2 && ia.addr != addr) {
        found =
            ia.broadaddr == addr || ia.netbroadcast == addr || ia.subnet == addr || ia.net == addr;
      }
    }
    lock.runlock();
    return found;
  }

  /** in_localaddr(): whether the address is in a subnet of this host. */
  public boolean inLocalAddr(int addr) {
    return ifWithNet(addr) != null;
  }

  /** A copy of the list, in order of their making. */
  @Excludes("lock")
  public List<InIfaddr> snapshot() {
    lock.rlock();
    List<InIfaddr> copy = new ArrayList<>(list);
    lock.runlock();
    return copy;
  }

  /** A copy of the addresses of one interface. */
  public List<InIfaddr> of(Ifnet ifp) {
    List<InIfaddr> mine = new ArrayList<>();
    for (InIfaddr ia : snapshot()) {
      if (ia.ifp() == ifp) {
        mine.add(ia);
      }
    }
    return mine;
  }
}
