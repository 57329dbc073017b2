package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.mbuf.RcvIf;
import java.util.ArrayList;
import java.util.List;

/**
 * A network interface, struct ifnet. Its address lock protects the list of addresses, the list of
 * link-level groups and the changes of its flags; the lock of the interface list protects its
 * index, its references and whether it is leaving. Once detached it sends nothing (ENXIO) and its
 * pointer stays valid for whoever still has it.
 */
public abstract class Ifnet implements RcvIf {
  /** IFQ_MAXLEN, the length of the output queue. */
  public static final int IFQ_MAXLEN = 50;

  public final NetStack net;

  /** if_addr_mtx. */
  public final Mtx addrLock;

  public final IfData data;

  /** if_snd, the output queue. */
  public final IfQueue snd;

  protected final MbufPool mbufs;
  private final String name;
  private final int type;
  private final BpfIf bpf;

  /** The way to a driver that needs Giant; null for one that is MPSAFE. */
  private final IfGiant needsGiant;

  @Racy("if_mtu: one word; a packet may be cut by the old one")
  private volatile int mtu;

  @Racy("if_metric: one word, told to whoever asks")
  private volatile int metric;

  @Racy("if_flags: changed under the address lock; the packet paths read them as they are")
  private volatile int flags;

  @Racy("if_index: 0 until attached, then fixed")
  private volatile int index;

  @Racy("hardware address: replaced whole")
  private volatile byte[] lladdr = new byte[0];

  @Racy("link state: told to whoever asks")
  private volatile int linkState = Iff.LINK_STATE_UNKNOWN;

  @Racy("set when it leaves the list; output tests it and a packet more is dropped by the driver")
  private volatile boolean dying;

  @GuardedBy("addrLock")
  private final List<IfAddr> addrs = new ArrayList<>();

  @GuardedBy("addrLock")
  private final List<IfMultiaddr> multiaddrs = new ArrayList<>();

  /** Both lists were emptied at detach, and no driver is told of them any more. */
  @GuardedBy("addrLock")
  private boolean listsClosed;

  @GuardedBy("net.ifnets.lock")
  int refs;

  @GuardedBy("net.ifnets.lock")
  boolean ioctlBusy;

  /**
   * @param name unique on the host, for example {@code epair0a}
   * @param type {@link Iff#IFT_ETHER} or {@link Iff#IFT_LOOP}
   * @param mtu in bytes
   * @param flags the initial flags
   * @param dlt the link type that captures see, a {@code Bpf.DLT_} constant
   * @param headerLength of the link header in bytes
   */
  protected Ifnet(
      NetStack net, String name, int type, int mtu, int flags, int dlt, int headerLength) {
    this.net = net;
    this.name = name;
    this.type = type;
    this.mtu = mtu;
    this.flags = flags;
    this.mbufs = net.mbufs();
    this.addrLock = net.kernel().rt().mtx(Locks.IF_ADDR);
    this.data = new IfData(net.kernel());
    this.snd = new IfQueue(net.kernel().rt(), Locks.IFQ, mbufs, net.ifqMaxlen());
    this.bpf = new BpfIf(net.bpf, this, dlt, headerLength);
    this.needsGiant = (flags & Iff.IFF_NEEDSGIANT) != 0 ? new IfGiant(this, net.kernel()) : null;
  }

  // ---- What a kind of interface defines ----

  /**
   * if_output: sends a packet of {@code dst}'s family. The mbuf is consumed.
   *
   * @param rt the route, unlocked and referenced by the caller, or null
   * @return OK if it was sent, queued, or held for its address to be resolved
   */
  public abstract Errno output(Mbuf m, SockAddr dst, Rtentry rt);

  /** if_input: a frame or packet that came in, rcvif set. The mbuf is consumed. */
  public abstract void input(Mbuf m);

  /**
   * The driver's if_start: sends what the output queue has. May be called by any thread, without
   * locks of the driver; with Giant held if it {@linkplain Iff#IFF_NEEDSGIANT needs Giant}. The
   * stack calls {@link #ifStart}.
   */
  public abstract void start();

