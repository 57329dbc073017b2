package giantless.stack;

import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Panic;
import giantless.lock.contract.Confined;
import giantless.lock.nat.NativeRuntime;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Proc;
import giantless.stack.local.UnixDomain;
import giantless.stack.local.UnpLocking;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.NetStack;
import giantless.stack.net.NetisrMode;
import giantless.stack.netinet.Inet;
import giantless.stack.netinet.InetSockets;
import giantless.stack.netinet.RawIp;
import giantless.stack.netinet.Tcp;
import giantless.stack.netinet.Udp;
import giantless.stack.socket.Sockets;
import giantless.stack.vfs.Vfs;
import java.util.HashMap;
import java.util.Map;

/**
 * One machine: kernel, memory, interfaces, protocols, processes. Nothing outside of it is shared
 * with another, so a test builds as many as it wants. Built at little cost: a thread starts when
 * there is something for it to do, and the rest where it is first used.
 */
public final class Host {
  private final String name;
  private final LockRuntime rt;
  private final Kernel kernel;
  private final MbufPool mbufs;
  private final NetStack net;
  private final Inet inet;
  private final Sockets sockets;
  private final InetSockets inetSockets;
  private final Vfs vfs;
  private final UnixDomain unix;

  private Host(Builder b) {
    this.name = b.name;
    this.rt = b.runtime;
    this.kernel = new Kernel(b.runtime, b.name, b.tunables);
    this.mbufs = new MbufPool(kernel, b.mbufsMayFail);
    this.net = new NetStack(kernel, mbufs, b.netisr);
    this.inet = new Inet(kernel, net, mbufs);
    this.sockets = new Sockets(kernel, mbufs);
    this.inetSockets = new InetSockets(inet, sockets);
    this.vfs = new Vfs(kernel);
    this.unix = new UnixDomain(kernel, sockets, vfs, b.unixLocking);
    if (b.applyTunables) {
      kernel.applyTunables();
    }
  }

  /** Starts the description of a machine. */
  public static Builder builder() {
    return new Builder();
  }

  public String name() {
    return name;
  }

  public LockRuntime rt() {
    return rt;
  }

  public Kernel kernel() {
    return kernel;
  }

  public MbufPool mbufs() {
    return mbufs;
  }

  /** IPv4. */
  public Inet inet() {
    return inet;
  }

  /** Sockets of every family. */
  public Sockets sockets() {
    return sockets;
  }

  /** UDP. */
  public Udp udp() {
    return inetSockets.udp();
  }

  /** TCP. */
  public Tcp tcp() {
    return inetSockets.tcp();
  }

  /** Raw IP sockets. */
  public RawIp rawIp() {
    return inetSockets.raw();
  }

  /** The name space of files. */
  public Vfs vfs() {
    return vfs;
  }

  /** The UNIX domain. */
  public UnixDomain unix() {
    return unix;
  }

  /** The system calls of a process of this machine. */
  public Syscalls syscalls(Proc proc) {
    return new Syscalls(proc, sockets, vfs);
  }

  /** Interfaces, routes, netisr and taps. */
  public NetStack net() {
    return net;
  }

  /**
   * A new process without descriptors.
   *
   * @throws Panic if there are {@code kern.maxproc} already
   */
  public Proc newProc(String procName) {
    Proc p = kernel.procs().create(procName);
    if (p == null) {
      throw new Panic("newProc: kern.maxproc reached");
    }
    return p;
  }

  /**
   * Ends the machine: its processes, its subsystems in reverse order, its threads. Sleeps, so no
   * lock may be held.
   */
  public void shutdown() {
    kernel.shutdown();
    rt.shutdown();
  }

