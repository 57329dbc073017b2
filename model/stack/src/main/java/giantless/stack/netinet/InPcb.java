package giantless.stack.netinet;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.Socket;

/**
 * An Internet protocol control block, {@code struct inpcb}: one end of UDP or of a raw protocol.
 *
 * <p>{@link #lock} is INP_LOCK; {@code info.lock}, INP_INFO_LOCK of the protocol, goes before it.
 * Addresses, ports and the links of list and hash are written with both held, so either is enough
 * to read them (locking reference, A.2, C.1). The socket pointer is valid under {@link #lock}
 * alone, and null once the block was detached: whoever waited for the lock tests it (D-33).
 */
public final class InPcb {
  /** Options of IP that arrived go to the reader. */
  public static final int INP_RECVOPTS = 0x01;

  public static final int INP_RECVRETOPTS = 0x02;

  /** The destination goes to the reader. */
  public static final int INP_RECVDSTADDR = 0x04;

  /** The user makes the IP header himself. */
  public static final int INP_HDRINCL = 0x08;

  /** Ephemeral ports come from the high range. */
  public static final int INP_HIGHPORT = 0x10;

  /** Ephemeral ports come from the low range. */
  public static final int INP_LOWPORT = 0x20;

  /** The port was chosen by the kernel. */
  public static final int INP_ANONPORT = 0x40;

  /** The interface goes to the reader. */
  public static final int INP_RECVIF = 0x80;

  /** Fragments are refused: path MTU discovery is on. */
  public static final int INP_DONTFRAG = 0x800;

  /** Undirected broadcasts go out as 255.255.255.255. */
  public static final int INP_ONESBCAST = 0x1000;

  /** The time to live goes to the reader. */
  public static final int INP_RECVTTL = 0x2000;

  /** {@link #inpPpcb} is a TIME_WAIT entry. */
  public static final int INP_TIMEWAIT = 0x01000000;

  /** The protocol has dropped the connection: in no hash, and not to be used any more. */
  public static final int INP_DROPPED = 0x04000000;

  /** The user has closed: the protocol alone keeps the socket, until the connection ends. */
  public static final int INP_SOCKREF = 0x08000000;

  /** What makes a reader get control messages. */
  public static final int INP_CONTROLOPTS =
      INP_RECVOPTS | INP_RECVRETOPTS | INP_RECVDSTADDR | INP_RECVIF | INP_RECVTTL;

  /** Reuse bit: as SO_REUSEADDR of the socket. */
  public static final int REUSEADDR = 1;

  /** Reuse bit: as SO_REUSEPORT of the socket. */
  public static final int REUSEPORT = 2;

  /** Reuse bit: as SO_REUSEPORT_LB of the socket. */
  public static final int REUSEPORT_LB = 4;

  /** INP_LOCK. */
  public final Mtx lock;

  /** The protocol's blocks; constant. */
  public final InPcbInfo info;

  /** Who made it; constant. */
  public final Ucred inpCred;

  @GuardedBy({"info.lock", "lock"})
  int inpLaddr;

  @GuardedBy({"info.lock", "lock"})
  int inpFaddr;

  @GuardedBy({"info.lock", "lock"})
  int inpLport;

  @GuardedBy({"info.lock", "lock"})
  int inpFport;

  /**
   * REUSE* bits: SO_REUSEADDR, SO_REUSEPORT and SO_REUSEPORT_LB of the socket, kept here since
   * others ask for them without its lock (D-37).
   */
  @GuardedBy({"info.lock", "lock"})
  int inpReuse;

  /** INP_* flags. */
  @GuardedBy("lock")
  int inpFlags;

  /** The socket, or null after detach. */
  @GuardedBy("lock")
  private Socket inpSocket;

  /** inp_ppcb: what the protocol has of its own, for TCP a {@code Tcpcb} or {@code Tcptw}. */
  @GuardedBy("lock")
  Object inpPpcb;

  /**
   * inp_refcount: one for the lists, and one for each timer that is armed or runs. The mutex goes
   * with the last, so that a timer which waits for it finds it (locking reference, D-30).
   */
  @GuardedBy("lock")
  private int refcount = 1;

  /** Options of IP to send, in the layout of {@link IpPcbOpts}; or null. */
  @GuardedBy("lock")
  Mbuf inpOptions;

  /** Multicast options, or null while all are at their defaults. */
  @GuardedBy("lock")
  IpMoptions inpMoptions;

