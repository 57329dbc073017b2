package giantless.stack.socket;

import giantless.lock.AtomicInt;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Ucred;

/**
 * A socket, {@code struct socket}. The socket lock, SOCK_LOCK, is the mutex of the receive buffer,
 * {@code rcv.lock}; each buffer has its own mutex; the listen queues belong to {@code
 * sockets.accept}. Order: accept, {@code snd.lock}, {@code rcv.lock}.
 *
 * <p>References (locking reference, C.3): {@link #soCount} is 1 after socreate, for the descriptor.
 * The memory goes when the count is 0, the descriptor is gone ({@link #SS_NOFDREF}) and the
 * protocol has let go ({@link #soPcb} null, no {@link #SS_PROTOREF}).
 */
public final class Socket {
  /** No file descriptor refers to it any more. */
  public static final int SS_NOFDREF = 0x0001;

  public static final int SS_ISCONNECTED = 0x0002;
  public static final int SS_ISCONNECTING = 0x0004;
  public static final int SS_ISDISCONNECTING = 0x0008;

  /** Non-blocking. */
  public static final int SS_NBIO = 0x0100;

  /** SIGIO wanted. */
  public static final int SS_ASYNC = 0x0200;

  /** Connection is confirmed by the first read. */
  public static final int SS_ISCONFIRMING = 0x0400;

  /** Was connected and is not any more. */
  public static final int SS_ISDISCONNECTED = 0x2000;

  /** The protocol keeps it past detach. */
  public static final int SS_PROTOREF = 0x4000;

  /** The listener waits for the connection to complete. */
  public static final int SQ_INCOMP = 0x0800;

  /** Ready for accept(2). */
  public static final int SQ_COMP = 0x1000;

  /** The machine's sockets. */
  public final Sockets sockets;

  /** The protocol; constant. */
  public final Protosw soProto;

  /** Who made it; constant. */
  public final Ucred soCred;

  /** Its place in the order of sockets made; constant. */
  public final long soGencnt;

  /** so_snd. */
  public final SockBuf snd;

  /** so_rcv; its mutex is the socket lock. */
  public final SockBuf rcv;

  @GuardedBy("rcv.lock")
  private int soCount;

  @Racy("written under the socket lock; senders look first and the protocol tests again (C.8)")
  private volatile int soState;

  @Racy("option bits, written under the socket lock; a packet in flight may see the old ones")
  private volatile int soOptions;

  /**
   * No lock, no key in socketvar.h: protocols store it, any call looks. Whoever reports it takes it
   * by one exchange, so that it is reported once and one stored meanwhile stays for the next call.
   */
  private final AtomicInt soError;

  @Racy("seconds, one store; read at close")
  private volatile int soLinger;

  @Racy("one store, a number that the program gives and reads back")
  private volatile int soUserCookie;

  @Racy("one store, a number that the program gives; a packet on its way may see the old one")
  private volatile int soTsClock;

  @Racy("one store, a number that the program gives and reads back")
  private volatile int soMaxPacingRate;

  /**
   * so_rerror: what a reader is told once it finds no data: ENOBUFS if some were lost for want of
   * room and SO_RERROR is set.
   */
  @GuardedBy("rcv.lock")
  private Errno soRerror = Errno.OK;

  @Racy("set at attach, cleared under the socket lock when the last user detaches the protocol")
  private volatile Object soPcb;

  /** The listener on whose queue it is; null if and only if {@link #soQstate} is 0. */
  @GuardedBy("sockets.accept")
  Socket soHead;

  /** SQ_INCOMP or SQ_COMP, or 0: on which of the listener's queues it is. */
  @GuardedBy("sockets.accept")
  int soQstate;

  /** Its neighbours on that queue, so_list. */
  @GuardedBy("sockets.accept")
  Socket soNext;

  @GuardedBy("sockets.accept")
  Socket soPrev;

  /** so_incomp: connections to this listener that are not complete. */
  final SoQueue incomp;

  /** so_comp: connections to this listener that wait for accept(2). */
  final SoQueue comp;

  /** The most connections that wait, from listen(2). */
  @GuardedBy("sockets.accept")
  int soQlimit;

  /** so_accf: the accept filter of a listener, or null. */
  @GuardedBy("sockets.accept")
  AcceptFilters.SoAccf soAccf;

  /** The listener is being closed: nothing is put on its queues any more. */
  @GuardedBy("sockets.accept")
  boolean soDraining;

  /** Bytes up to the out-of-band mark; 0 for none. */
  @GuardedBy("rcv.lock")
  int soOobmark;

  /** Who gets SIGIO. */
  @GuardedBy("rcv.lock")
  private Proc soSigio;

