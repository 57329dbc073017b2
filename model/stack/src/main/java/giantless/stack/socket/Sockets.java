package giantless.stack.socket;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.MbufPool;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets of one machine: the accept lock, the count of sockets, the limits of {@code
 * kern.ipc}, and the protocols that registered. {@link #accept} is ACCEPT_LOCK, which goes before
 * every socket lock; {@link #soGlobal} is so_global_mtx. The list of protocols is filled while the
 * host boots and does not change after that.
 */
public final class Sockets {
  private static final int MSIZE = giantless.stack.mbuf.Mbuf.MSIZE;
  private static final int MCLBYTES = giantless.stack.mbuf.Mbuf.MCLBYTES;

  /** Default of kern.ipc.maxsockbuf, SB_MAX. */
  private static final long SB_MAX = 2 * 1024 * 1024;

  private final Kernel kernel;
  private final MbufPool mbufs;

  /** ACCEPT_LOCK: listen queues; and first of the two locks of {@link UipcSocket#sofree}. */
  public final Mtx accept;

  /** fifo_mtx: who reads and writes each {@link Fifo}. */
  public final Mtx fifoMtx;

  /** so_global_mtx. */
  public final Mtx soGlobal;

  /** The accept filters that are loaded. */
  public final AcceptFilters acceptFilters;

  @GuardedBy("soGlobal")
  private long soGencnt;

  @GuardedBy("soGlobal")
  private int numopensockets;

  private final Knob maxsockets;

  @Racy("one number, set whole; a reserve takes the old limit or the new one")
  private volatile long sbMax = SB_MAX;

  private final Knob sbEfficiency;
  private final Knob somaxconn = new Knob(SocketConst.SOMAXCONN, 1, 65535);

  @Frozen("the host is built")
  private final List<Protosw> protosw = new ArrayList<>();

  public Sockets(Kernel kernel, MbufPool mbufs) {
    this.kernel = kernel;
    this.mbufs = mbufs;
    LockRuntime rt = kernel.rt();
    this.accept = rt.mtx(Locks.ACCEPT);
    this.fifoMtx = rt.mtx(Locks.FIFO);
    this.soGlobal = rt.mtx(Locks.SO_GLABEL);
    this.acceptFilters = new AcceptFilters(kernel);
    this.maxsockets =
        new Knob(kernel.tunableInt("kern.ipc.maxsockets", 12328), 1, Integer.MAX_VALUE);
    this.sbEfficiency = new Knob(8, 1, 1 << 16);
    kernel.sysctl().provide(this::provide);
  }

  public Kernel kernel() {
    return kernel;
  }

  public MbufPool mbufs() {
    return mbufs;
  }

  /** pf_proto_register(9). At boot only. */
  public void register(Protosw pr) {
    protosw.add(pr);
  }

  /** pffinddomain: whether any protocol of the family is there. */
  public boolean hasDomain(int family) {
    for (int i = 0; i < protosw.size(); i++) {
      if (protosw.get(i).prFamily == family) {
        return true;
      }
    }
    return false;
  }

  /** pffindtype: the first protocol of the type, or null. */
  Protosw pffindtype(int family, int type) {
    for (int i = 0; i < protosw.size(); i++) {
      Protosw pr = protosw.get(i);
      if (pr.prFamily == family && pr.prType == type) {
        return pr;
      }
    }
    return null;
  }

  /** pffindproto: the protocol of this number; for a raw socket else the wildcard. Or null. */
  Protosw pffindproto(int family, int protocol, int type) {
    Protosw maybe = null;
    for (int i = 0; i < protosw.size(); i++) {
      Protosw pr = protosw.get(i);
      if (pr.prFamily != family) {
        continue;
      }
      if (pr.prProtocol == protocol && pr.prType == type) {
        return pr;
      }
      if (type == SocketConst.SOCK_RAW
          && pr.prType == SocketConst.SOCK_RAW
          && pr.prProtocol == 0
          && maybe == null) {
        maybe = pr;
      }
    }
    return maybe;
  }

  /** kern.ipc.maxsockbuf in bytes, mbufs' overhead included. */
  public long sbMax() {
    return sbMax;
  }

  /** The most bytes that a buffer may reserve, sb_max_adj: sb_max less the overhead of clusters. */
  int sbMaxAdj() {
    return (int)
        Math.min(Math.min(sbMax, 1L << 40) * MCLBYTES / (MSIZE + MCLBYTES), Integer.MAX_VALUE);
  }

  /** kern.ipc.sockbuf_waste_factor: bytes of storage that a buffer may use for a byte reserved. */
  int sbEfficiency() {
    return sbEfficiency.get();
  }

  /** kern.ipc.somaxconn. */
  int somaxconn() {
    return somaxconn.get();
  }

  /** How many sockets there are, {@code kern.ipc.numopensockets}. */
  @Excludes("soGlobal")
  public int numopensockets() {
    soGlobal.lock();
    int n = numopensockets;
    soGlobal.unlock();
    return n;
  }

  /** Counts one more socket; its generation, or -1 if the limit is reached. */
  @Excludes("soGlobal")
  long countUp() {
    soGlobal.lock();
    if (numopensockets >= maxsockets.get()) {
      soGlobal.unlock();
      return -1;
    }
    numopensockets++;
    long gen = ++soGencnt;
    soGlobal.unlock();
    return gen;
  }

  @Excludes("soGlobal")
  void countDown() {
    soGlobal.lock();
    numopensockets--;
    soGencnt++;
    soGlobal.unlock();
  }

  private Errno setSbMax(long v) {
    if (v < MSIZE + MCLBYTES) {
      return Errno.EINVAL;
    }
    sbMax = v;
    return Errno.OK;
  }

  private void provide(OidTree t) {
    t.addLong(
        "kern.ipc.maxsockbuf",
        Oid.CTLFLAG_RW,
        "Maximum socket buffer size",
        () -> sbMax,
        v -> setSbMax(v));
    t.addInt(
        "kern.ipc.sockbuf_waste_factor",
        Oid.CTLFLAG_RW,
        "Socket buffer size waste factor",
        sbEfficiency);
    t.addInt(
        "kern.ipc.maxsockets",
        Oid.CTLFLAG_RDTUN,
        "Maximum number of sockets available",
        maxsockets);
    acceptFilters.provide(t);
    t.addInt("kern.ipc.soacceptqueue", Oid.CTLFLAG_RW, "Maximum listen queue length", somaxconn);
    t.addInt("kern.ipc.somaxconn", Oid.CTLFLAG_RW, "Its older name", somaxconn);
    t.addLong("kern.ipc.numopensockets", "Number of open sockets", () -> numopensockets());
  }
}
