package giantless.stack.mbuf;

import giantless.lock.AtomicRef;
import giantless.lock.LockRuntime;
import giantless.lock.contract.Frozen;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.kern.Uio;

/**
 * The mbuf allocator of a machine, mbuf(9), with the zones of mbufs and clusters and the operations
 * on chains. May be called with any mutex of the stack held where {@link How#DONTWAIT} is given;
 * the zones' locks are leaves.
 *
 * <p>Every allocation may fail: the result is null and, unless a method says otherwise, nothing has
 * changed. With {@link How#WAITOK} it sleeps instead, and no mutex may be held.
 */
public final class MbufPool {
  private final Kernel kernel;
  private final LockRuntime rt;
  private final boolean mayFail;
  private final MbStat stat;
  private final Zone<Mbuf> zoneMbuf;
  private final ClusterZones clusters;
  private final AtomicRef<DrainHook> drainHooks;
  private final MbufCopy copy;
  private final MbufTrim trim;

  private static final class DrainHook {
    private final Runnable drain;

    @Frozen("the hook is put on the list")
    private DrainHook next;

    DrainHook(Runnable drain) {
      this.drain = drain;
    }
  }

  /**
   * @param mayFail whether an explorer may decide that an allocation with {@code DONTWAIT} fails
   */
  public MbufPool(Kernel kernel, boolean mayFail) {
    this.kernel = kernel;
    this.rt = kernel.rt();
    this.mayFail = mayFail;
    this.stat = new MbStat(kernel);
    this.zoneMbuf =
        new Zone<>(kernel, "mbuf", kernel.tunableInt("kern.ipc.nmbufs", 0), () -> new Mbuf());
    this.clusters = new ClusterZones(kernel);
    this.drainHooks = rt.atomicRef(null);
    this.copy = new MbufCopy(this);
    this.trim = new MbufTrim(this);
    kernel.sysctl().provide(this::provide);
  }

  public MbStat stat() {
    return stat;
  }

  // ---- Allocation ----

  /** m_get: an mbuf without bytes. */
  public Mbuf get(How how, int type) {
    Mbuf m = allocMbuf(how);
    if (m != null) {
      init(m, type, 0);
    }
    return m;
  }

  /** m_gethdr: an mbuf with a packet header, without bytes. */
  public Mbuf gethdr(How how, int type) {
    Mbuf m = allocMbuf(how);
    if (m != null) {
      init(m, type, Mbuf.M_PKTHDR);
    }
    return m;
  }

  /**
   * m_getcl: an mbuf with a cluster of {@link Mbuf#MCLBYTES}.
   *
   * @param flags {@link Mbuf#M_PKTHDR} or 0
   */
  public Mbuf getcl(How how, int type, int flags) {
    return getjcl(how, type, flags, Mbuf.MCLBYTES);
  }

  /** m_getjcl: an mbuf with a cluster of one of the four sizes. */
  public Mbuf getjcl(How how, int type, int flags, int size) {
    Mbuf m = (flags & Mbuf.M_PKTHDR) != 0 ? gethdr(how, type) : get(how, type);
    if (m != null && !cljget(m, size, how)) {
      free(m);
      return null;
    }
    return m;
  }

  /** m_clget: gives an mbuf without bytes a cluster; false if there is none. */
  public boolean clget(Mbuf m, How how) {
    return cljget(m, Mbuf.MCLBYTES, how);
  }

  /** m_cljget: as {@link #clget} with one of the four sizes. */
  public boolean cljget(Mbuf m, int size, How how) {
    Kassert.kassert(!m.isExt(), "m_cljget: mbuf has external storage");
    MbufExt ext = allocCluster(size, how);
    if (ext == null) {
      return false;
    }
    attach(m, ext);
    return true;
  }

  /**
   * MEXTADD: gives an mbuf without bytes external storage. The mbuf has no bytes yet: the caller
   * sets {@code len}.
   *
   * @param freer is called when the last mbuf that shares it is freed; may be null
   */
  public void extadd(Mbuf m, byte[] store, int off, int len, ExtFree freer) {
    Kassert.kassert(!m.isExt(), "m_extadd: mbuf has external storage");
    attach(m, new MbufExt(store, off, len, rt.refCount(1), null, freer));
  }

