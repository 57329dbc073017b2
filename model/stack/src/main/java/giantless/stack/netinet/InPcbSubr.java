package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;

/**
 * Addresses and ports of control blocks, {@code in_pcb.c}: bind, connect, disconnect, and the
 * choice of what the user left open. Every function is called with INFO and the block's lock held,
 * so that what was found free is still free when it is taken. Fields are constant.
 */
final class InPcbSubr {
  private static final int REUSEPORT = InPcb.REUSEPORT | InPcb.REUSEPORT_LB;
  private static final int REUSE = InPcb.REUSEADDR | REUSEPORT;

  private final Inet inet;

  /** net.inet.ip.portrange. */
  final IpPortRange ports;

  InPcbSubr(Inet inet, IpPortRange ports) {
    this.inet = inet;
    this.ports = ports;
  }

  /** in_pcbbind: EINVAL if it is bound already, or what {@link #bindSetup} says. */
  @Requires({"inp.info.lock", "inp.lock"})
  Errno bind(InPcb inp, SockAddrIn nam, Ucred cred) {
    inp.info.lock.assertOwned();
    inp.lock.assertOwned();
    if (inp.inpLport != 0 || inp.inpLaddr != InAddr.INADDR_ANY) {
      return Errno.EINVAL;
    }
    InPcbEnds e = InPcbEnds.of(inp);
    Errno error = bindSetup(inp, nam, e, cred);
    if (error != Errno.OK) {
      return error;
    }
    inp.inpLaddr = e.laddr;
    inp.inpLport = e.lport;
    inp.info.insertHash(inp);
    if (nam == null || nam.port() == 0) {
      inp.inpFlags |= InPcb.INP_ANONPORT;
    }
    return Errno.OK;
  }

  /**
   * in_pcbbind_setup: checks a local address and port, and chooses a port if there is none.
   *
   * @param nam what the user gave, or null to have a port chosen
   * @param e laddr and lport in and out
   * @return EADDRNOTAVAIL: no such address here, or no port left; EACCES: a privileged port;
   *     EADDRINUSE; EINVAL: bound to another already
   */
  @Requires({"inp.info.lock", "inp.lock"})
  Errno bindSetup(InPcb inp, SockAddrIn nam, InPcbEnds e, Ucred cred) {
    if (inet.ifaddrs().isEmpty()) {
      return Errno.EADDRNOTAVAIL;
    }
    if (nam != null && e.laddr != InAddr.INADDR_ANY) {
      return Errno.EINVAL;
    }
    int wild = (inp.inpReuse & REUSE) == 0 ? InPcbInfo.INPLOOKUP_WILDCARD : 0;
    int lport = 0;
    int laddr = e.laddr;
    if (nam != null) {
      if (nam.port() != e.lport) {
        if (e.lport != 0) {
          return Errno.EINVAL; // The port may not change.
        }
        lport = nam.port();
      }
      laddr = nam.addr();
      // Left 0 if the port does not change: then it was checked before.
      Errno error = checkLocal(inp, laddr, lport, wild, cred);
      if (error != Errno.OK) {
        return error;
      }
    }
    if (e.lport != 0) {
      lport = e.lport;
    }
    if (lport == 0) {
      lport = choosePort(inp, laddr, wild, e, cred);
      if (lport < 0) {
        return lport == -Errno.EPERM.code() ? Errno.EACCES : Errno.EADDRNOTAVAIL;
      }
    }
    e.laddr = laddr;
    e.lport = lport;
    return Errno.OK;
  }

  /** Whether the user may have this address and, if not 0, port. */
  @Requires({"inp.info.lock", "inp.lock"})
  private Errno checkLocal(InPcb inp, int laddr, int lport, int wild, Ucred cred) {
    int reuseport = inp.inpReuse & REUSEPORT;
    if (InAddr.isMulticast(laddr)) {
      // Here SO_REUSEADDR allows complete duplicates too, and goes with either of the others.
      if ((inp.inpReuse & InPcb.REUSEADDR) != 0) {
        reuseport = REUSE;
      } else if (reuseport != 0) {
        reuseport |= InPcb.REUSEADDR;
      }
    } else if (laddr != InAddr.INADDR_ANY && inet.ifaddrs().ifWithAddr(laddr) == null) {
      return Errno.EADDRNOTAVAIL;
    }
    if (lport == 0) {
      return Errno.OK;
    }
    boolean su = cred.suser() == Errno.OK;
    if (ports.isReserved(lport) && !su) {
      return Errno.EACCES;
    }
    if (!InAddr.isMulticast(laddr) && inp.inpCred.suser() != Errno.OK) {
      // Another user's port is not to be taken over, by a more specific address for example.
      InPcb t = inp.info.lookupLocal(laddr, lport, InPcbInfo.INPLOOKUP_WILDCARD);
      if (t != null
          && (laddr != InAddr.INADDR_ANY
              || t.inpLaddr != InAddr.INADDR_ANY
              || (t.inpReuse & REUSEPORT) == 0)
          && inp.inpCred.uid() != t.inpCred.uid()) {
        return Errno.EADDRINUSE;
      }
    }
    InPcb t = inp.info.lookupLocal(laddr, lport, wild);
    return t != null && (reuseport & t.inpReuse) == 0 ? Errno.EADDRINUSE : Errno.OK;
  }

