package giantless.properties.witness;

import giantless.lock.KThread;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpCtloutput;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.AcceptFilter;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.Fifo;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/** What a program does with UNIX domain sockets: every way through them that takes a lock. */
final class LocalTraffic {
  private static final int AF_LOCAL = SocketConst.AF_LOCAL;
  private static final int STREAM = SocketConst.SOCK_STREAM;
  private static final int DGRAM = SocketConst.SOCK_DGRAM;

  private final Hosts hosts;
  private final Host host;
  private final Proc p;
  private final Syscalls s;

  LocalTraffic(Hosts hosts, Host host, Proc p, Syscalls s) {
    this.hosts = hosts;
    this.host = host;
    this.p = p;
    this.s = s;
  }

  /** A part, which may fail for want of memory. */
  private interface Part {
    void run() throws SysException;
  }

  void run() {
    Part[] parts = {this::stream, this::datagrams, this::options, this::rights, this::names};
    for (Part part : parts) {
      try {
        part.run();
      } catch (SysException shortOfMemory) {
        host.unix().pcblist();
      }
    }
  }

  private static SockAddrUn at(String path) {
    return new SockAddrUn(path);
  }

  private void nonBlocking(int fd) throws SysException {
    s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
  }

  /** A connection with back pressure, SIGIO, poll and a kqueue on both sides. */
  private void stream() throws SysException {
    int l = s.socket(AF_LOCAL, STREAM, 0);
    s.bind(l, at("/l"));
    s.listen(l, 1);
    s.setsockopt(
        l, SocketConst.SOL_SOCKET, SocketConst.SO_ACCEPTFILTER, AcceptFilter.arg("dataready", ""));
    int c = s.socket(AF_LOCAL, STREAM, 0);
    s.connect(c, at("/l"));
    s.ioctl(c, SocketConst.FIOASYNC, new int[] {1});
    s.fcntl(c, Syscalls.F_SETOWN, p.pid());
    p.sigaction(SocketConst.SIGIO, sig -> {}, 0);
    int kq = s.kqueue();
    s.kevent(
        kq,
        new KEvent[] {
          new KEvent(c, KEvent.EVFILT_READ, KEvent.EV_ADD, 0, 0, null),
          new KEvent(c, KEvent.EVFILT_WRITE, KEvent.EV_ADD | KEvent.EV_CLEAR, 0, 0, null),
        },
        null,
        0);
    s.write(c, new byte[10]);
    int a = s.accept(l, null);
    nonBlocking(a);
    s.write(a, new byte[20_000]);
    s.poll(new Poll.PollFd[] {new Poll.PollFd(c, Poll.POLLIN | Poll.POLLOUT)}, 0);
    s.kevent(kq, null, new KEvent[4], 0);
    s.recv(c, new byte[20_000], 0);
    s.fstat(a);
    s.getpeername(c);
    s.getpeereid(c);
    host.unix().pcblist();
    s.shutdown(a, SocketConst.SHUT_WR);
    for (int i = 0; i < 4; i++) {
      // The queue overflows, and the listener closes with some on it.
      int d = s.socket(AF_LOCAL, STREAM, 0);
      try {
        s.connect(d, at("/l"));
      } catch (SysException full) {
        s.close(d);
      }
    }
    s.close(l);
    s.unlink("/l");
    s.close(a);
  }

  private void datagrams() throws SysException {
    int a = s.socket(AF_LOCAL, DGRAM, 0);
    s.bind(a, at("/d"));
    int b = s.socket(AF_LOCAL, DGRAM, 0);
    KThread reader = Hosts.spawn(p, "reader", () -> s.recv(a, new byte[10], 0));
    s.sendto(b, new byte[5], 0, at("/d"));
    s.connect(b, at("/d"));
    s.send(b, new byte[5], 0);
    reader.join();
    s.shutdown(b, SocketConst.SHUT_WR);
    s.close(a);
  }

  private void options() throws SysException {
    int[] q = s.socketpair(AF_LOCAL, SocketConst.SOCK_SEQPACKET, 0);
    s.setsockopt(q[1], UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_CREDS, 1);
    s.write(q[0], new byte[3]);
    MsgHdr m = new MsgHdr(null, new byte[10]);
    m.controllen = 100;
    s.recvmsg(q[1], m, 0);
    int l = s.socket(AF_LOCAL, STREAM, 0);
    s.bind(l, at("/w"));
    s.listen(l, 1);
    KThread client =
        Hosts.spawn(
            p,
            "waiting client",
            () -> {
              int c = s.socket(AF_LOCAL, STREAM, 0);
              s.setsockopt(c, UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_CONNWAIT, 1);
              s.connect(c, at("/w"));
            });
    hosts.pause(host, 1);
    nonBlocking(l);
    try {
      s.accept(l, null);
    } finally {
      s.close(l);
      client.join();
    }
  }

  private void send(int fd, int... fds) throws SysException {
    byte[] b = new byte[4 * fds.length];
    for (int i = 0; i < fds.length; i++) {
      Sockopt.putInt(b, 4 * i, fds[i]);
    }
    MsgHdr m = new MsgHdr(null, new byte[1]);
    m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, b));
    s.sendmsg(fd, m, 0);
  }

  /** Descriptors that come, that are thrown away, and that only the collector can get at. */
  private void rights() throws SysException {
    int[] a = s.socketpair(AF_LOCAL, STREAM, 0);
    int[] b = s.socketpair(AF_LOCAL, DGRAM, 0);
    send(a[0], b[0], s.shmOpen());
    MsgHdr m = new MsgHdr(null, new byte[10]);
    m.controllen = 100;
    s.recvmsg(a[1], m, 0);
    send(a[0], b[0]);
    s.recv(a[1], new byte[10], 0);
    int l = s.socket(AF_LOCAL, STREAM, 0);
    s.bind(l, at("/r"));
    s.listen(l, 2);
    int c = s.socket(AF_LOCAL, STREAM, 0);
    s.connect(c, at("/r"));
    send(c, l, a[1]);
    send(a[0], a[1], b[1]);
    for (int fd : new int[] {l, c, a[0], a[1]}) {
      s.close(fd);
    }
    host.kernel().sysctl().get("net.local.deferred");
  }

  private void names() throws SysException {
    s.mkdir("/dir", 0755);
    s.mkfifo("/dir/f", 0666);
    int fd = s.open("/dir/../dir/f", Fifo.O_RDWR);
    s.write(fd, new byte[10]);
    s.stat("/dir");
    s.chmod("/dir/f", 0600);
    s.unlink("/dir/f");
    s.rmdir("/dir");
    s.umask(077);
  }
}
