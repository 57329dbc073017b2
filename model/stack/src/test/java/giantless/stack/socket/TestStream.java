package giantless.stack.socket;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import java.util.HashMap;
import java.util.Map;

/**
 * A protocol of connections without a network, with a lock, names (ports) and listeners, as UNIX
 * domain sockets are: what one end sends is appended to the other. Its one mutex goes before every
 * socket lock, and is held over calls to the socket layer as TCP's is. Connections may be made in
 * two steps, and reset by "the net" at any time.
 */
final class TestStream implements PrUsrreqs {
  static final int FAMILY = 77;
  static final int SPACE = 1000;

  /** The control block. */
  static final class Pcb {
    final Socket so;
    Pcb peer;
    int port;
    boolean isNamed;
    int iobc = -1;
    boolean hadOob;

    Pcb(Socket so) {
      this.so = so;
    }
  }

  /** The protocol's lock, as INP_INFO: recursive. */
  final Mtx lock;

  /** What sonewconn is given: 0 or SS_ISCONNECTED. */
  int connstatus;

  /** Connections wait for {@link #establish}. */
  boolean slowOpen;

  /** Disconnecting waits for {@link #finishClose}. */
  boolean slowClose;

  /** The children of connections that are under way, by the order of connect(2). */
  private final Map<Integer, Pcb> names = new HashMap<>();

  private final boolean stream;

  private TestStream(Host h, boolean stream) {
    this.lock = h.rt().mtx(Locks.RIP);
    this.stream = stream;
  }

  /** Registers SOCK_STREAM and SOCK_SEQPACKET; returns the protocol of streams. */
  static TestStream register(Host h) {
    TestStream s = new TestStream(h, true);
    int flags = Protosw.PR_CONNREQUIRED | Protosw.PR_WANTRCVD;
    h.sockets().register(new Protosw(SocketConst.SOCK_STREAM, FAMILY, 0, flags, s, null));
    h.sockets()
        .register(
            new Protosw(
                SocketConst.SOCK_SEQPACKET,
                FAMILY,
                0,
                flags | Protosw.PR_ATOMIC,
                new TestStream(h, false),
                null));
    return s;
  }

  private static Pcb pcb(Socket so) {
    return (Pcb) so.soPcb();
  }

  // ---- The net ----

  /** The handshake ends: both ends are connected. */
  void establish(Socket client) {
    lock.lock();
    Pcb p = pcb(client);
    if (p != null && p.peer != null) {
      UipcSocket2.soisconnected(p.peer.so);
      UipcSocket2.soisconnected(client);
    }
    lock.unlock();
  }

  /** A reset comes for the peer of the socket: its control block goes at once. */
  void resetPeer(Socket client) {
    lock.lock();
    Pcb p = pcb(client);
    if (p != null && p.peer != null) {
      drop(p.peer, Errno.ECONNRESET);
    }
    lock.unlock();
  }

  /** The end of a slow close. */
  void finishClose(Socket so) {
    lock.lock();
    if (so.soPcb() != null) {
      UipcSocket2.soisdisconnected(so);
    }
    lock.unlock();
  }

  /** tcp_drop: the connection is over, and the control block is freed. */
  private static void drop(Pcb p, Errno error) {
    p.so.setSoError(error);
    UipcSocket2.soisdisconnected(p.so);
    if (p.peer != null) {
      p.peer.peer = null;
      p.peer = null;
    }
    letGo(p.so);
  }

  /** in_pcbdetach: after this the socket may be gone. */
  private static void letGo(Socket so) {
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    so.setSoPcb(null);
    UipcSocket.sotryfree(so);
  }

  // ---- Requests ----

  @Override
  public Errno attach(Socket so, int proto, Ucred cred) {
    so.snd.lock.lock();
    boolean reserved = so.snd.sbHiwat() != 0;
    so.snd.lock.unlock();
    Errno error = reserved ? Errno.OK : UipcSocket2.soreserve(so, SPACE, SPACE);
    if (error == Errno.OK) {
      so.snd.lock.lock();
      so.snd.sbLowat = 1;
      so.snd.lock.unlock();
      so.rcv.lock.lock();
      so.setSoPcb(new Pcb(so));
      so.rcv.lock.unlock();
    }
    return error;
  }