  Socket(Sockets sockets, Protosw proto, Ucred cred, long gencnt) {
    this.sockets = sockets;
    this.soProto = proto;
    this.soCred = cred;
    this.soGencnt = gencnt;
    this.soError = sockets.kernel().rt().atomicInt(0);
    this.snd = SockBuf.snd(this);
    this.rcv = SockBuf.rcv(this);
    this.incomp = new SoQueue(sockets, SQ_INCOMP);
    this.comp = new SoQueue(sockets, SQ_COMP);
  }

  /** so_type. */
  public int soType() {
    return soProto.prType;
  }

  /** so_state: SS_*. */
  public int soState() {
    return soState;
  }

  public boolean hasState(int ss) {
    return (soState & ss) != 0;
  }

  /** Sets and clears bits of so_state. */
  @Requires("rcv.lock")
  public void changeState(int set, int clear) {
    rcv.lock.assertOwned();
    soState = soState & ~clear | set;
  }

  /** so_options: the SO_* that are one bit. */
  public int soOptions() {
    return soOptions;
  }

  public boolean hasOption(int so) {
    return (soOptions & so) != 0;
  }

  @Requires("rcv.lock")
  void changeOptions(int set, int clear) {
    rcv.lock.assertOwned();
    soOptions = soOptions & ~clear | set;
  }

  /** so_error: what an earlier event left for the next call, OK if nothing. It stays there. */
  public Errno soError() {
    return errno(soError.get());
  }

  /** so_error: for protocols. One that nobody has taken yet is replaced. */
  public void setSoError(Errno error) {
    soError.set(error.code());
  }

  /**
   * Takes so_error to report it, and leaves none: OK if there was none, or if another call took it
   * first.
   */
  public Errno takeError() {
    if (soError.get() == 0) {
      return Errno.OK; // The path of every send writes nothing.
    }
    return errno(soError.swap(0));
  }

  private static Errno errno(int code) {
    return code == 0 ? Errno.OK : Errno.of(code);
  }

  /** so_linger: seconds; counts with SO_LINGER. */
  public int soLinger() {
    return soLinger;
  }

  void setSoLinger(int seconds) {
    soLinger = seconds;
  }

  /** SO_USER_COOKIE. */
  int soUserCookie() {
    return soUserCookie;
  }

  void setSoUserCookie(int cookie) {
    soUserCookie = cookie;
  }

  /** SO_TS_CLOCK: SO_TS_*. */
  public int soTsClock() {
    return soTsClock;
  }

  void setSoTsClock(int clock) {
    soTsClock = clock;
  }

  /** SO_MAX_PACING_RATE: bytes a second. Told to the program only: nothing here paces. */
  int soMaxPacingRate() {
    return soMaxPacingRate;
  }

  void setSoMaxPacingRate(int rate) {
    soMaxPacingRate = rate;
  }

  /** so_rerror; it stays there. */
  @Requires("rcv.lock")
  Errno soRerror() {
    return soRerror;
  }

  @Requires("rcv.lock")
  void setSoRerror(Errno error) {
    rcv.lock.assertOwned();
    soRerror = error;
  }

  /** so_pcb: the protocol's control block. */
  public Object soPcb() {
    return soPcb;
  }

  /** For the protocol at attach, before anybody else knows the socket, and at its detach. */
  @Requires("rcv.lock")
  public void setSoPcb(Object pcb) {
    rcv.lock.assertOwned();
    soPcb = pcb;
  }

  /** so_count. */
  @Requires("rcv.lock")
  public int soCount() {
    rcv.lock.assertOwned();
    return soCount;
  }

  /** soref: one more reference; the caller has one or knows that one is held. */
  @Requires("rcv.lock")
  public void soref() {
    rcv.lock.assertOwned();
    soCount++;
  }

  @Requires("rcv.lock")
  int countDown() {
    rcv.lock.assertOwned();
    if (soCount <= 0) {
      throw Kassert.panic("sorele: socket count " + soCount);
    }
    return --soCount;
  }

  /** so_oobmark: bytes of the receive buffer before the out-of-band mark, 0 for none. */
  @Requires("rcv.lock")
  public int soOobmark() {
    return soOobmark;
  }

  /** Sets the out-of-band mark, for protocols; see {@link UipcSocket2#sohasoutofband}. */
  @Requires("rcv.lock")
  public void setSoOobmark(int bytes) {
    rcv.lock.assertOwned();
    soOobmark = bytes;
  }

  /** fgetown: who gets SIGIO, or null. */
  @Requires("rcv.lock")
  Proc soSigio() {
    return soSigio;
  }

  @Requires("rcv.lock")
  void setSoSigio(Proc p) {
    rcv.lock.assertOwned();
    soSigio = p;
  }

  @Override
  public String toString() {
    return "socket " + soGencnt;
  }
}
