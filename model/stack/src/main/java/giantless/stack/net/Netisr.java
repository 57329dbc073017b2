package giantless.stack.net;

import giantless.lock.AtomicInt;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.RmLock;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Counter;
import giantless.stack.kern.IThread;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * Brings received packets to their protocols, netisr(9), in one of the ways of {@link NetisrMode}.
 * The read-mostly lock protects the protocol table; it is not held while a handler runs. Drivers
 * call {@link #dispatch}; who would come back to a protocol whose locks it holds (loopback) calls
 * {@link #queue}.
 *
 * <p>Order is kept among the packets of one flow which go the same way; not between packets called
 * directly and packets queued (locking reference, C.7). With {@code debug.mpsafenet=0} no protocol
 * is MPSAFE: packets are queued, and handlers run under Giant.
 */
public final class Netisr {
  public static final int NETISR_IP = 1;
  public static final int NETISR_IGMP = 2;
  public static final int NETISR_ROUTE = 3;
  public static final int NETISR_ARP = 7;
  public static final int NETISR_ETHER = 9;
  public static final int NETISR_IPV6 = 10;

  /** How many protocols there may be. */
  static final int NPROT = 16;

  final Kernel kernel;

  /** netisr_rmlock. */
  public final RmLock lock;

  private final MbufPool mbufs;
  private final NetisrMode mode;

  /**
   * net.isr.direct: whether who receives calls the protocol. At a change packets that were queued
   * may come after one that is called directly.
   */
  private final Knob direct;

  private final Knob defaultqlimit;
  private final IThread swiNet;

  /** The bit word {@code netisr}: which queues have packets. */
  private final AtomicInt pending;

  @Frozen("the constructor ends")
  private final NetisrWorkstream[] workstreams;

  @GuardedBy("lock")
  private final NetisrProto[] protos = new NetisrProto[NPROT];

  Netisr(Kernel kernel, MbufPool mbufs, NetisrMode mode) {
    this.kernel = kernel;
    this.mbufs = mbufs;
    this.mode = mode;
    this.direct = new Knob(mode == NetisrMode.DIRECT ? 1 : 0, 0, 1);
    this.lock = kernel.rt().rm(Locks.NETISR);
    this.defaultqlimit = new Knob(kernel.tunableInt("net.isr.defaultqlimit", 256), 1, 1 << 20);
    this.pending = kernel.rt().atomicInt(0);
    boolean perCpu = mode == NetisrMode.PER_CPU;
    this.swiNet =
        perCpu ? null : kernel.ithread("swi:net", Priority.SWI_NET, 0, true, this::swiNet);
    this.workstreams = new NetisrWorkstream[perCpu ? kernel.rt().cpus() : 0];
    for (int i = 0; i < workstreams.length; i++) {
      workstreams[i] = new NetisrWorkstream(this, i);
    }
    kernel.onShutdown(this::stop);
  }

  /** How packets go now: DIRECT, or else through the queues that the host was built with. */
  public NetisrMode mode() {
    if (direct.on()) {
      return NetisrMode.DIRECT;
    }
    return mode == NetisrMode.PER_CPU ? mode : NetisrMode.ONE_THREAD;
  }

  /**
   * netisr_register(9).
   *
   * @param id a {@code NETISR_} constant
   * @param mpsafe whether the handler needs no Giant
   * @throws Panic if the protocol is registered already
   */
  public void register(int id, NetisrHandler handler, boolean mpsafe) {
    NetisrProto proto =
        new NetisrProto(
            id,
            protoName(id),
            handler,
            mpsafe && kernel.mpsafenet(),
            new IfQueue(kernel.rt(), queueClass(id), mbufs, defaultqlimit.get()),
            this);
    lock.wlock();
    boolean taken = protos[id] != null;
    if (!taken) {
      protos[id] = proto;
    }
    lock.wunlock();
    if (taken) {
      throw new Panic("netisr_register: " + protoName(id) + " is registered");
    }
  }

  /** netisr_unregister(9): no packet is handed to the protocol from here on; its queues go. */
  public void unregister(int id) {
    lock.wlock();
    NetisrProto proto = protos[id];
    protos[id] = null;
    lock.wunlock();
    if (proto != null) {
      proto.queue.close(); // Who looked the protocol up before may still come with a packet.
      for (NetisrWorkstream ws : workstreams) {
        freeChain(ws.take(id));
      }
    }
  }

  /**
   * netisr_dispatch(9): hands a packet to its protocol, in the mode of this host. It is consumed.
   *
   * @return false if it was dropped: a full queue, or no such protocol
   */
  public boolean dispatch(int id, Mbuf m) {
    NetisrProto proto = proto(id);
    if (direct.on() && proto != null && proto.mpsafe) {
      proto.dispatched.inc();
      proto.handler.input(m);
      return true;
    }
    return enqueue(proto, m);
  }

  /** netisr_queue(9): as {@link #dispatch}, but never calls the protocol in this thread. */
  public boolean queue(int id, Mbuf m) {
    return enqueue(proto(id), m);
  }

  private boolean enqueue(NetisrProto proto, Mbuf m) {
    if (proto == null) {
      mbufs.freem(m);
      return false;
    }
    boolean queued;
    if (mode == NetisrMode.PER_CPU) {
      int cpu = Math.floorMod(proto.flow.hash(m), workstreams.length);
      queued = workstreams[cpu].queue(proto.id, m, proto.queue.maxlen());
      if (!queued) {
        mbufs.freem(m);
      }
    } else {
      queued = proto.queue.enqueue(m);
      if (queued) {
        schednetisr(proto.id);
      }
    }
    if (queued) {
      proto.queued.inc();
    } else {
      proto.qdrops.inc();
    }
    return queued;
  }

  /** schednetisr: the bit first, then the thread, so that it finds the bit. */
  private void schednetisr(int id) {
    int bits = pending.get();
    while ((bits & 1 << id) == 0 && !pending.compareAndSet(bits, bits | 1 << id)) {
      bits = pending.get();
    }
    swiNet.schedule();
  }

  /**
   * swi_net: takes the bit word and drains each queue that it names. What comes meanwhile has
   * scheduled the thread again.
   */
  private void swiNet() {
    int bits = pending.swap(0);
    for (int id = 0; id < NPROT; id++) {
      NetisrProto proto = (bits & 1 << id) == 0 ? null : proto(id);
      if (proto != null) {
        process(id, proto.queue.takeAll());
      }
    }
  }

  /** Hands a chain of packets to a protocol, under Giant if it is not MPSAFE. */
  void process(int id, Mbuf chain) {
    NetisrProto proto = proto(id);
    if (proto == null) {
      freeChain(chain);
      return;
    }
    if (!proto.mpsafe) {
      kernel.giant().lock();
    }
    Mbuf m = chain;
    while (m != null) {
      Mbuf next = m.nextpkt;
      m.nextpkt = null;
      proto.handled.inc();
      proto.handler.input(m);
      m = next;
    }
    if (!proto.mpsafe) {
      kernel.giant().unlock();
    }
  }

  /** Frees the queued packets which came in by an interface that goes away. */
  @Excludes("lock")
  void purge(Ifnet ifp) {
    for (int id = 0; id < NPROT; id++) {
      NetisrProto proto = proto(id);
      if (proto != null) {
        proto.queue.purge(ifp);
      }
    }
    for (NetisrWorkstream ws : workstreams) {
      ws.purge(ifp);
    }
  }

  /** The registered protocol, with its statistics; null if there is none. */
  public NetisrProto proto(int id) {
    RmLock.Tracker tracker = lock.rlock();
    NetisrProto proto = protos[id];
    lock.runlock(tracker);
    return proto;
  }

  /** Packets that wait in any queue for their protocol; for checkers. */
  public int waiting() {
    int n = 0;
    for (int id = 0; id < NPROT; id++) {
      NetisrProto proto = proto(id);
      n += proto == null ? 0 : proto.queue.length();
    }
    for (NetisrWorkstream ws : workstreams) {
      n += ws.length();
    }
    return n;
  }

  /** The input queue of each protocol agrees with its length; for checkers. */
  public void check() {
    for (int id = 0; id < NPROT; id++) {
      NetisrProto proto = proto(id);
      if (proto != null) {
        proto.queue.check();
      }
    }
  }

  void freeChain(Mbuf chain) {
    Mbuf m = chain;
    while (m != null) {
      Mbuf next = m.nextpkt;
      m.nextpkt = null;
      mbufs.freem(m);
      m = next;
    }
  }

  Counter counter() {
    return kernel.counter();
  }

  private void stop() {
    if (swiNet != null) {
      swiNet.stop();
    }
    for (NetisrWorkstream ws : workstreams) {
      ws.stop();
    }
    for (int id = 0; id < NPROT; id++) {
      NetisrProto proto = proto(id);
      if (proto != null) {
        proto.queue.flush();
      }
    }
  }

  void provide(OidTree t) {
    t.addString(
        "net.isr.dispatch",
        Oid.CTLFLAG_RD,
        "How packets come to their protocol",
        () -> mode().name(),
        null);
    t.addInt("net.isr.direct", Oid.CTLFLAG_RW, "Direct dispatch", direct);
    t.addLong("net.isr.numthreads", "Threads", () -> Math.max(1, workstreams.length));
    t.addInt(
        "net.isr.defaultqlimit",
        Oid.CTLFLAG_RDTUN,
        "Queue limit of protocols registered from now on",
        defaultqlimit);
    providedFor(t, NETISR_IP, "net.inet.ip.intr_queue_");
    providedFor(t, NETISR_ARP, "net.link.ether.inet.intr_queue_");
  }

  private void providedFor(OidTree t, int id, String prefix) {
    NetisrProto proto = proto(id);
    if (proto == null) {
      return;
    }
    t.addLong(
        prefix + "maxlen",
        Oid.CTLFLAG_RW,
        "Packets that the input queue holds",
        () -> proto.queue.maxlen(),
        v -> {
          if (v < 1 || v > 1 << 20) {
            return giantless.stack.kern.Errno.EINVAL;
          }
          proto.queue.setMaxlen((int) v);
          return giantless.stack.kern.Errno.OK;
        });
    t.addCounter(prefix + "drops", "Packets that the input queue refused", proto.qdrops);
  }

  private static LockClass queueClass(int id) {
    return id == NETISR_ARP ? Locks.ARP_INQ : Locks.IP_INQ;
  }

  private static String protoName(int id) {
    switch (id) {
      case NETISR_IP:
        return "ip";
      case NETISR_IGMP:
        return "igmp";
      case NETISR_ROUTE:
        return "rtsock";
      case NETISR_ARP:
        return "arp";
      case NETISR_ETHER:
        return "ether";
      case NETISR_IPV6:
        return "ip6";
      default:
        return "netisr" + id;
    }
  }
}
