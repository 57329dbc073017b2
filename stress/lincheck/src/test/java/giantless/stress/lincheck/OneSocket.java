package giantless.stress.lincheck;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.SoReceive;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockets;
import giantless.stack.socket.UipcSocket;
import giantless.stack.socket.UipcSocket2;

/** A socket without a network, and what all structures that hold one do with it. */
abstract class OneSocket {
  /** Room for two records of an address and a byte each, by their storage. */
  static final int RECORDS = 2;

  private static final int HIWAT = 80;
  private static final SockAddr FROM = SockAddrIn.of(10 << 24 | 2);

  /** A protocol that has nothing but the socket. */
  private static final class Nothing implements PrUsrreqs {
    @Override
    public Errno attach(Socket so, int proto, Ucred cred) {
      return UipcSocket2.soreserve(so, HIWAT, HIWAT);
    }

    @Override
    public Errno listen(Socket so, int backlog, Ucred cred) {
      so.rcv.lock.lock();
      SoListen.solistenProto(so);
      so.rcv.lock.unlock();
      return Errno.OK;
    }

    /** The connection of a child that nobody took is gone with it. */
    @Override
    public void abort(Socket so) {}

    @Override
    public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
      so.sockets.mbufs().freem(m);
      return Errno.EOPNOTSUPP;
    }
  }

  final MbufPool pool;
  final Socket so;

  /** A datagram socket. */
  OneSocket() {
    this(SocketConst.SOCK_DGRAM, Protosw.PR_ATOMIC | Protosw.PR_ADDR);
  }

  /**
   * @param type SOCK_*
   * @param flags PR_* of its protocol
   */
  OneSocket(int type, int flags) {
    Kernel kernel = Machines.kernel();
    pool = Machines.mbufs(kernel);
    Sockets sockets = new Sockets(kernel, pool);
    sockets.register(new Protosw(type, SocketConst.AF_INET, 0, flags, new Nothing(), null));
    Socket[] aso = new Socket[1];
    UipcSocket.socreate(sockets, SocketConst.AF_INET, aso, type, 0, Ucred.root());
    so = aso[0];
  }

  /** A packet of one byte. */
  final Mbuf mbufOf(int data) {
    Mbuf m = pool.gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    m.data[m.off] = (byte) data;
    m.len = 1;
    m.pkthdr.len = 1;
    return m;
  }

  /** udp_append: the record and the wakeup under one hold of the mutex. */
  final boolean put(int record) {
    Mbuf m = mbufOf(record);
    so.rcv.lock.lock();
    boolean fits = SbAppend.sbappendaddrLocked(so.rcv, FROM, m, null);
    if (fits) {
      UipcSocket2.sorwakeupLocked(so);
    } else {
      so.rcv.lock.unlock();
      pool.freem(m);
    }
    return fits;
  }

  /** The record's byte; 0: none there; -1: the end; -2: a record of another sender. */
  final int take(int flags) {
    byte[] b = new byte[1];
    Uio uio = Uio.reading(b, 0, 1);
    SoReceive r = new SoReceive(so, uio, false, flags);
    Errno error = r.receive();
    if (error == Errno.EWOULDBLOCK) {
      return 0;
    }
    if (uio.resid() == 1) {
      return -1;
    }
    return FROM.equals(r.from()) ? b[0] : -2;
  }
}