  @Override
  public Errno bind(Socket so, SockAddr nam, Ucred cred) {
    lock.lock();
    Pcb p = pcb(so);
    int port = ((SockAddrIn) nam).port();
    Errno error = names.containsKey(port) ? Errno.EADDRINUSE : Errno.OK;
    if (error == Errno.OK) {
      p.port = port;
      p.isNamed = true;
      names.put(port, p);
    }
    lock.unlock();
    return error;
  }

  @Override
  public Errno listen(Socket so, int backlog, Ucred cred) {
    lock.lock();
    so.rcv.lock.lock();
    Errno error = SoListen.solistenProtoCheck(so);
    if (error == Errno.OK && !pcb(so).isNamed) {
      error = Errno.EDESTADDRREQ;
    }
    if (error == Errno.OK) {
      SoListen.solistenProto(so);
    }
    so.rcv.lock.unlock();
    lock.unlock();
    return error;
  }

  @Override
  public Errno connect(Socket so, SockAddr nam, Ucred cred) {
    lock.lock();
    Errno error = connectLocked(so, ((SockAddrIn) nam).port());
    lock.unlock();
    return error;
  }

  private Errno connectLocked(Socket so, int port) {
    Pcb p = pcb(so);
    if (p == null) {
      return Errno.EINVAL;
    }
    if (p.peer != null) {
      return Errno.EISCONN;
    }
    Pcb head = names.get(port);
    if (head == null || !head.so.hasOption(SocketConst.SO_ACCEPTCONN)) {
      return Errno.ECONNREFUSED;
    }
    Socket child = SoListen.sonewconn(head.so, connstatus);
    if (child == null) {
      return Errno.ECONNREFUSED;
    }
    Pcb c = pcb(child);
    c.port = port;
    c.peer = p;
    p.peer = c;
    UipcSocket2.soisconnecting(so);
    if (!slowOpen) {
      UipcSocket2.soisconnected(child);
      UipcSocket2.soisconnected(so);
    }
    return Errno.OK;
  }

  @Override
  public Errno connect2(Socket so1, Socket so2) {
    lock.lock();
    pcb(so1).peer = pcb(so2);
    pcb(so2).peer = pcb(so1);
    UipcSocket2.soisconnected(so1);
    UipcSocket2.soisconnected(so2);
    lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno accept(Socket so, SockAddr[] nam) {
    lock.lock();
    Pcb p = pcb(so);
    boolean gone = p == null;
    if (!gone && p.peer != null) {
      nam[0] = new SockAddrIn(0x7f000001, p.peer.port);
    }
    lock.unlock();
    return gone ? Errno.ECONNABORTED : Errno.OK;
  }

  @Override
  public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    lock.lock();
    Errno error = sendLocked(so, flags, m, control);
    lock.unlock();
    return error;
  }

  private Errno sendLocked(Socket so, int flags, Mbuf m, Mbuf control) {
    Pcb p = pcb(so);
    if (p == null || p.peer == null) {
      so.sockets.mbufs().freem(m);
      if (control != null) {
        so.sockets.mbufs().freem(control);
      }
      return p == null ? Errno.ECONNRESET : Errno.ENOTCONN;
    }
    Socket to = p.peer.so;
    if ((flags & PRUS_OOB) != 0) {
      urgent(p.peer, m);
    } else {
      to.rcv.lock.lock();
      append(to.rcv, m, control);
    }
    SbAppend.sbcheck(to.rcv);
    int used = to.rcv.sbCc();
    UipcSocket2.sorwakeupLocked(to);
    room(so, used);
    return Errno.OK;
  }

  private void append(SockBuf sb, Mbuf m, Mbuf control) {
    if (control != null) {
      if (!SbAppend.sbappendcontrolLocked(sb, m, control)) {
        throw new AssertionError("no room for control");
      }
    } else if (stream) {
      SbAppend.sbappendstreamLocked(sb, m);
    } else {
      SbAppend.sbappendrecordLocked(sb, m);
    }
  }

