package giantless.stack.netinet;

import giantless.stack.kern.Errno;

/** What a control upcall tells a protocol, {@code PRC_*}, with the errno of inetctlerrmap. */
public enum PrcCmd {
  /** An interface went down. */
  IFDOWN(Errno.OK),
  /** An address went away. */
  IFUP(Errno.OK),
  /** A message was too long for a hop, the route has the new MTU. */
  MSGSIZE(Errno.EMSGSIZE),
  /** A host is not to be reached. */
  HOSTDEAD(Errno.EHOSTDOWN),
  /** The net says that the host is not there. */
  UNREACH_NET(Errno.EHOSTUNREACH),
  UNREACH_HOST(Errno.EHOSTUNREACH),
  /** No such protocol there. */
  UNREACH_PROTOCOL(Errno.ECONNREFUSED),
  /** No such port there. */
  UNREACH_PORT(Errno.ECONNREFUSED),
  /** A firewall refuses. */
  UNREACH_ADMIN_PROHIB(Errno.ECONNREFUSED),
  UNREACH_SRCFAIL(Errno.EHOSTUNREACH),
  /** A router asks for less; RFC 6633 lets hosts ignore it. */
  QUENCH(Errno.OK),
  /** A route was changed by a redirect. */
  REDIRECT_HOST(Errno.OK),
  /** The time to live ran out on the way. */
  TIMXCEED_INTRANS(Errno.OK),
  /** The time to reassemble ran out. */
  TIMXCEED_REASS(Errno.OK),
  /** A header was in error. */
  PARAMPROB(Errno.ENOPROTOOPT);

  private final Errno errno;

  PrcCmd(Errno errno) {
    this.errno = errno;
  }

  /** What a socket's pending error becomes; {@link Errno#OK} leaves it alone. */
  public Errno errno() {
    return errno;
  }

  /** PRC_IS_REDIRECT. */
  public boolean isRedirect() {
    return this == REDIRECT_HOST;
  }
}