  /**
   * The driver's if_ioctl, for the commands of {@link Iff}; with Giant held if it needs Giant. The
   * stack calls {@link #ifIoctl}.
   *
   * @return EINVAL for a command or value that the driver does not take
   */
  public Errno ioctl(int cmd, Object arg) {
    switch (cmd) {
      case Iff.SIOCSIFFLAGS:
        int wanted = (Integer) arg & ~Iff.IFF_CANTCHANGE & ~Iff.IFF_UP;
        changeFlags(wanted, ~Iff.IFF_CANTCHANGE & ~Iff.IFF_UP & ~wanted);
        if (((Integer) arg & Iff.IFF_UP) != 0) {
          up();
        } else {
          down();
        }
        return Errno.OK;
      case Iff.SIOCADDMULTI:
      case Iff.SIOCDELMULTI:
        return Errno.OK;
      default:
        return Errno.EINVAL;
    }
  }

  /** Stops the driver's threads and frees what it has queued. Sleeps; called once, by detach. */
  protected void stopDriver() {}

  // ---- The driver, with Giant if it needs it ----

  /** if_start(): has the driver send what the output queue has. Any mutex of the stack is held. */
  @Excludes("snd.lock")
  public final void ifStart() {
    net.kernel().netAssertGiant();
    if (needsGiant == null) {
      start();
    } else {
      needsGiant.start();
    }
  }

  /**
   * The driver's {@link #ioctl}, under IFF_LOCKGIANT: no mutex may be held if the driver needs
   * Giant. It initialises itself there, when it is first given an address or taken up.
   */
  public final Errno ifIoctl(int cmd, Object arg) {
    return needsGiant == null ? ioctl(cmd, arg) : needsGiant.ioctl(cmd, arg);
  }

  /** Waits until the driver is not called any more on behalf of the stack; its lists are closed. */
  final void drainDriver() {
    if (needsGiant != null) {
      needsGiant.drain();
    }
  }

  // ---- Constants and words ----

  /** if_xname. */
  public final String name() {
    return name;
  }

  /** if_type. */
  public final int type() {
    return type;
  }

  /** if_index: from 1; 0 before the interface was attached. */
  public final int index() {
    return index;
  }

  final void setIndex(int i) {
    index = i;
  }

  /** if_mtu, in bytes. */
  public final int mtu() {
    return mtu;
  }

  protected final void setMtu(int bytes) {
    mtu = bytes;
  }

  /** if_metric: what the user set for routing protocols; the stack itself does not read it. */
  public final int metric() {
    return metric;
  }

  public final void setMetric(int newMetric) {
    metric = newMetric;
  }

  /** if_flags. */
  public final int flags() {
    return flags;
  }

  /** Whether all the given flags are set. */
  public final boolean has(int mask) {
    return (flags & mask) == mask;
  }

  @Excludes("addrLock")
  public final void changeFlags(int set, int clear) {
    Kassert.kassert(
        ((set | clear) & Iff.IFF_NEEDSGIANT) == 0,
        "if_flags: whether the driver needs Giant does not change");
    addrLock.lock();
    flags = flags & ~clear | set;
    addrLock.unlock();
  }

  /** The link-level address; must not be changed. Empty if the link has none. */
  public final byte[] lladdr() {
    return lladdr;
  }

  protected final void setLladdr(byte[] address) {
    lladdr = address.clone();
  }

  public final int linkState() {
    return linkState;
  }

  protected final void setLinkState(int state) {
    linkState = state;
  }

  /** Whether the interface is leaving or has left. */
  public final boolean isDying() {
    return dying;
  }

  final void setDying() {
    dying = true;
  }

  /** if_bpf: the taps on this interface. */
  public final BpfIf bpf() {
    return bpf;
  }

  // ---- Up and down ----

  /** if_up: sets IFF_UP and brings back the routes of the addresses. Sleeps. */
  public final void up() {
    if (!has(Iff.IFF_UP) && !dying) {
      changeFlags(Iff.IFF_UP, 0);
      net.ifUp(this);
    }
  }

  /** if_down: clears IFF_UP, takes down the routes through it, and empties the output queue. */
  public final void down() {
    if (has(Iff.IFF_UP)) {
      changeFlags(0, Iff.IFF_UP);
      net.ifDown(this);
    }
  }

  // ---- Addresses ----