  /** m_free: frees one mbuf, and returns the one after it. Null frees nothing. */
  public Mbuf free(Mbuf m) {
    if (m == null) {
      return null;
    }
    zoneMbuf.claim(m);
    Mbuf next = m.next;
    MbufExt ext = m.ext;
    if (ext != null) {
      m.ext = null;
      freeExt(ext, m.extGen);
    }
    if (m.pkthdr != null) {
      m.pkthdr.clear();
      m.pkthdr = null;
    }
    m.flags = Mbuf.M_FREELIST;
    m.next = null;
    m.nextpkt = null;
    m.data = null;
    zoneMbuf.free(m);
    return next;
  }

  /** m_freem: frees one packet. */
  public void freem(Mbuf packet) {
    Mbuf m = packet;
    while (m != null) {
      m = free(m);
    }
  }

  /** Frees a list of packets, linked by {@code nextpkt}. */
  public void freemPkts(Mbuf list) {
    Mbuf m = list;
    while (m != null) {
      Mbuf next = m.nextpkt;
      freem(m);
      m = next;
    }
  }

  /** Adds a routine that gives memory back when it is short, {@code pr_drain}; runs unlocked. */
  public void onDrain(Runnable drain) {
    DrainHook hook = new DrainHook(drain);
    do {
      hook.next = drainHooks.get();
    } while (!drainHooks.compareAndSet(hook.next, hook));
  }

  /** mb_reclaim: asks every protocol to give memory back. No lock may be held. */
  public void reclaim() {
    stat.drain.inc();
    for (DrainHook h = drainHooks.get(); h != null; h = h.next) {
      h.drain.run();
    }
  }

  /** uma_reclaim(9): asks the protocols, then gives what the zones do not use back. */
  public void lowmem() {
    reclaim();
    zoneMbuf.reclaim();
    clusters.reclaim();
  }

  /** Mbufs allocated and not freed; exact when no thread allocates or frees. */
  public long inUse() {
    return zoneMbuf.inUse();
  }

  /** Clusters of all sizes allocated and not freed. */
  public long clustersInUse() {
    return clusters.inUse();
  }

  /** Allocations of mbufs and clusters that were denied. */
  public long denied() {
    return zoneMbuf.fails().get() + clusters.fails();
  }

  private Mbuf allocMbuf(How how) {
    return alloc(zoneMbuf, how);
  }

  MbufExt allocCluster(int size, How how) {
    Zone<MbufExt> zone = clusters.zone(size);
    MbufExt ext = alloc(zone, how);
    if (ext != null) {
      ext.refs.init(1);
      ext.gen++;
    }
    return ext;
  }

  private <T extends ZoneItem> T alloc(Zone<T> zone, How how) {
    if (how == How.DONTWAIT) {
      if (mayFail && rt.choose(2, "mbuf allocation") == 1) {
        zone.fails().inc();
        return null;
      }
      return zone.alloc();
    }
    kernel.mayFaultOrSleep(zone.name());
    T item = zone.allocFast();
    if (item == null) {
      reclaim();
      item = zone.allocWait();
    }
    return item;
  }

  private void init(Mbuf m, int type, int flags) {
    m.next = null;
    m.nextpkt = null;
    m.type = type;
    m.flags = flags;
    m.len = 0;
    m.data = m.dat;
    m.off = m.start();
    m.pkthdr = (flags & Mbuf.M_PKTHDR) != 0 ? m.hdr : null;
  }

  private static void attach(Mbuf m, MbufExt ext) {
    m.ext = ext;
    m.extGen = ext.gen;
    m.flags |= Mbuf.M_EXT;
    m.data = ext.store;
    m.off = ext.off;
    m.len = 0;
  }

  /** mb_dupcl: {@code to} shares the storage of {@code from}. */
  static void share(Mbuf to, Mbuf from) {
    MbufExt ext = from.ext;
    ext.refs.acquire();
    to.ext = ext;
    to.extGen = from.extGen;
    to.flags |= Mbuf.M_EXT | from.flags & Mbuf.M_RDONLY;
    to.data = ext.store;
  }

