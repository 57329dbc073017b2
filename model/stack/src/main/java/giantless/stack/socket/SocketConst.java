package giantless.stack.socket;

/**
 * The numbers of {@code <sys/socket.h>}, {@code <sys/ioctl.h>} and of options that sockets know:
 * FreeBSD's values, so that a trace reads the same on both. Constants only.
 */
public final class SocketConst {
  // Address families; a protocol family has the same number.
  public static final int AF_UNSPEC = 0;
  public static final int AF_LOCAL = 1;
  public static final int AF_INET = 2;
  public static final int AF_ROUTE = 17;
  public static final int AF_LINK = 18;
  public static final int AF_INET6 = 28;

  // Types.
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_RDM = 4;
  public static final int SOCK_SEQPACKET = 5;

  /** The level of options of the socket itself, getsockopt(2). */
  public static final int SOL_SOCKET = 0xffff;

  // Options that are one bit of so_options.
  public static final int SO_DEBUG = 0x0001;
  public static final int SO_ACCEPTCONN = 0x0002;
  public static final int SO_REUSEADDR = 0x0004;
  public static final int SO_KEEPALIVE = 0x0008;
  public static final int SO_DONTROUTE = 0x0010;
  public static final int SO_BROADCAST = 0x0020;
  public static final int SO_USELOOPBACK = 0x0040;
  public static final int SO_LINGER = 0x0080;
  public static final int SO_OOBINLINE = 0x0100;
  public static final int SO_REUSEPORT = 0x0200;
  public static final int SO_TIMESTAMP = 0x0400;
  public static final int SO_NOSIGPIPE = 0x0800;
  public static final int SO_ACCEPTFILTER = 0x1000;
  public static final int SO_BINTIME = 0x2000;
  public static final int SO_NO_OFFLOAD = 0x4000;
  public static final int SO_NO_DDP = 0x8000;
  public static final int SO_REUSEPORT_LB = 0x10000;
  public static final int SO_RERROR = 0x20000;

  // Options that have a value of their own.
  public static final int SO_SNDBUF = 0x1001;
  public static final int SO_RCVBUF = 0x1002;
  public static final int SO_SNDLOWAT = 0x1003;
  public static final int SO_RCVLOWAT = 0x1004;
  public static final int SO_SNDTIMEO = 0x1005;
  public static final int SO_RCVTIMEO = 0x1006;
  public static final int SO_ERROR = 0x1007;
  public static final int SO_TYPE = 0x1008;
  public static final int SO_LABEL = 0x1009;
  public static final int SO_PEERLABEL = 0x1010;
  public static final int SO_LISTENQLIMIT = 0x1011;
  public static final int SO_LISTENQLEN = 0x1012;
  public static final int SO_LISTENINCQLEN = 0x1013;
  public static final int SO_SETFIB = 0x1014;
  public static final int SO_USER_COOKIE = 0x1015;
  public static final int SO_PROTOCOL = 0x1016;
  public static final int SO_TS_CLOCK = 0x1017;
  public static final int SO_MAX_PACING_RATE = 0x1018;
  public static final int SO_DOMAIN = 0x1019;

  // Values of SO_TS_CLOCK: what SO_TIMESTAMP gives with a datagram.
  /** The time of day as a {@code struct timeval}, SCM_TIMESTAMP. */
  public static final int SO_TS_REALTIME_MICRO = 0;

  /** The time of day as a {@code struct bintime}, SCM_BINTIME. */
  public static final int SO_TS_BINTIME = 1;

  /** The time of day as a {@code struct timespec}, SCM_REALTIME. */
  public static final int SO_TS_REALTIME = 2;

  /** The uptime as a {@code struct timespec}, SCM_MONOTONIC. */
  public static final int SO_TS_MONOTONIC = 3;

  // Flags of send(2) and recv(2).
  public static final int MSG_OOB = 0x1;
  public static final int MSG_PEEK = 0x2;
  public static final int MSG_DONTROUTE = 0x4;
  public static final int MSG_EOR = 0x8;
  public static final int MSG_TRUNC = 0x10;
  public static final int MSG_CTRUNC = 0x20;
  public static final int MSG_WAITALL = 0x40;
  public static final int MSG_DONTWAIT = 0x80;
  public static final int MSG_EOF = 0x100;
  public static final int MSG_NBIO = 0x4000;
  public static final int MSG_NOSIGNAL = 0x20000;

  // How of shutdown(2).
  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;

  // Types of control messages at SOL_SOCKET.
  public static final int SCM_RIGHTS = 0x01;
  public static final int SCM_TIMESTAMP = 0x02;
  public static final int SCM_CREDS = 0x03;
  public static final int SCM_BINTIME = 0x04;
  public static final int SCM_REALTIME = 0x05;
  public static final int SCM_MONOTONIC = 0x06;

  /** The longest backlog of listen(2), default of kern.ipc.somaxconn. */
  public static final int SOMAXCONN = 128;

  /** The most pieces of one readv(2), {@code IOV_MAX}. */
  public static final int IOV_MAX = 1024;

  // ioctl(2) of any descriptor.
  /** Data: {@code int[1]}, bytes that a read gives at once. */
  public static final int FIONREAD = 0x4004667f;

  /** Data: {@code int[1]}, not 0 for non-blocking. */
  public static final int FIONBIO = 0x8004667e;

  /** Data: {@code int[1]}, not 0 for SIGIO when the socket gets ready. */
  public static final int FIOASYNC = 0x8004667d;

  /** Data: {@code int[1]}, bytes written and not yet sent. */
  public static final int FIONWRITE = 0x40046677;

  /** Data: {@code int[1]}, free bytes of the send buffer. */
  public static final int FIONSPACE = 0x40046676;

  /** Data: {@code int[1]}, the process that gets SIGIO and SIGURG; 0 for none. */
  public static final int SIOCSPGRP = 0x80047308;

  public static final int SIOCGPGRP = 0x40047309;

  /** Data: {@code int[1]}, 1 if the stream stands at the out-of-band mark. */
  public static final int SIOCATMARK = 0x40047307;

  /** Signal numbers of which sockets are the source, signal(3). */
  public static final int SIGPIPE = 13;

  public static final int SIGIO = 23;

  private SocketConst() {}
}