  /** Puts an address into the list, which takes a reference of its own. */
  @Excludes("addrLock")
  public final void addAddr(IfAddr ifa) {
    ifa.ref();
    addrLock.lock();
    addrs.add(ifa);
    addrLock.unlock();
  }

  /** Takes an address out of the list; the list's reference goes. False if it was not there. */
  @Excludes("addrLock")
  public final boolean removeAddr(IfAddr ifa) {
    addrLock.lock();
    boolean found = addrs.remove(ifa);
    addrLock.unlock();
    if (found) {
      ifa.free();
    }
    return found;
  }

  /** The addresses of a family, each with a reference for the caller ({@link #freeAddrs}). */
  @Excludes("addrLock")
  public final List<IfAddr> addrs(int family) {
    List<IfAddr> found = new ArrayList<>();
    addrLock.lock();
    for (IfAddr ifa : addrs) {
      if (family == SockAddr.AF_UNSPEC || ifa.addr().family() == family) {
        ifa.ref();
        found.add(ifa);
      }
    }
    addrLock.unlock();
    return found;
  }

  /** Gives the references of {@link #addrs} back. */
  public static void freeAddrs(List<IfAddr> list) {
    for (IfAddr ifa : list) {
      ifa.free();
    }
  }

  /** What an address is compared with. */
  interface AddrTest {
    boolean test(IfAddr ifa);
  }

  /** The first address that passes, referenced; null if none does. */
  @Excludes("addrLock")
  final IfAddr findAddr(AddrTest test) {
    IfAddr found = null;
    addrLock.lock();
    for (IfAddr ifa : addrs) {
      if (test.test(ifa)) {
        ifa.ref();
        found = ifa;
        break;
      }
    }
    addrLock.unlock();
    return found;
  }

  // ---- Link-level groups ----

  /**
   * if_addmulti: joins a link-level group, counting requests.
   *
   * @param group six bytes
   */
  @Excludes("addrLock")
  public final Errno addMulti(byte[] group) {
    addrLock.lock();
    IfMultiaddr found = findMulti(group);
    if (found != null) {
      found.refcount++;
    } else {
      multiaddrs.add(new IfMultiaddr(addrLock, group));
      tellLater();
    }
    addrLock.unlock();
    return found != null || needsGiant != null
        ? Errno.OK
        : ioctl(Iff.SIOCADDMULTI, new SockAddrDl(index, type, group));
  }

  /** A driver that needs Giant hears of its groups when somebody has it. */
  @Requires("addrLock")
  private void tellLater() {
    addrLock.assertOwned();
    if (needsGiant != null && !listsClosed) {
      needsGiant.multiChanged();
    }
  }

  /** if_delmulti: takes one request back; ENOENT if the group was not joined. */
  @Excludes("addrLock")
  public final Errno delMulti(byte[] group) {
    boolean last = false;
    addrLock.lock();
    IfMultiaddr found = findMulti(group);
    if (found != null) {
      found.refcount--;
      last = found.refcount == 0;
      if (last) {
        multiaddrs.remove(found);
        tellLater();
      }
    }
    addrLock.unlock();
    if (found == null) {
      return Errno.ENOENT;
    }
    return last && needsGiant == null
        ? ioctl(Iff.SIOCDELMULTI, new SockAddrDl(index, type, group))
        : Errno.OK;
  }

  /** How many requests the group has; 0 if it is not joined. */
  @Excludes("addrLock")
  public final int multiRefs(byte[] group) {
    addrLock.lock();
    IfMultiaddr found = findMulti(group);
    int n = found == null ? 0 : found.refcount;
    addrLock.unlock();
    return n;
  }

  private IfMultiaddr findMulti(byte[] group) {
    addrLock.assertOwned();
    for (IfMultiaddr ifma : multiaddrs) {
      if (ifma.isGroup(group)) {
        return ifma;
      }
    }
    return null;
  }

  /** Empties both lists at detach. */
  @Excludes("addrLock")
  final void purgeLists() {
    addrLock.lock();
    List<IfAddr> left = new ArrayList<>(addrs);
    addrs.clear();
    multiaddrs.clear();
    listsClosed = true;
    addrLock.unlock();
    freeAddrs(left);
  }

  @Override
  public final String toString() {
    return name;
  }
}
