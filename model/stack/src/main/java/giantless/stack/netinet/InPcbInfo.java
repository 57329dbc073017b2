package giantless.stack.netinet;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * All control blocks of one protocol, {@code struct inpcbinfo}: the list, the hash by (foreign
 * address, local port, foreign port), the hash by local port. {@link #lock} is INP_INFO_LOCK, one
 * mutex for readers and writers as in FreeBSD before 7; it goes before the lock of any block. A
 * block that is found with it held can be locked with it held, and is then safe without it:
 * detaching needs both.
 */
public final class InPcbInfo {
  /** in_pcblookup_local: a wildcard on either side is a match too. */
  static final int INPLOOKUP_WILDCARD = 1;

  private static final int HASHSIZE = 128;

  /** The hashes grow once there are so many blocks for each of their chains. */
  private static final int LOAD = 2;

  /** INP_INFO_LOCK. */
  public final Mtx lock;

  /** Connected blocks may have one local port, if their peers differ: TCP. Constant. */
  final boolean sharesPorts;

  private final LockRuntime rt;
  private final LockClass pcbClass;
  private final String name;

  @GuardedBy("lock")
  private InPcb head;

  @GuardedBy("lock")
  private InPcb[] hash = new InPcb[HASHSIZE];

  @GuardedBy("lock")
  private InPcb[] portHash = new InPcb[HASHSIZE];

  @GuardedBy("lock")
  private int ipiCount;

  @GuardedBy("lock")
  private long ipiGencnt;

  /** The port given out last, of the default, the high and the low range. */
  @GuardedBy("lock")
  final int[] lastport = new int[3];

  /**
   * @param infoClass class of the INFO lock
   * @param pcbClass class of the blocks' locks
   */
  InPcbInfo(LockRuntime rt, String name, LockClass infoClass, LockClass pcbClass) {
    this.rt = rt;
    this.name = name;
    this.pcbClass = pcbClass;
    this.sharesPorts = infoClass == Locks.TCP;
    this.lock = rt.mtx(infoClass);
  }

  @Requires("lock")
  private int bucket(int faddr, int lport, int fport) {
    return (faddr ^ faddr >>> 16 ^ faddr >>> 8 ^ lport ^ fport) & hash.length - 1;
  }

  @Requires("lock")
  private int portBucket(int lport) {
    return lport & portHash.length - 1;
  }

  /** Twice as many chains, when the old ones have become long; flat cost for many connections. */
  @Requires("lock")
  private void grow() {
    int size = hash.length * 2;
    hash = new InPcb[size];
    portHash = new InPcb[size];
    // The list has the newest first, and so has each chain: from the oldest on.
    InPcb last = head;
    while (last != null && last.listNext != null) {
      last = last.listNext;
    }
    for (InPcb p = last; p != null; p = p.listPrev) {
      if (p.hashBucket >= 0) {
        link(p);
        linkPort(p);
      }
    }
  }

  /** ipi_count. */
  @Excludes("lock")
  public int count() {
    lock.lock();
    int n = ipiCount;
    lock.unlock();
    return n;
  }

  /** The newest block, the first of the list. */
  @Requires("lock")
  InPcb first() {
    lock.assertOwned();
    return head;
  }

  /**
   * in_pcballoc: a block for the socket, on the list and in no hash.
   *
   * @param proto protocol number of a raw socket, else 0
   */
  @Requires("lock")
  InPcb alloc(Socket so, int proto) {
    lock.assertOwned();
    InPcb inp = new InPcb(this, rt.mtx(pcbClass), so, proto);
    inp.inpGencnt = ++ipiGencnt;
    inp.listNext = head;
    if (head != null) {
      head.listPrev = inp;
    }
    head = inp;
    if (++ipiCount > LOAD * hash.length && hash.length < 1 << 16) {
      grow();
    }
    so.rcv.lock.lock();
    so.setSoPcb(inp);
    so.rcv.lock.unlock();
    return inp;
  }

  /**
   * in_pcbdetach: takes the block off list and hashes and parts it from the socket. The socket may
   * be gone afterwards. The caller unlocks the block, then this, and then calls {@link #free}; what
   * needs other locks, leaving multicast groups, is done there, with none held (D-39).
   */
  @Requires({"lock", "inp.lock"})
  void detach(InPcb inp) {
    lock.assertOwned();
    inp.lock.assertOwned();
    Kassert.kassert(inp.inpSocket() != null, name + ": detached twice");
    remove(inp);
    part(inp);
  }

  /**
   * in_pcbdrop: the connection is over, and its port free; who still has the block finds it
   * dropped. The block stays on the list.
   */
  @Requires({"lock", "inp.lock"})
  void pcbdrop(InPcb inp) {
    lock.assertOwned();
    inp.inpFlags |= InPcb.INP_DROPPED;
    removeHash(inp);
  }

  /** in_pcbremlists: off the list and the hashes. */
  @Requires({"lock", "inp.lock"})
  void remove(InPcb inp) {
    lock.assertOwned();
    inp.lock.assertOwned();
    inp.inpGencnt = ++ipiGencnt;
    removeHash(inp);
    if (inp.listPrev != null) {
      inp.listPrev.listNext = inp.listNext;
    } else {
      head = inp.listNext;
    }
    if (inp.listNext != null) {
      inp.listNext.listPrev = inp.listPrev;
    }
    inp.listNext = null;
    inp.listPrev = null;
    ipiCount--;
  }

  /** Parts block and socket; the socket may be gone afterwards. */
  @Requires({"lock", "inp.lock"})
  void part(InPcb inp) {
    Socket so = inp.inpSocket();
    inp.drop();
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    so.setSoPcb(null);
    UipcSocket.sotryfree(so);
  }

  /**
   * As {@link #part}, if nobody but the protocol needs the socket: the user has closed, or has
   * never had a descriptor, since it waits on a listener's queue (locking reference, C.9).
   *
   * @return whether they were parted
   */
  @Requires({"lock", "inp.lock"})
  boolean partIfUnused(InPcb inp) {
    Socket so = inp.inpSocket();
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    if ((inp.inpFlags & InPcb.INP_SOCKREF) == 0 && so.soCount() != 0) {
      so.rcv.lock.unlock();
      so.sockets.accept.unlock();
      return false;
    }
    inp.drop();
    so.setSoPcb(null);
    UipcSocket.sotryfree(so);
    return true;
  }

  /** in_pcbinshash: once addresses or ports are known. */
  @Requires({"lock", "inp.lock"})
  void insertHash(InPcb inp) {
    lock.assertOwned();
    inp.lock.assertOwned();
    Kassert.kassert(inp.hashBucket < 0, name + ": in_pcbinshash: already in the hash");
    linkPort(inp);
    link(inp);
  }

  @Requires("lock")
  private void link(InPcb inp) {
    int b = bucket(inp.inpFaddr, inp.inpLport, inp.inpFport);
    InPcb next = hash[b];
    inp.hashNext = next;
    inp.hashPrev = null;
    if (next != null) {
      next.hashPrev = inp;
    }
    hash[b] = inp;
    inp.hashBucket = b;
  }

  @Requires("lock")
  private void unlink(InPcb inp) {
    InPcb next = inp.hashNext;
    InPcb prev = inp.hashPrev;
    if (next != null) {
      next.hashPrev = prev;
    }
    if (prev != null) {
      prev.hashNext = next;
    } else {
      hash[inp.hashBucket] = next;
    }
    inp.hashNext = null;
    inp.hashPrev = null;
    inp.hashBucket = -1;
  }

  @Requires("lock")
  private void linkPort(InPcb inp) {
    int b = portBucket(inp.inpLport);
    InPcb next = portHash[b];
    inp.portNext = next;
    inp.portPrev = null;
    if (next != null) {
      next.portPrev = inp;
    }
    portHash[b] = inp;
  }

  /** A server's connections all have its port, so that their chain is as long as they are many. */
  @Requires("lock")
  private void unlinkPort(InPcb inp) {
    InPcb next = inp.portNext;
    InPcb prev = inp.portPrev;
    if (next != null) {
      next.portPrev = prev;
    }
    if (prev != null) {
      prev.portNext = next;
    } else {
      portHash[portBucket(inp.inpLport)] = next;
    }
    inp.portNext = null;
    inp.portPrev = null;
  }

  /** in_pcbrehash: the peer has changed, the local port has not. */
  @Requires({"lock", "inp.lock"})
  void rehash(InPcb inp) {
    lock.assertOwned();
    inp.lock.assertOwned();
    Kassert.kassert(inp.hashBucket >= 0, name + ": in_pcbrehash: not in the hash");
    unlink(inp);
    link(inp);
  }

  @Requires({"lock", "inp.lock"})
  private void removeHash(InPcb inp) {
    if (inp.hashBucket < 0) {
      return;
    }
    unlink(inp);
    unlinkPort(inp);
  }

  /**
   * in_pcblookup_hash: who gets a packet. A block with all four is best; with the wildcard, one
   * that is not connected and has the local address, and last one without local address. Of several
   * with SO_REUSEPORT_LB and the same name the peer's address and port decide.
   *
   * @return null if there is none; the caller locks it before it lets this lock go
   */
  @Requires("lock")
  InPcb lookupHash(int faddr, int fport, int laddr, int lport, boolean wildcard) {
    lock.assertOwned();
    for (InPcb p = hash[bucket(faddr, lport, fport)]; p != null; p = p.hashNext) {
      if (p.inpFaddr == faddr
          && p.inpLaddr == laddr
          && p.inpFport == fport
          && p.inpLport == lport) {
        return p;
      }
    }
    if (!wildcard) {
      return null;
    }
    InPcb localWild = null;
    for (InPcb p = hash[bucket(InAddr.INADDR_ANY, lport, 0)]; p != null; p = p.hashNext) {
      if (p.inpFaddr == InAddr.INADDR_ANY && p.inpLport == lport) {
        if (p.inpLaddr == laddr) {
          return balanced(p, faddr, fport);
        }
        if (p.inpLaddr == InAddr.INADDR_ANY) {
          localWild = p;
        }
      }
    }
    return localWild == null ? null : balanced(localWild, faddr, fport);
  }

  /**
   * in_pcblookup_lbgroup: the one of a group, of which one was found, that a peer's packets go to:
   * always the same, as long as the group does not change.
   */
  @Requires("lock")
  private InPcb balanced(InPcb found, int faddr, int fport) {
    if ((found.inpReuse & InPcb.REUSEPORT_LB) == 0) {
      return found;
    }
    InPcb chain = hash[bucket(InAddr.INADDR_ANY, found.inpLport, 0)];
    int members = 0;
    for (InPcb p = member(found, chain); p != null; p = member(found, p.hashNext)) {
      members++;
    }
    InPcb p = member(found, chain);
    for (int i = Integer.remainderUnsigned(faddr ^ faddr >>> 16 ^ fport, members); i > 0; i--) {
      p = member(found, p.hashNext);
    }
    return p;
  }

  /** The next of the group in its chain, from one on. */
  @Requires("lock")
  private InPcb member(InPcb of, InPcb from) {
    InPcb p = from;
    while (p != null
        && (p.inpFaddr != InAddr.INADDR_ANY
            || p.inpLport != of.inpLport
            || p.inpLaddr != of.inpLaddr
            || (p.inpReuse & InPcb.REUSEPORT_LB) == 0)) {
      p = p.hashNext;
    }
    return p;
  }

  /**
   * in_pcblookup_local: who has a local port already. Without wildcards only an unconnected block
   * with that very address; with them the block with fewest, where an address that one side gives
   * and the other does not, and a peer, count as one each.
   */
  @Requires("lock")
  InPcb lookupLocal(int laddr, int lport, int flags) {
    lock.assertOwned();
    if ((flags & INPLOOKUP_WILDCARD) == 0) {
      for (InPcb p = hash[bucket(InAddr.INADDR_ANY, lport, 0)]; p != null; p = p.hashNext) {
        if (p.inpFaddr == InAddr.INADDR_ANY && p.inpLaddr == laddr && p.inpLport == lport) {
          return p;
        }
      }
      return null;
    }
    InPcb match = null;
    int matchwild = 3;
    for (InPcb p = portHash[portBucket(lport)]; p != null; p = p.portNext) {
      if (p.inpLport != lport) {
        continue;
      }
      int wild = p.inpFaddr != InAddr.INADDR_ANY ? 1 : 0;
      if (p.inpLaddr != InAddr.INADDR_ANY) {
        if (laddr == InAddr.INADDR_ANY) {
          wild++;
        } else if (p.inpLaddr != laddr) {
          continue;
        }
      } else if (laddr != InAddr.INADDR_ANY) {
        wild++;
      }
      if (wild < matchwild) {
        match = p;
        matchwild = wild;
        if (matchwild == 0) {
          break;
        }
      }
    }
    return match;
  }

  /** What in_pcbnotifyall calls. */
  @FunctionalInterface
  interface Notify {
    /** Called with INFO and the block's lock; both still held on return. */
    void notify(InPcb inp, Errno errno);
  }

  /** in_pcbnotifyall: an error about a host goes to every block connected to it. */
  @Excludes("lock")
  void notifyAll(int faddr, Errno errno, Notify notify) {
    lock.lock();
    for (InPcb inp = head; inp != null; inp = inp.listNext) {
      inp.lock.lock();
      if (inp.inpFaddr == faddr && inp.inpSocket() != null) {
        notify.notify(inp, errno);
      }
      inp.lock.unlock();
    }
    lock.unlock();
  }

  /**
   * in_pcblist, what netstat(1) prints: the blocks, newest first, as (local, foreign) addresses.
   *
   * @return one line a block
   */
  @Excludes("lock")
  public List<String> pcblist() {
    List<String> lines = new ArrayList<>();
    lock.lock();
    for (InPcb inp = head; inp != null; inp = inp.listNext) {
      lines.add(inp.toString());
    }
    lock.unlock();
    return lines;
  }

  /**
   * The links and the counts agree; for checkers.
   *
   * @throws giantless.lock.Panic if they do not
   */
  @Excludes("lock")
  public void check() {
    lock.lock();
    int listed = 0;
    int inHash = 0;
    InPcb prev = null;
    for (InPcb p = head; p != null; p = p.listNext) {
      Kassert.kassert(p.listPrev == prev, name + ": list link of " + p);
      Kassert.kassert(
          p.hashBucket < 0 || p.hashBucket == bucket(p.inpFaddr, p.inpLport, p.inpFport),
          name + ": bucket of " + p);
      inHash += p.hashBucket >= 0 ? 1 : 0;
      prev = p;
      listed++;
    }
    Kassert.kassert(listed == ipiCount, name + ": ipi_count " + ipiCount + " != " + listed);
    int hashed = 0;
    int ported = 0;
    for (int i = 0; i < hash.length; i++) {
      prev = null;
      for (InPcb p = hash[i]; p != null; p = p.hashNext) {
        Kassert.kassert(p.hashPrev == prev, name + ": hash link of " + p);
        prev = p;
        hashed++;
      }
      prev = null;
      for (InPcb p = portHash[i]; p != null; p = p.portNext) {
        Kassert.kassert(p.portPrev == prev, name + ": port link of " + p);
        prev = p;
        ported++;
      }
    }
    Kassert.kassert(hashed == inHash && ported == inHash, name + ": hash and list differ");
    lock.unlock();
  }

  /**
   * The second half of {@link #detach}, with no lock held: gives back what the block had.
   *
   * @param options its options, or null
   * @param imo its multicast options, or null
   */
  @Excludes({"lock", "inp.lock"})
  void free(InPcb inp, Mbuf options, IpMoptions imo, Inet inet) {
    inp.lock.destroy();
    if (options != null) {
      inet.mbufs().freem(options);
    }
    if (imo != null) {
      inet.freeMoptions(imo);
    }
  }
}