  /** mb_free_ext: gives up one reference, and the storage with the last. */
  private void freeExt(MbufExt ext, int gen) {
    Zone<MbufExt> zone = ext.zone;
    if (ext.gen != gen || ext.isFree()) {
      throw Kassert.panic("duplicate free of " + (zone == null ? "ext_buf" : zone.name()));
    }
    if (!ext.refs.release()) {
      return;
    }
    if (zone != null) {
      zone.claim(ext);
      zone.free(ext);
    } else if (ext.freer != null) {
      ext.freer.free(ext.store);
    }
  }

  /**
   * Gives an mbuf storage of its own with the same bytes, keeping its place in the chain; false if
   * there is no memory. With room for {@code len} bytes.
   */
  boolean makeWritable(Mbuf m, How how) {
    if (m.isWritable()) {
      return true;
    }
    int size = ClusterZones.sizeFor(m.len);
    MbufExt ext;
    if (m.len <= Mbuf.MJUM16BYTES) {
      ext = allocCluster(size, how);
    } else {
      ext = new MbufExt(new byte[m.len], 0, m.len, rt.refCount(1), null, null);
    }
    if (ext == null) {
      return false;
    }
    System.arraycopy(m.data, m.off, ext.store, ext.off, m.len);
    MbufExt old = m.ext;
    int oldGen = m.extGen;
    int len = m.len;
    m.flags &= ~Mbuf.M_RDONLY;
    attach(m, ext);
    m.len = len;
    if (old != null) {
      freeExt(old, oldGen);
    }
    return true;
  }

  // ---- Packet headers and tags ----

  /** M_MOVE_PKTHDR: the packet header and the tags go to another mbuf without bytes. */
  public void movePkthdr(Mbuf to, Mbuf from) {
    Kassert.kassert(from.isPkthdr(), "m_move_pkthdr: no packet header");
    to.flags =
        from.flags & Mbuf.M_COPYFLAGS & ~Mbuf.M_RDONLY | to.flags & (Mbuf.M_EXT | Mbuf.M_RDONLY);
    if (!to.isExt()) {
      to.off = to.start();
    }
    to.pkthdr = to.hdr;
    to.pkthdr.copyFieldsFrom(from.pkthdr);
    to.pkthdr.tags = from.pkthdr.tags;
    from.pkthdr.clear();
    from.pkthdr = null;
    from.flags &= ~Mbuf.M_PKTHDR;
  }

  /** m_dup_pkthdr: the packet header and a copy of the tags go to another mbuf without bytes. */
  public void dupPkthdr(Mbuf to, Mbuf from) {
    Kassert.kassert(from.isPkthdr(), "m_dup_pkthdr: no packet header");
    to.flags =
        from.flags & Mbuf.M_COPYFLAGS & ~Mbuf.M_RDONLY | to.flags & (Mbuf.M_EXT | Mbuf.M_RDONLY);
    if (!to.isExt()) {
      to.off = to.start();
    }
    to.pkthdr = to.hdr;
    to.pkthdr.copyFieldsFrom(from.pkthdr);
    to.pkthdr.tags = null;
    tagCopyChain(to, from);
  }

  /** m_demote of one mbuf: it is no packet's head any more; its tags are gone. */
  void demote(Mbuf m) {
    if (m.isPkthdr()) {
      m.pkthdr.clear();
      m.pkthdr = null;
      m.flags &= ~Mbuf.M_PKTHDR;
    }
  }

  /** m_tag_prepend: attaches a tag to a packet. */
  public void tagPrepend(Mbuf m, MbufTag tag) {
    tag.next = m.pkthdr.tags;
    m.pkthdr.tags = tag;
  }

  /**
   * m_tag_locate: the first tag of that kind after {@code after} (null: from the start), or null.
   */
  public MbufTag tagLocate(Mbuf m, int cookie, int id, MbufTag after) {
    MbufTag t = after == null ? m.pkthdr.tags : after.next;
    while (t != null && (t.cookie() != cookie || t.id() != id)) {
      t = t.next;
    }
    return t;
  }

