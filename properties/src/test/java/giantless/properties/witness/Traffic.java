package giantless.properties.witness;

import static giantless.properties.witness.Hosts.A;
import static giantless.properties.witness.Hosts.B;
import static giantless.properties.witness.Hosts.LOCAL;
import static giantless.properties.witness.Hosts.RB;
import static giantless.stack.netinet.IpCtloutput.IPPROTO_IP;
import static giantless.stack.socket.SocketConst.AF_INET;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.MSG_PEEK;
import static giantless.stack.socket.SocketConst.SOCK_DGRAM;
import static giantless.stack.socket.SocketConst.SOCK_RAW;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;

import giantless.lock.Callout;
import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;
import giantless.stack.kern.SysException;
import giantless.stack.net.BpfD;
import giantless.stack.net.BpfFilter;
import giantless.stack.net.EpairIf;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.net.WireFault;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.netinet.IpCtloutput;
import giantless.stack.socket.AcceptFilter;
import giantless.stack.socket.Fifo;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayList;
import java.util.List;

/**
 * What the programs on three hosts do at the same time: every way through the stack that takes a
 * lock. Calls may fail, for want of memory or because an interface is down; what must hold is the
 * order of locks, and that nothing is left at the end.
 */
final class Traffic {
  private static final int ECHO = 7;
  private static final int GROUP = SockAddrIn.parse("224.5.5.5").addr();

  private final Hosts hosts;
  private final List<KThread> clients = new ArrayList<>();
  private final List<Proc> procs = new ArrayList<>();

  Traffic(Hosts hosts) {
    this.hosts = hosts;
  }

  /** Runs everything and waits for the end of it; then the processes are gone. */
  void run() {
    Proc echo = proc(hosts.b, "echo");
    Hosts.spawn(echo, "echo", () -> echo(hosts.b.syscalls(echo)));
    BpfD tap = hosts.r.net().bpf.open("epair0b", 4096, BpfFilter.ALL);
    Proc tcpdump = proc(hosts.r, "tcpdump");
    final KThread reader = Hosts.spawn(tcpdump, "tcpdump", () -> capture(tap));
    faults();
    hosts.pause(hosts.a, 2);
    client(hosts.a, "connected", this::connected);
    client(hosts.a, "fragments", this::fragments);
    client(hosts.a, "refused", this::refused);
    client(hosts.a, "expired", this::expired);
    client(hosts.a, "ping", this::ping);
    client(hosts.a, "loopback", this::loopback);
    client(hosts.a, "stream", (q, t) -> streams(t, LOCAL));
    client(hosts.b, "streamd", (q, t) -> server(t, 81, 6));
    client(hosts.a, "remote stream", (q, t) -> talk(t, at(B, 81)));
    client(hosts.a, "signals", this::signals);
    client(hosts.a, "descriptors", this::descriptors);
    client(hosts.a, "kqueues", this::kqueues);
    client(hosts.b, "files", this::files);
    client(hosts.b, "unix", (p, s) -> new LocalTraffic(hosts, hosts.b, p, s).run());
    client(hosts.b, "group", this::group);
    client(hosts.r, "caster", this::caster);
    client(hosts.r, "ifconfig", (p, s) -> ifconfig());
    client(hosts.a, "arp", (p, s) -> arp());
    client(hosts.r, "sysctl", (p, s) -> sysctls());
    client(hosts.a, "plug", (p, s) -> plug());
    client(hosts.b, "deferred", (p, s) -> deferred());
    for (KThread t : clients) {
      t.join();
    }
    hosts.pause(hosts.a, 3);
    echo.signal(Signal.SIGTERM);
    tap.close();
    reader.join();
    for (Proc p : procs) {
      p.exit(0);
    }
    hosts.wireA.setFault(WireFault.NONE);
    hosts.pause(hosts.a, 3);
  }

  private interface Client {
    void run(Proc p, Syscalls s) throws Exception;
  }

  private Proc proc(Host h, String name) {
    Proc p = h.newProc(name);
    procs.add(p);
    return p;
  }

  private void client(Host h, String name, Client body) {
    Proc p = proc(h, name);
    Syscalls s = h.syscalls(p);
    clients.add(Hosts.spawn(p, name, () -> body.run(p, s)));
  }