  /**
   * Ends the machine, and demands that nothing is left in use.
   *
   * @throws Panic if a socket, a pcb, an mbuf, a cluster, an open file, a route or an interface's
   *     address is left, a descriptor in flight, or a reference to a vnode
   */
  public void shutdownClean() {
    shutdown();
    long mbufsLeft = mbufs.inUse();
    long clustersLeft = mbufs.clustersInUse();
    int filesLeft = kernel.files().openfiles();
    long routesLeft = net.routes.stat.rts_inuse.get();
    long addrsLeft = net.ifaddrsInUse();
    int socketsLeft = sockets.numopensockets();
    int pcbsLeft =
        udp().info().count() + tcp().info().count() + rawIp().info().count() + unix.count();
    if (unix.inflight() != 0 || vfs.uses() != 0) {
      throw new Panic(
          name
              + ": left at shutdown: "
              + unix.inflight()
              + " descriptors in flight, "
              + vfs.uses()
              + " vnode references");
    }
    if (socketsLeft != 0 || pcbsLeft != 0) {
      throw new Panic(
          name + ": left at shutdown: " + socketsLeft + " sockets, " + pcbsLeft + " pcbs");
    }
    if (mbufsLeft != 0
        || clustersLeft != 0
        || filesLeft != 0
        || routesLeft != 0
        || addrsLeft != 0) {
      throw new Panic(
          name
              + ": left at shutdown: "
              + mbufsLeft
              + " mbufs, "
              + clustersLeft
              + " clusters, "
              + filesLeft
              + " files"
              + (routesLeft != 0 ? ", " + routesLeft + " routes" : "")
              + (addrsLeft != 0 ? ", " + addrsLeft + " interface addresses" : ""));
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects what a machine is built from. */
  @Confined("whoever builds the host")
  public static final class Builder {
    private String name = "host";
    private LockRuntime runtime;
    private int cpus = 2;
    private LockWatch watch;
    private long seed = 1;
    private boolean mbufsMayFail = true;
    private NetisrMode netisr = NetisrMode.DIRECT;
    private UnpLocking.Kind unixLocking = UnpLocking.Kind.GLOBAL;
    private boolean applyTunables;
    private final Map<String, String> tunables = new HashMap<>(4);

    private Builder() {}

    /** The name, for traces and {@code kern.hostname}. */
    public Builder name(String hostName) {
      name = hostName;
      return this;
    }

    /** What it runs on; it knows the number of CPUs and the watch. A native one if not said. */
    public Builder runtime(LockRuntime rt) {
      runtime = rt;
      return this;
    }

    /** CPUs of the native runtime; 2 if not said. Not for a runtime that was given. */
    public Builder cpus(int n) {
      cpus = n;
      return this;
    }

    /** What watches the locks of the native runtime. Not for a runtime that was given. */
    public Builder watch(LockWatch w) {
      watch = w;
      return this;
    }

    /** The seed of the native runtime's random numbers. Not for a runtime that was given. */
    public Builder seed(long s) {
      seed = s;
      return this;
    }

    /** {@code debug.mpsafenet}: whether the network runs without Giant; true if not said. */
    public Builder mpsafe(boolean mpsafe) {
      tunables.put("debug.mpsafenet", mpsafe ? "1" : "0");
      return this;
    }

    /** How received packets come to their protocol; directly if not said. */
    public Builder netisr(NetisrMode mode) {
      netisr = mode;
      return this;
    }

    /** How the UNIX domain is locked; as in 2004 if not said. */
    public Builder unixLocking(UnpLocking.Kind kind) {
      unixLocking = kind;
      return this;
    }

    /** {@code kern.ipc.nmbclusters}. */
    public Builder nmbclusters(int n) {
      tunables.put("kern.ipc.nmbclusters", Integer.toString(n));
      return this;
    }

    /** {@code kern.ipc.nmbufs}. */
    public Builder nmbufs(int n) {
      tunables.put("kern.ipc.nmbufs", Integer.toString(n));
      return this;
    }

    /** Whether an explorer may let allocations of mbufs fail; true if not said. */
    public Builder mbufsMayFail(boolean mayFail) {
      mbufsMayFail = mayFail;
      return this;
    }

    /** A loader tunable by its sysctl name. */
    public Builder tunable(String sysctlName, long value) {
      tunables.put(sysctlName, Long.toString(value));
      applyTunables = true;
      return this;
    }

    /** Builds and boots the machine. */
    public Host build() {
      if (runtime == null) {
        runtime = NativeRuntime.real(watch, cpus, seed);
      }
      return new Host(this);
    }
  }
}