  /** m_tag_find: the first tag of that kind, or null. */
  public MbufTag tagFind(Mbuf m, int cookie, int id) {
    return tagLocate(m, cookie, id, null);
  }

  /** m_tag_first: the first tag, or null. */
  public MbufTag tagFirst(Mbuf m) {
    return m.pkthdr.tags;
  }

  /** m_tag_delete: takes a tag off; false if the packet does not have it. */
  public boolean tagDelete(Mbuf m, MbufTag tag) {
    MbufTag prev = null;
    for (MbufTag t = m.pkthdr.tags; t != null; t = t.next) {
      if (t == tag) {
        if (prev == null) {
          m.pkthdr.tags = t.next;
        } else {
          prev.next = t.next;
        }
        t.next = null;
        return true;
      }
      prev = t;
    }
    return false;
  }

  /** m_tag_delete_nonpersistent: what a packet loses that leaves this machine's layers. */
  public void tagDeleteNonpersistent(Mbuf m) {
    MbufTag t = m.pkthdr.tags;
    while (t != null) {
      MbufTag next = t.next;
      if (!t.isPersistent()) {
        tagDelete(m, t);
      }
      t = next;
    }
  }

  /** m_tag_delete_chain: takes all tags off. */
  public void tagDeleteChain(Mbuf m) {
    m.pkthdr.tags = null;
  }

  /** m_tag_copy_chain: gives {@code to} copies of the tags, in their order, instead of its own. */
  public void tagCopyChain(Mbuf to, Mbuf from) {
    MbufTag last = null;
    to.pkthdr.tags = null;
    for (MbufTag t = from.pkthdr.tags; t != null; t = t.next) {
      MbufTag c = new MbufTag(t.cookie(), t.id(), t.data(), t.isPersistent());
      if (last == null) {
        to.pkthdr.tags = c;
      } else {
        last.next = c;
      }
      last = c;
    }
  }

  // ---- Chains: see MbufTrim and MbufCopy ----

  /** M_PREPEND: room for {@code len} bytes in front; on failure frees the packet, returns null. */
  public Mbuf prepend(Mbuf m, int len, How how) {
    return trim.prepend(m, len, how);
  }

  /**
   * m_pullup: makes the first {@code len} bytes contiguous in the first mbuf; at most MHLEN unless
   * they are already. On failure, or if the packet is shorter, frees it and returns null.
   */
  public Mbuf pullup(Mbuf m, int len) {
    return trim.pullup(m, len);
  }

  /**
   * m_split: cuts the packet; it keeps the first {@code len} bytes.
   *
   * @return the rest, which may share storage; null if there is no memory or the packet is shorter,
   *     and it is unchanged; also null if nothing is left behind the cut and it has no packet
   *     header
   */
  public Mbuf split(Mbuf m, int len, How how) {
    return trim.split(m, len, how);
  }

  /** m_adj: takes {@code len} bytes from the front, or {@code -len} from the end. */
  public void adj(Mbuf m, int len) {
    trim.adj(m, len);
  }

  /**
   * m_cat: puts {@code n} behind {@code m}; small pieces are copied. The packet header of {@code n}
   * is dropped; that of {@code m} keeps its length, which is the caller's to raise.
   */
  public void cat(Mbuf m, Mbuf n) {
    trim.cat(m, n);
  }

  /** m_copym: a copy that is only to be read: storage outside the mbufs is shared. */
  public Mbuf copym(Mbuf m, int off, int len, How how) {
    return copy.copym(m, off, len, how);
  }

  /** m_copypacket: a read-only copy of the whole. */
  public Mbuf copypacket(Mbuf m, How how) {
    return copy.copym(m, 0, Mbuf.M_COPYALL, how);
  }

  /** m_dup: a copy of the whole packet with storage of its own. */
  public Mbuf dup(Mbuf m, How how) {
    return copy.dup(m, how);
  }

  /** m_copydata: copies bytes out; the chain must have them. */
  public void copydata(Mbuf m, int off, int len, byte[] dst, int dstOff) {
    copy.copydata(m, off, len, dst, dstOff);
  }