  private static SockAddrIn at(SockAddrIn host, int port) {
    return new SockAddrIn(host.addr(), port);
  }

  private static int udp(Syscalls s) throws SysException {
    return s.socket(AF_INET, SOCK_DGRAM, 0);
  }

  /** Every eleventh frame is lost, every seventh doubled, every fifth late. */
  private void faults() {
    hosts.wireA.setFault(
        new WireFault() {
          private int frames;

          @Override
          public synchronized int copies(byte[] frame) {
            frames++;
            return frames % 11 == 10 ? 0 : frames % 7 == 6 ? 2 : 1;
          }

          @Override
          public synchronized long delayNanos(byte[] frame, int copy) {
            return frames % 5 == 4 ? hosts.nanos(1) : 0;
          }
        });
  }

  private void echo(Syscalls s) throws SysException {
    int fd = udp(s);
    nonBlocking(s, fd);
    s.bind(fd, new SockAddrIn(0, ECHO));
    SockAddr[] from = new SockAddr[1];
    byte[] b = new byte[9000];
    while (true) {
      s.poll(new Poll.PollFd[] {new Poll.PollFd(fd, Poll.POLLIN)}, -1);
      try {
        int n = s.recvfrom(fd, b, 0, b.length, MSG_DONTWAIT, from);
        s.sendto(fd, b, 0, n, 0, from[0]);
      } catch (SysException again) {
        s.fcntl(fd, Syscalls.F_GETFL, 0);
      }
    }
  }

  private void poll(Syscalls s, int fd, int events) throws SysException {
    int millis = (int) (hosts.nanos(1) / 1_000_000);
    s.poll(new Poll.PollFd[] {new Poll.PollFd(fd, events)}, millis);
  }

  /**
   * Whoever sends what needs clusters does not wait for them: its own receive buffer may have all.
   */
  private static void nonBlocking(Syscalls s, int fd) throws SysException {
    s.ioctl(fd, SocketConst.FIONBIO, new int[] {1});
  }

  private static void capture(BpfD tap) {
    byte[] b = new byte[tap.bufsize()];
    while (tap.read(b) > 0) {
      continue;
    }
  }

  /** Receives for one tick at most; what does not come was lost. */
  private void await(Syscalls s, int fd) {
    try {
      poll(s, fd, Poll.POLLIN);
      s.recv(fd, new byte[9000], MSG_PEEK);
      s.recv(fd, new byte[9000], 0);
    } catch (SysException lost) {
      s.proc().curthread();
    }
  }

  private void timeout(Syscalls s, int fd, int ticks) throws SysException {
    long micros = Math.max(1, hosts.nanos(ticks) / 1000);
    s.setsockopt(
        fd,
        SOL_SOCKET,
        SocketConst.SO_RCVTIMEO,
        Sockopt.ofTimeval(micros / 1_000_000, micros % 1_000_000));
  }

  private void connected(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    timeout(s, fd, 1);
    s.connect(fd, at(B, ECHO));
    for (int i = 0; i < 4; i++) {
      s.send(fd, new byte[10 + i], 0);
      await(s, fd);
    }
    s.getsockname(fd);
    s.getpeername(fd);
    s.connect(fd, at(B, ECHO + 1));
    s.close(fd);
  }

  private void fragments(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    nonBlocking(s, fd);
    for (int i = 0; i < 3; i++) {
      try {
        s.sendto(fd, new byte[3000 + 2000 * i], 0, at(B, ECHO));
      } catch (SysException full) {
        hosts.pause(hosts.a, 1);
      }
      await(s, fd);
    }
    s.close(fd);
  }

