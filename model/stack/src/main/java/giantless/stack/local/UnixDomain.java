package giantless.stack.local;

import giantless.lock.AtomicInt;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;
import giantless.stack.vfs.Vfs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The UNIX domain of one host: its locking, the lists of its control blocks, the number of
 * descriptors in flight, the parts of the protocol, and {@code net.local} of sysctl. Made by Host
 * at boot, after the sockets and the file system.
 */
public final class UnixDomain {
  private static final int STREAM_SPACE = 8192;
  private static final int DGRAM_SENDSPACE = 2048;
  private static final int DGRAM_RECVSPACE = 4096;

  final Kernel kernel;
  final Sockets sockets;
  final Vfs vfs;
  final UnpLocking locking;
  final UnpList streams;
  final UnpList dgrams;
  final UnpList seqpackets;
  final UnpRights rights;
  final UnpGc gc;
  final UnpConnect connect;

  final Knob streamSendspace = space(STREAM_SPACE);
  final Knob streamRecvspace = space(STREAM_SPACE);
  final Knob dgramSendspace = space(DGRAM_SENDSPACE);
  final Knob dgramRecvspace = space(DGRAM_RECVSPACE);
  final Knob seqpacketSendspace = space(STREAM_SPACE);
  final Knob seqpacketRecvspace = space(STREAM_SPACE);

  private final AtomicInt lastIno;

  /** unp_rights: descriptors in flight. */
  @GuardedBy("locking.link")
  @Racy("sysctl and who closes a socket look; only 0 against not 0 matters, and the next one looks")
  private volatile int unpRights;

  public UnixDomain(Kernel kernel, Sockets sockets, Vfs vfs, UnpLocking.Kind kind) {
    this.kernel = kernel;
    this.sockets = sockets;
    this.vfs = vfs;
    this.locking = kind.make(kernel.rt());
    this.streams = new UnpList(locking.list);
    this.dgrams = new UnpList(locking.list);
    this.seqpackets = new UnpList(locking.list);
    this.lastIno = kernel.rt().atomicInt(0);
    this.gc = new UnpGc(this);
    this.rights = new UnpRights(this);
    this.connect = new UnpConnect(this);
    UipcUsrreq usrreq = new UipcUsrreq(this);
    UnpCtloutput ctloutput = new UnpCtloutput(locking);
    int connected = Protosw.PR_CONNREQUIRED | Protosw.PR_WANTRCVD | Protosw.PR_RIGHTS;
    int message = Protosw.PR_ATOMIC | Protosw.PR_ADDR | Protosw.PR_RIGHTS;
    register(SocketConst.SOCK_STREAM, connected, usrreq, ctloutput);
    register(SocketConst.SOCK_DGRAM, message, usrreq, ctloutput);
    register(SocketConst.SOCK_SEQPACKET, connected | message, usrreq, ctloutput);
    kernel.sysctl().provide(this::provide);
  }

  private void register(int type, int flags, UipcUsrreq usrreq, UnpCtloutput ctloutput) {
    sockets.register(new Protosw(type, SocketConst.AF_LOCAL, 0, flags, usrreq, ctloutput, rights));
  }

  private static Knob space(int bytes) {
    return new Knob(bytes, 1, Integer.MAX_VALUE);
  }

  long newIno() {
    return lastIno.fetchAdd(1) + 1L;
  }

  UnpList listOf(int type) {
    switch (type) {
      case SocketConst.SOCK_STREAM:
        return streams;
      case SocketConst.SOCK_DGRAM:
        return dgrams;
      default:
        return seqpackets;
    }
  }

  /** Every control block, with the list lock held. */
  void forEach(Consumer<Unpcb> action) {
    streams.forEach(action);
    dgrams.forEach(action);
    seqpackets.forEach(action);
  }

  /** Descriptors in flight, {@code net.local.inflight}. */
  public int inflight() {
    return unpRights;
  }

  /** One descriptor more or less is in flight. */
  void countRights(int n) {
    unpRights = unpRights + n;
    Kassert.kassert(unpRights >= 0, "unp_rights below 0");
  }

  /** Waits until the collector and what it set off are done. Sleeps; for checkers. */
  public void drain() {
    gc.drain();
  }

  /** How many control blocks there are, unp_count. */
  public int count() {
    locking.enterList();
    int n = streams.count() + dgrams.count() + seqpackets.count();
    locking.leaveList();
    return n;
  }

  /** A control block as netstat(1) shows it, {@code struct xunpcb}. Immutable. */
  public static final class XUnpcb {
    public final int type;
    public final SockAddr addr;

    /** The peer's name; null if there is no peer. */
    public final SockAddr peer;

    /** How many times its descriptor is in flight. */
    public final int msgcount;

    XUnpcb(int type, SockAddr addr, SockAddr peer, int msgcount) {
      this.type = type;
      this.addr = addr;
      this.peer = peer;
      this.msgcount = msgcount;
    }

    @Override
    public String toString() {
      return type + " " + addr + " -> " + peer;
    }
  }

  /** net.local.*.pcblist: all of them at one moment; connections do not change meanwhile (D-24). */
  public List<XUnpcb> pcblist() {
    List<XUnpcb> out = new ArrayList<>();
    locking.enterShared();
    locking.lockList();
    forEach(
        unp -> {
          SockAddrUn peer = unp.unpConn == null ? null : nameOf(unp.unpConn);
          out.add(new XUnpcb(unp.unpSocket.soType(), nameOf(unp), peer, unp.unpMsgcount));
        });
    locking.unlockList();
    locking.leaveShared();
    return out;
  }

  /** The name of a control block, in a section that keeps it. */
  static SockAddrUn nameOf(Unpcb unp) {
    return unp.unpAddr == null ? SockAddrUn.NONAME : unp.unpAddr;
  }

  private void provide(OidTree t) {
    t.addInt("net.local.stream.sendspace", Oid.CTLFLAG_RW, "Stream send space", streamSendspace);
    t.addInt("net.local.stream.recvspace", Oid.CTLFLAG_RW, "Stream receive space", streamRecvspace);
    t.addInt("net.local.dgram.maxdgram", Oid.CTLFLAG_RW, "Largest datagram", dgramSendspace);
    t.addInt("net.local.dgram.recvspace", Oid.CTLFLAG_RW, "Datagram receive space", dgramRecvspace);
    t.addInt(
        "net.local.seqpacket.maxseqpacket",
        Oid.CTLFLAG_RW,
        "Sequenced packet send space",
        seqpacketSendspace);
    t.addInt(
        "net.local.seqpacket.recvspace",
        Oid.CTLFLAG_RW,
        "Sequenced packet receive space",
        seqpacketRecvspace);
    t.addLong("net.local.inflight", "File descriptors in flight", () -> inflight());
    t.addLong("net.local.count", "Sockets", () -> count());
    gc.provide(t);
  }
}