  /**
   * m_copyback: overwrites bytes from {@code off} on, and makes the chain longer where it is too
   * short (a gap reads as 0). Shared storage is replaced by a copy, never written.
   *
   * @return false if there is no memory: no byte has changed
   */
  public boolean copyback(Mbuf m, int off, int len, byte[] src, int srcOff, How how) {
    return copy.copyback(m, off, len, src, srcOff, how);
  }

  /** m_append: adds bytes at the end; false if there is no memory, and nothing has changed. */
  public boolean append(Mbuf m, int len, byte[] src, int srcOff) {
    return copy.append(m, len, src, srcOff, How.DONTWAIT);
  }

  /** m_devget: a packet with these bytes. */
  public Mbuf devget(byte[] src, int off, int len, RcvIf rcvif, How how) {
    return copy.devget(src, off, len, rcvif, how);
  }

  /**
   * m_getptr: the mbuf with the byte at {@code off}, or null behind the end (one after is the end).
   */
  public MbufPos getptr(Mbuf m, int off) {
    return copy.getptr(m, off);
  }

  /** m_length: bytes of the chain. */
  public int length(Mbuf m) {
    int n = 0;
    for (Mbuf p = m; p != null; p = p.next) {
      n += p.len;
    }
    return n;
  }

  /** m_fixhdr: sets the header's length to that of the chain, and returns it. */
  public int fixhdr(Mbuf m) {
    int n = length(m);
    m.pkthdr.len = n;
    return n;
  }

  /** m_unshare: makes every mbuf of the packet writable; on failure frees it and returns null. */
  public Mbuf unshare(Mbuf m, How how) {
    for (Mbuf p = m; p != null; p = p.next) {
      if (!makeWritable(p, how)) {
        freem(m);
        return null;
      }
    }
    return m;
  }

  /** m_defrag: the same bytes in as few mbufs as can be; null, and nothing changed, on failure. */
  public Mbuf defrag(Mbuf m, How how) {
    return copy.defrag(m, how);
  }

  /**
   * m_uiotombuf: a packet (or chain, without M_PKTHDR) with at most {@code len} bytes of the uio.
   */
  public Mbuf uiotombuf(Uio uio, How how, int len, int align, int flags) {
    return copy.uiotombuf(uio, how, len, align, flags);
  }

  /** m_mbuftouio: copies at most {@code len} bytes out; may sleep. Returns how many. */
  public int mbuftouio(Uio uio, Mbuf m, int len) {
    return copy.mbuftouio(uio, m, len);
  }

  /** m_sanity: whether the chain keeps its promises: see {@link MbufSanity}. */
  public boolean sanity(Mbuf m) {
    return MbufSanity.check(m) == null;
  }

  private void provide(OidTree t) {
    t.addLong(
        "kern.ipc.nmbufs",
        Oid.CTLFLAG_RW,
        "Maximum number of mbufs allowed",
        () -> zoneMbuf.limit(),
        v -> v == (int) v ? zoneMbuf.setLimit((int) v) : Errno.EINVAL);
    provideZone(t, zoneMbuf);
    t.addCounter("kern.ipc.m_copym_failed", "m_copym calls that failed", stat.mcfail);
    t.addCounter("kern.ipc.m_pullup_failed", "m_pullup calls that failed", stat.mpfail);
    t.addCounter("kern.ipc.m_drain", "Calls of the drain routines", stat.drain);
    clusters.provide(t);
  }

  static void provideZone(OidTree t, Zone<?> zone) {
    String node = "vm.uma." + zone.name() + ".";
    t.addLong(node + "limit", "Most that may exist; 0: no limit", () -> zone.limit());
    t.addLong(node + "allocs", "Allocations", zone::allocs);
    t.addLong(node + "frees", "Frees", zone::frees);
    t.addLong(node + "used", "In use", zone::inUse);
    t.addLong(node + "total", "Existing", () -> zone.total());
    t.addLong(node + "cached", "In the CPUs' caches", zone::cached);
    t.addCounter(node + "fails", "Allocations denied", zone.fails());
    t.addCounter(node + "sleeps", "Sleeps for the limit", zone.sleeps());
  }
}