  private void refused(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    s.connect(fd, at(B, 9999));
    s.ioctl(fd, SocketConst.FIOASYNC, new int[] {1});
    s.fcntl(fd, Syscalls.F_SETOWN, p.pid());
    p.sigaction(SocketConst.SIGIO, sig -> {}, 0);
    for (int i = 0; i < 3; i++) {
      try {
        s.send(fd, new byte[5], 0);
        poll(s, fd, Poll.POLLIN | Poll.POLLOUT);
      } catch (SysException refused) {
        s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_ERROR);
      }
      hosts.pause(hosts.a, 1);
    }
    s.close(fd);
  }

  private void expired(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    s.setsockopt(fd, IPPROTO_IP, IpCtloutput.IP_TTL, 1);
    s.sendto(fd, new byte[5], 0, at(B, ECHO));
    s.setsockopt(fd, IPPROTO_IP, IpCtloutput.IP_TTL, 64);
    // Nobody there: ARP gives up after its tries.
    s.sendto(fd, new byte[5], 0, at(SockAddrIn.parse("10.0.1.77"), ECHO));
    hosts.pause(hosts.a, 1);
    s.sendto(fd, new byte[5], 0, at(SockAddrIn.parse("10.0.1.77"), ECHO));
    s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_BROADCAST, 1);
    s.sendto(fd, new byte[5], 0, at(SockAddrIn.parse("10.0.1.255"), ECHO));
    s.close(fd);
  }

  private void ping(Proc p, Syscalls s) throws SysException {
    int fd = s.socket(AF_INET, SOCK_RAW, 1);
    timeout(s, fd, 1);
    byte[] echo = {8, 0, (byte) 0xf7, (byte) 0xff, 0, 0, 0, 0};
    for (int i = 0; i < 3; i++) {
      s.sendto(fd, echo, 0, i == 2 ? A : B);
      await(s, fd);
    }
    s.close(fd);
  }

  private void loopback(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, 5000));
    timeout(s, fd, 1);
    s.sendto(fd, new byte[200], 0, at(LOCAL, 5000));
    await(s, fd);
    s.sendto(fd, new byte[200], 0, at(A, 5000));
    s.shutdown(fd, SocketConst.SHUT_RD);
  }

  private static int tcp(Syscalls s) throws SysException {
    int fd = s.socket(AF_INET, SocketConst.SOCK_STREAM, 0);
    nonBlocking(s, fd);
    return fd;
  }

  /** Connections of a host with itself. */
  private void streams(Syscalls s, SockAddrIn self) throws SysException {
    int l = tcp(s);
    s.bind(l, new SockAddrIn(0, 80));
    s.listen(l, 2);
    for (int i = 0; i < 2; i++) {
      int fd = tcp(s);
      attempt(s, () -> s.connect(fd, at(self, 80)));
      for (int n = 0; n < 20; n++) {
        poll(s, l, Poll.POLLIN);
        if (attempt(s, () -> echo(s, fd, s.accept(l, null)))) {
          break;
        }
      }
      s.close(fd);
    }
    s.close(l);
  }

  /** Bytes there and back, one round trip after another. */
  private void echo(Syscalls s, int fd, int peer) throws SysException {
    for (int i = 0; i < 8; i++) {
      byte[] b = new byte[100 + 200 * i];
      attempt(s, () -> s.write(fd, b));
      poll(s, peer, Poll.POLLIN);
      attempt(s, () -> s.read(peer, b));
      attempt(s, () -> s.write(peer, b));
      poll(s, fd, Poll.POLLIN);
      attempt(s, () -> s.read(fd, b));
    }
    attempt(s, () -> s.shutdown(fd, SocketConst.SHUT_WR));
    s.close(peer);
  }

  /** Takes what connects for some ticks, and answers each once. */
  private void server(Syscalls s, int port, int ticks) throws SysException {
    int l = tcp(s);
    s.bind(l, new SockAddrIn(0, port));
    s.listen(l, 2);
    for (int i = 0; i < ticks; i++) {
      poll(s, l, Poll.POLLIN);
      attempt(
          s,
          () -> {
            int c = s.accept(l, null);
            await(s, c);
            attempt(s, () -> s.write(c, new byte[3000]));
            attempt(s, () -> s.close(c));
          });
    }
    s.close(l);
  }

  private void talk(Syscalls s, SockAddrIn server) throws SysException {
    for (int i = 0; i < 3; i++) {
      int fd = tcp(s);
      attempt(s, () -> s.connect(fd, server));
      poll(s, fd, Poll.POLLOUT);
      attempt(s, () -> s.write(fd, new byte[5000]));
      await(s, fd);
      attempt(s, () -> s.close(fd));
    }
  }

  private interface Attempt {
    void run() throws SysException;
  }

  /** Whether a call went well; on a wire like this it may fail. */
  private static boolean attempt(Syscalls s, Attempt call) {
    try {
      call.run();
      return true;
    } catch (SysException failed) {
      s.proc().curthread();
      return false;
    }
  }

  private void signals(Proc p, Syscalls s) throws SysException {
    p.sigaction(Signal.SIGUSR1, sig -> {}, 0);
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, 6000));
    KThread killer =
        Hosts.spawn(
            p,
            "killer",
            () -> {
              hosts.pause(hosts.a, 1);
              p.signal(Signal.SIGUSR1);
              s.sendto(udp(s), new byte[1], 0, at(LOCAL, 6000));
              hosts.pause(hosts.a, 1);
              s.sendto(udp(s), new byte[1], 0, at(LOCAL, 6000));
            });
    timeout(s, fd, 4);
    await(s, fd);
    await(s, fd);
    killer.join();
    s.close(fd);
  }

  private void descriptors(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    int copy = s.dup(fd);
    Proc child = p.fork("child");
    s.dup2(fd, 9);
    s.fstat(9);
    s.close(copy);
    child.exit(0);
    s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_RCVBUF, 1000);
    try {
      byte[] filter = AcceptFilter.arg("dataready", "");
      s.setsockopt(fd, SOL_SOCKET, SocketConst.SO_ACCEPTFILTER, filter);
    } catch (SysException noListener) {
      s.fstat(9);
    }
    p.setuid(7);
  }

  /** A kqueue on a socket and a timer, and one on the kqueue. */
  private void kqueues(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, 4100));
    int inner = s.kqueue();
    int outer = s.kqueue();
    long millis = Math.max(1, hosts.nanos(1) / 1_000_000);
    KEvent[] changes = {
      new KEvent(fd, KEvent.EVFILT_READ, KEvent.EV_ADD, 0, 0, null),
      new KEvent(fd, KEvent.EVFILT_WRITE, KEvent.EV_ADD | KEvent.EV_CLEAR, 0, 0, null),
      new KEvent(1, KEvent.EVFILT_TIMER, KEvent.EV_ADD, 0, millis, null),
    };
    s.kevent(inner, changes, null, 0);
    KEvent[] watch = {new KEvent(inner, KEvent.EVFILT_READ, KEvent.EV_ADD, 0, 0, null)};
    for (int i = 0; i < 3; i++) {
      s.kevent(outer, watch, new KEvent[1], hosts.nanos(1));
      s.sendto(fd, new byte[20], 0, at(LOCAL, 4100));
      s.kevent(inner, null, new KEvent[4], hosts.nanos(1));
      poll(s, outer, Poll.POLLIN);
    }
    s.close(fd);
    s.close(inner);
  }

  /** A file sent to a stream, and a fifo. */
  private void files(Proc p, Syscalls s) throws SysException {
    int[] sv = s.socketpair(PairProto.FAMILY, SocketConst.SOCK_STREAM, 0);
    int file = s.shmOpen();
    s.write(file, new byte[3000]);
    KThread reader = Hosts.spawn(p, "reader", () -> s.recv(sv[1], new byte[3000], 0));
    try {
      s.sendfile(file, sv[0], 0, 0, null, null, null, 6);
    } catch (SysException shortOfMemory) {
      s.close(sv[0]);
    }
    reader.join();
    try {
      s.open(new Fifo(hosts.b.sockets()), Fifo.O_RDWR);
    } catch (SysException noFamily) {
      s.fstat(file);
    }
  }

  private void group(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, 4000));
    timeout(s, fd, 1);
    for (int i = 0; i < 2; i++) {
      s.setsockopt(fd, IPPROTO_IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq(B));
      await(s, fd);
      hosts.pause(hosts.b, 1);
      s.setsockopt(fd, IPPROTO_IP, IpCtloutput.IP_DROP_MEMBERSHIP, mreq(B));
    }
    s.setsockopt(fd, IPPROTO_IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq(B));
  }

  private static byte[] mreq(SockAddrIn local) {
    byte[] b = new byte[8];
    for (int i = 0; i < 4; i++) {
      b[i] = (byte) (GROUP >>> 24 - 8 * i);
      b[4 + i] = (byte) (local.addr() >>> 24 - 8 * i);
    }
    return b;
  }

  private void caster(Proc p, Syscalls s) throws SysException {
    int fd = udp(s);
    s.bind(fd, new SockAddrIn(0, 4000));
    s.setsockopt(fd, IPPROTO_IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq(RB));
    s.setsockopt(
        fd, IPPROTO_IP, IpCtloutput.IP_MULTICAST_IF, java.util.Arrays.copyOfRange(mreq(RB), 4, 8));
    for (int i = 0; i < 3; i++) {
      s.sendto(fd, new byte[10], 0, new SockAddrIn(GROUP, 4000));
      hosts.pause(hosts.r, 1);
    }
    nonBlocking(s, fd);
    s.sendto(fd, new byte[2000], 0, new SockAddrIn(GROUP, 4000));
  }

  private void ifconfig() {
    for (int i = 0; i < 2; i++) {
      hosts.pause(hosts.r, 1);
      hosts.wireB.down();
      hosts.wireB.up();
      hosts.r.inet().control.aifaddr(hosts.wireB, InAliasReq.parse("10.0.3.1/24"));
      hosts.r.inet().control.difaddr(hosts.wireB, SockAddrIn.parse("10.0.3.1").addr());
    }
  }

  private void arp() {
    for (int i = 0; i < 2; i++) {
      hosts.pause(hosts.a, 1);
      hosts.a.inet().arp.delete(Hosts.RA.addr());
      hosts.a.inet().arp.entries();
      hosts.a.inet().arp.set(SockAddrIn.parse("10.0.1.9").addr(), new byte[6], false, true);
    }
  }

  private void sysctls() {
    for (int i = 0; i < 2; i++) {
      for (var oid : hosts.r.kernel().sysctl().walk("")) {
        try {
          hosts.r.kernel().sysctl().get(oid.name());
        } catch (SysException e) {
          throw new AssertionError(oid.name(), e);
        }
      }
      hosts.a.udp().info().pcblist();
      hosts.pause(hosts.r, 1);
    }
    Hosts.set(hosts.a, "net.inet.ip.maxfragpackets", 4);
  }

  /** A second wire between the ends comes, carries packets, and is pulled out under them. */
  private void plug() throws SysException {
    EpairIf end = EpairIf.pair(hosts.a.net(), hosts.b.net(), 2);
    Hosts.configure(hosts.a, end, "10.0.9.1/24");
    Hosts.configure(hosts.b, end.peer(), "10.0.9.2/24");
    Proc p = proc(hosts.a, "cable");
    Syscalls s = hosts.a.syscalls(p);
    Hosts.spawn(
        p,
        "cable",
        () -> {
          int fd = udp(s);
          nonBlocking(s, fd);
          for (int i = 0; i < 6; i++) {
            s.sendto(fd, new byte[2000], 0, at(SockAddrIn.parse("10.0.9.2"), ECHO));
            hosts.a.rt().yieldCpu();
          }
        });
    hosts.pause(hosts.a, 1);
    hosts.b.net().detach(end.peer());
    hosts.a.net().detach(end);
  }

  /** What the kernel defers: tasks, and callouts that are waited for while they run. */
  private void deferred() {
    Host h = hosts.b;
    TaskQueue queue = new TaskQueue(h.rt(), "tasks", Priority.KTHREAD);
    TaskQueue.Task task = new TaskQueue.Task(n -> h.rt().yieldCpu());
    queue.enqueue(task);
    queue.drain(task);
    queue.free();
    Callout callout = Callout.mpsafe(h.rt().callouts());
    int[] ran = new int[1];
    var lock = h.rt().mtx(giantless.lock.Locks.SOFTC);
    callout.reset(
        1,
        () -> {
          lock.lock();
          ran[0] = 1;
          h.rt().sleepQueue().wakeup(ran);
          lock.unlock();
          for (int i = 0; i < 50; i++) {
            h.rt().yieldCpu();
          }
        });
    lock.lock();
    while (ran[0] == 0) {
      h.rt().sleepQueue().sleep(ran, lock, "ran");
    }
    lock.unlock();
    callout.drain();
  }
}