  /** The last byte is urgent: the mark is before it. Returns with the buffer locked. */
  private static void urgent(Pcb to, Mbuf m) {
    SockBuf sb = to.so.rcv;
    int len = m.pkthdr.len;
    byte[] last = new byte[1];
    to.so.sockets.mbufs().copydata(m, len - 1, 1, last, 0);
    to.iobc = last[0] & 0xff;
    to.hadOob = false;
    boolean inline = to.so.hasOption(SocketConst.SO_OOBINLINE);
    if (!inline) {
      to.so.sockets.mbufs().adj(m, -1);
    }
    sb.lock.lock();
    int mark = sb.sbCc() + len - 1;
    to.so.setSoOobmark(mark);
    if (mark == 0) {
      sb.changeSbState(SockBuf.SBS_RCVATMARK, 0);
    }
    SbAppend.sbappendstreamLocked(sb, m);
    sb.lock.unlock();
    UipcSocket2.sohasoutofband(to.so);
    sb.lock.lock();
  }

  /** The sender's room is what the reader's buffer leaves. */
  private static void room(Socket sender, int used) {
    sender.snd.lock.lock();
    sender.snd.sbHiwat = Math.max(0, SPACE - used);
    UipcSocket2.sowwakeupLocked(sender);
  }

  @Override
  public Errno rcvd(Socket so, int flags) {
    lock.lock();
    so.rcv.lock.lock();
    SbAppend.sbcheck(so.rcv);
    int used = so.rcv.sbCc();
    so.rcv.lock.unlock();
    Pcb p = pcb(so);
    if (p != null && p.peer != null) {
      room(p.peer.so, used);
    }
    lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno rcvoob(Socket so, Mbuf m, int flags) {
    lock.lock();
    Pcb p = pcb(so);
    so.rcv.lock.lock();
    boolean none = so.soOobmark() == 0 && (so.rcv.sbState() & SockBuf.SBS_RCVATMARK) == 0;
    so.rcv.lock.unlock();
    Errno error = Errno.OK;
    if (p == null || none || so.hasOption(SocketConst.SO_OOBINLINE) || p.hadOob) {
      error = Errno.EINVAL;
    } else if (p.iobc < 0) {
      error = Errno.EWOULDBLOCK;
    } else {
      m.len = 1;
      m.data[m.off] = (byte) p.iobc;
      if ((flags & SocketConst.MSG_PEEK) == 0) {
        p.iobc = -1;
        p.hadOob = true;
      }
    }
    lock.unlock();
    return error;
  }

  @Override
  public Errno shutdown(Socket so) {
    lock.lock();
    Pcb p = pcb(so);
    UipcSocket2.socantsendmore(so);
    if (p != null && p.peer != null) {
      UipcSocket2.socantrcvmore(p.peer.so);
    }
    lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno disconnect(Socket so) {
    lock.lock();
    if (slowClose) {
      UipcSocket2.soisdisconnecting(so);
    } else if (so.soPcb() != null) {
      unlink(pcb(so), Errno.OK);
      UipcSocket2.soisdisconnected(so);
    }
    lock.unlock();
    return Errno.OK;
  }

  /** The peer, which keeps its control block, is told. */
  private static void unlink(Pcb p, Errno error) {
    Pcb q = p.peer;
    if (q != null) {
      p.peer = null;
      q.peer = null;
      if (error != Errno.OK) {
        q.so.setSoError(error);
      }
      UipcSocket2.soisdisconnected(q.so);
    }
  }

  @Override
  public Errno detach(Socket so) {
    end(so, Errno.OK);
    return Errno.OK;
  }

  @Override
  public void abort(Socket so) {
    end(so, Errno.ECONNRESET);
  }

  private void end(Socket so, Errno error) {
    lock.lock();
    Pcb p = pcb(so);
    if (p != null) {
      unlink(p, error);
      if (p.isNamed) {
        names.remove(p.port);
      }
      letGo(so);
    }
    lock.unlock();
  }

  @Override
  public Errno sockaddr(Socket so, SockAddr[] nam) {
    nam[0] = new SockAddrIn(0x7f000001, pcb(so).port);
    return Errno.OK;
  }
}