  /**
   * An unused port of the block's range; for a block that is being connected, and may share ports,
   * one with which the four ends are unused.
   *
   * @param e the peer, of which fport is 0 if the port must be the block's alone
   * @return the port; {@code -EPERM} for the low range without privilege, {@code -EADDRNOTAVAIL} if
   *     all are in use
   */
  @Requires({"inp.info.lock", "inp.lock"})
  private int choosePort(InPcb inp, int laddr, int wild, InPcbEnds e, Ucred cred) {
    int range = IpPortRange.DEFAULT;
    if ((inp.inpFlags & InPcb.INP_HIGHPORT) != 0) {
      range = IpPortRange.HIGH;
    } else if ((inp.inpFlags & InPcb.INP_LOWPORT) != 0) {
      if (cred.suser() != Errno.OK) {
        return -Errno.EPERM.code();
      }
      range = IpPortRange.LOW;
    }
    int first = ports.firstOf(range);
    int last = ports.lastOf(range);
    int step = first <= last ? 1 : -1;
    int count = Math.abs(last - first) + 1;
    int[] lastport = inp.info.lastport;
    if (ports.randomized.on() && count > 1) {
      lastport[range] = first + step * inet.kernel().random(count);
    }
    for (int i = 0; i < count; i++) {
      int port = lastport[range] + step;
      if (step > 0 ? port < first || port > last : port > first || port < last) {
        port = first;
      }
      lastport[range] = port;
      InPcb taken =
          e.fport != 0
              ? inp.info.lookupHash(e.faddr, e.fport, laddr, port, true)
              : inp.info.lookupLocal(laddr, port, wild);
      if (taken == null) {
        return port;
      }
    }
    return -Errno.EADDRNOTAVAIL.code();
  }

  /**
   * in_pcbconnect: what {@link #connectSetup} says; else the block has its four ends and is in the
   * hash.
   */
  @Requires({"inp.info.lock", "inp.lock"})
  Errno connect(InPcb inp, Socket so, SockAddr nam, Ucred cred) {
    InPcbEnds e = InPcbEnds.of(inp);
    boolean anon = inp.inpLport == 0;
    Errno error = connectSetup(inp, so, nam, e, cred);
    if (error != Errno.OK) {
      return error;
    }
    inp.inpLaddr = e.laddr;
    inp.inpLport = e.lport;
    inp.inpFaddr = e.faddr;
    inp.inpFport = e.fport;
    if (anon) {
      inp.inpFlags |= InPcb.INP_ANONPORT;
      inp.info.insertHash(inp);
    } else {
      inp.info.rehash(inp);
    }
    return Errno.OK;
  }

  /**
   * in_pcbconnect_setup: checks a peer, and chooses the local address and port that are open.
   *
   * @param e laddr and lport in and out, faddr and fport out
   * @return EAFNOSUPPORT, EADDRNOTAVAIL for port 0, ENETUNREACH without a route, EADDRINUSE if
   *     these four are connected already
   */
  @Requires({"inp.info.lock", "inp.lock"})
  Errno connectSetup(InPcb inp, Socket so, SockAddr nam, InPcbEnds e, Ucred cred) {
    inp.info.lock.assertOwned();
    inp.lock.assertOwned();
    if (!(nam instanceof SockAddrIn)) {
      return Errno.EAFNOSUPPORT;
    }
    SockAddrIn sin = (SockAddrIn) nam;
    if (sin.port() == 0) {
      return Errno.EADDRNOTAVAIL;
    }
    int faddr = remote(sin.addr());
    int laddr = e.laddr;
    if (laddr == InAddr.INADDR_ANY) {
      boolean dontroute = so.hasOption(SocketConst.SO_DONTROUTE);
      IpMoptions imo = InAddr.isMulticast(faddr) ? inp.inpMoptions : null;
      InIfaddr ia = inet.sourceAddr(faddr, dontroute, imo);
      if (ia == null) {
        return imo != null && imo.multicastIfp() != null ? Errno.EADDRNOTAVAIL : Errno.ENETUNREACH;
      }
      laddr = ia.addr;
    }
    if (inp.info.lookupHash(faddr, sin.port(), laddr, e.lport, false) != null) {
      return Errno.EADDRINUSE;
    }
    if (e.lport == 0) {
      InPcbEnds local = new InPcbEnds();
      local.laddr = laddr;
      if (inp.info.sharesPorts) {
        local.faddr = faddr;
        local.fport = sin.port();
      }
      Errno error = bindSetup(inp, null, local, cred);
      if (error != Errno.OK) {
        return error;
      }
      e.lport = local.lport;
    }
    e.laddr = laddr;
    e.faddr = faddr;
    e.fport = sin.port();
    return Errno.OK;
  }

  /** INADDR_ANY is this host, and the limited broadcast that of the primary interface. */
  private int remote(int addr) {
    if (addr != InAddr.INADDR_ANY && addr != InAddr.INADDR_BROADCAST) {
      return addr;
    }
    InIfaddr primary = inet.ifaddrs().primary();
    if (primary == null) {
      return addr;
    }
    if (addr == InAddr.INADDR_ANY) {
      return primary.addr;
    }
    return primary.isBroadcastIf() ? primary.broadaddr : addr;
  }

  /** in_pcbdisconnect: no peer any more. */
  @Requires({"inp.info.lock", "inp.lock"})
  void disconnect(InPcb inp) {
    inp.info.lock.assertOwned();
    inp.lock.assertOwned();
    inp.inpFaddr = InAddr.INADDR_ANY;
    inp.inpFport = 0;
    inp.info.rehash(inp);
  }
}