  /** Time to live of what is sent. */
  @GuardedBy("lock")
  int inpIpTtl;

  /** Type of service of what is sent. */
  @GuardedBy("lock")
  int inpIpTos;

  /** Protocol number of a raw socket; 0 takes all. Constant after attach. */
  final int inpIpP;

  /** Its place in the order of changes, {@code inp_gencnt}. */
  @GuardedBy("info.lock")
  long inpGencnt;

  // Links: list of all, hash by addresses and ports, hash by local port.
  @GuardedBy("info.lock")
  InPcb listNext;

  @GuardedBy("info.lock")
  InPcb listPrev;

  @GuardedBy("info.lock")
  InPcb hashNext;

  @GuardedBy("info.lock")
  InPcb hashPrev;

  @GuardedBy("info.lock")
  InPcb portNext;

  @GuardedBy("info.lock")
  InPcb portPrev;

  /** In which bucket of the hash it is, or -1. */
  @GuardedBy("info.lock")
  int hashBucket = -1;

  InPcb(InPcbInfo info, Mtx lock, Socket so, int proto) {
    this.info = info;
    this.lock = lock;
    this.inpSocket = so;
    this.inpCred = so.soCred;
    this.inpIpP = proto;
  }

  /** inp_socket: null after detach. */
  @Requires("lock")
  public Socket inpSocket() {
    lock.assertOwned();
    return inpSocket;
  }

  /** The socket is gone; the block lives on only for who waits for the lock. */
  @Requires({"info.lock", "lock"})
  void drop() {
    info.lock.assertOwned();
    lock.assertOwned();
    inpSocket = null;
  }

  /** in_pcbref: the caller keeps the block, though not its connection, over an unlock. */
  @Requires("lock")
  void ref() {
    lock.assertOwned();
    Kassert.kassert(refcount > 0, "in_pcbref: refcount 0");
    refcount++;
  }

  /**
   * in_pcbrele: gives up a reference, and with the last one the block's mutex.
   *
   * @return true if that was the last: the block is unlocked and gone
   */
  boolean rele() {
    lock.assertOwned();
    Kassert.kassert(refcount > 0, "in_pcbrele: refcount 0");
    if (--refcount > 0) {
      return false;
    }
    Kassert.kassert(inpSocket == null && hashBucket < 0, "in_pcbrele: in use");
    lock.unlock();
    lock.destroy();
    return true;
  }

  /** inp_laddr: the local address in host order; read under either lock. */
  public int laddr() {
    return inpLaddr;
  }

  /** inp_faddr: the peer's address, INADDR_ANY if not connected; read under either lock. */
  public int faddr() {
    return inpFaddr;
  }

  /** inp_lport; read under either lock. */
  public int lport() {
    return inpLport;
  }

  /** inp_fport; read under either lock. */
  public int fport() {
    return inpFport;
  }

  /** inp_flags, for ip_output. */
  @Requires("lock")
  public int inpFlags() {
    lock.assertOwned();
    return inpFlags;
  }

  /** inp_moptions, for ip_setmoptions and its kin. */
  @Requires("lock")
  public IpMoptions inpMoptions() {
    lock.assertOwned();
    return inpMoptions;
  }

  /** Hangs multicast options to the block. */
  @Requires("lock")
  public void setInpMoptions(IpMoptions imo) {
    lock.assertOwned();
    inpMoptions = imo;
  }

  /**
   * Takes the multicast options from a block that goes: they are nobody's then, and are freed with
   * no lock held.
   *
   * @return null if it had none
   */
  @Requires("lock")
  IpMoptions takeMoptions() {
    lock.assertOwned();
    IpMoptions imo = inpMoptions;
    inpMoptions = null;
    return imo == null ? null : imo.orphaned();
  }

  /** in_setsockaddr. */
  @Requires("lock")
  SockAddrIn sockaddr() {
    lock.assertOwned();
    return new SockAddrIn(inpLaddr, inpLport);
  }

  /** in_setpeeraddr. */
  @Requires("lock")
  SockAddrIn peeraddr() {
    lock.assertOwned();
    return new SockAddrIn(inpFaddr, inpFport);
  }

  @Override
  public String toString() {
    return InAddr.ntoa(inpLaddr) + ":" + inpLport + " " + InAddr.ntoa(inpFaddr) + ":" + inpFport;
  }
}
