package giantless.stack.local;

import giantless.lock.LockObject;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.File;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.Socket;
import giantless.stack.vfs.Vnode;

/**
 * The control block of a UNIX domain socket, {@code struct unpcb}. The locks are those of the
 * host's {@link UnpLocking}, by what they protect; with the one mutex of 2004 all three are that
 * mutex.
 *
 * <p>It lives from the socket's attach to its detach. Who has a reference to the socket may use it;
 * who came to it by a connection must be in a section in which connections stay.
 */
final class Unpcb {
  /** {@link #unpPeercred} are the credentials of the peer. */
  static final int UNP_HAVEPC = 0x001;

  /** {@link #unpPeercred} are the socket's own, from listen(2), for those who will connect. */
  static final int UNP_HAVEPCCACHED = 0x002;

  /** LOCAL_CREDS: the sender's credentials come with what is received. */
  static final int UNP_WANTCRED = 0x004;

  /** LOCAL_CONNWAIT: connect(2) waits for accept(2). */
  static final int UNP_CONNWAIT = 0x008;

  /** A connect(2) is under way, which drops every lock meanwhile (D-21). */
  static final int UNP_CONNECTING = 0x010;

  /** A bind(2) is under way, which drops every lock meanwhile (D-20). */
  static final int UNP_BINDING = 0x020;

  /** A mark of the collector: a process can get at it. */
  static final int UNPGC_REF = 0x1;

  final LockObject link;
  final Mtx list;
  final Mtx mtx;

  /** unp_socket; constant. */
  final Socket unpSocket;

  /** unp_ino: for fstat(2); constant. */
  final long unpIno;

  /** The node that it is bound to, with a reference; or null. */
  @GuardedBy({"link", "mtx"})
  Vnode unpVnode;

  /** The name that it is bound to, or that its listener was; or null. */
  @GuardedBy({"link", "mtx"})
  SockAddrUn unpAddr;

  /** The peer; of a datagram socket where it sends to. Or null. */
  @GuardedBy({"link", "mtx"})
  Unpcb unpConn;

  /** The first of the datagram sockets that send here. */
  @GuardedBy("link")
  Unpcb unpRefs;

  /** unp_reflink: its neighbours on the peer's {@link #unpRefs}. */
  @GuardedBy("link")
  Unpcb refNext;

  @GuardedBy("link")
  Unpcb refPrev;

  /** UNP_* flags. */
  @GuardedBy("mtx")
  int unpFlags;

  /** See UNP_HAVEPC. */
  @GuardedBy("mtx")
  Ucred unpPeercred;

  /** The file of the socket while that is in flight; else null. */
  @GuardedBy("link")
  File unpFile;

  /** How many times it is in flight, and thus counted in the references of {@link #unpFile}. */
  @GuardedBy("link")
  int unpMsgcount;

  /** UNPGC_* marks of the collector. */
  @GuardedBy("list")
  int unpGcflag;

  /** unp_link: its neighbours on the list of its type. */
  @GuardedBy("list")
  Unpcb listNext;

  @GuardedBy("list")
  Unpcb listPrev;

  Unpcb(UnpLocking locking, Socket so, long ino) {
    this.link = locking.link;
    this.list = locking.list;
    this.mtx = locking.newPcbMtx();
    this.unpSocket = so;
    this.unpIno = ino;
  }

  /** The control block of a socket that the caller has a reference to. */
  static Unpcb of(Socket so) {
    return (Unpcb) so.soPcb();
  }

  /** LIST_INSERT_HEAD on {@link #unpRefs}: {@code unp} sends here. */
  void addRef(Unpcb unp) {
    unp.refNext = unpRefs;
    if (unpRefs != null) {
      unpRefs.refPrev = unp;
    }
    unpRefs = unp;
  }

  /** LIST_REMOVE from {@link #unpRefs}. */
  void removeRef(Unpcb unp) {
    if (unp.refPrev != null) {
      unp.refPrev.refNext = unp.refNext;
    } else {
      unpRefs = unp.refNext;
    }
    if (unp.refNext != null) {
      unp.refNext.refPrev = unp.refPrev;
    }
    unp.refNext = null;
    unp.refPrev = null;
  }

  @Override
  public String toString() {
    return "unpcb of " + unpSocket;
  }
}
