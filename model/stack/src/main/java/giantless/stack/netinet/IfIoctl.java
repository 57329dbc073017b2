package giantless.stack.netinet;

import giantless.lock.contract.Confined;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.IfNetList;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtInfo;
import java.util.List;

/**
 * ioctl(2) on a socket of the Internet that is about interfaces, addresses, routes and ARP: what
 * ifconfig(8), route(8) and arp(8) ask. Holds a reference to the interface while it works on it
 * (D-50), and one request works on an interface at a time (D-52). No lock on entry. Changing needs
 * the super-user, EPERM.
 */
public final class IfIoctl {
  // With an IfReq.
  public static final int SIOCGIFFLAGS = 0xc0206911;
  public static final int SIOCGIFMTU = 0xc0206933;
  public static final int SIOCGIFINDEX = 0xc0206920;

  // With an ArpReq.
  public static final int SIOCSARP = 0x8024691e;
  public static final int SIOCGARP = 0xc0246926;
  public static final int SIOCDARP = 0x80246920;

  // With an RtInfo.
  public static final int SIOCADDRT = 0x8030720a;
  public static final int SIOCDELRT = 0x8030720b;

  /** {@code struct arpreq}. */
  @Confined("the calling thread")
  public static final class ArpReq {
    /** The protocol address, host order. */
    public final int addr;

    /** Six bytes of link-level address; after SIOCGARP null if the entry is incomplete. */
    public byte[] lladdr;

    /** ATF_PERM: does not expire. */
    public boolean permanent;

    /** ATF_PUBL: answered for. */
    public boolean published;

    public ArpReq(int addr, byte[] lladdr) {
      this.addr = addr;
      this.lladdr = lladdr;
    }
  }

  private final Inet inet;

  IfIoctl(Inet inet) {
    this.inet = inet;
  }

  /**
   * ifioctl and its neighbours.
   *
   * @return ENOTTY: no such command; EFAULT: data of another kind; ENXIO: no such interface, or no
   *     ARP entry; EPERM; or what the command says
   */
  Errno ioctl(int cmd, Object data, Ucred cred) {
    switch (cmd) {
      case SIOCADDRT:
      case SIOCDELRT:
        return route(cmd, data, cred);
      case SIOCSARP:
      case SIOCGARP:
      case SIOCDARP:
        return arp(cmd, data, cred);
      case SIOCGIFFLAGS:
      case SIOCGIFMTU:
      case SIOCGIFINDEX:
      case InSockIo.SIOCGIFADDR:
      case InSockIo.SIOCGIFDSTADDR:
      case InSockIo.SIOCGIFBRDADDR:
      case InSockIo.SIOCGIFNETMASK:
        break;
      case Iff.SIOCSIFFLAGS:
      case Iff.SIOCSIFMTU:
      case Iff.SIOCSIFLLADDR:
      case InSockIo.SIOCSIFADDR:
      case InSockIo.SIOCSIFDSTADDR:
      case InSockIo.SIOCSIFBRDADDR:
      case InSockIo.SIOCSIFNETMASK:
      case InSockIo.SIOCAIFADDR:
      case InSockIo.SIOCDIFADDR:
        if (cred.suser() != Errno.OK) {
          return Errno.EPERM;
        }
        break;
      default:
        return Errno.ENOTTY;
    }
    if (!(data instanceof IfReq) || ((IfReq) data).name == null) {
      return Errno.EFAULT;
    }
    IfReq req = (IfReq) data;
    IfNetList ifnets = inet.net.ifnets;
    Ifnet ifp = ifnets.ifunitRef(req.name);
    if (ifp == null) {
      return Errno.ENXIO;
    }
    ifnets.ioctlEnter(ifp);
    Errno error = interfaceIoctl(cmd, req, ifp);
    ifnets.ioctlExit(ifp);
    ifnets.rele(ifp);
    return error;
  }

  private Errno interfaceIoctl(int cmd, IfReq req, Ifnet ifp) {
    switch (cmd) {
      case SIOCGIFFLAGS:
        req.value = ifp.flags();
        return Errno.OK;
      case SIOCGIFMTU:
        req.value = ifp.mtu();
        return Errno.OK;
      case SIOCGIFINDEX:
        req.value = ifp.index();
        return Errno.OK;
      case Iff.SIOCSIFFLAGS:
      case Iff.SIOCSIFMTU:
        return req.value instanceof Integer ? ifp.ioctl(cmd, req.value) : Errno.EFAULT;
      case Iff.SIOCSIFLLADDR:
        return req.value instanceof byte[] ? ifp.ioctl(cmd, req.value) : Errno.EFAULT;
      case InSockIo.SIOCAIFADDR:
        return req.value instanceof InAliasReq
            ? inet.control.control(cmd, req.value, ifp)
            : Errno.EFAULT;
      case InSockIo.SIOCGIFADDR:
      case InSockIo.SIOCGIFDSTADDR:
      case InSockIo.SIOCGIFBRDADDR:
      case InSockIo.SIOCGIFNETMASK:
        Integer[] answer = new Integer[1];
        Errno error = inet.control.control(cmd, answer, ifp);
        req.value = answer[0];
        return error;
      default:
        return req.value instanceof Integer
            ? inet.control.control(cmd, req.value, ifp)
            : Errno.EFAULT;
    }
  }

  private Errno route(int cmd, Object data, Ucred cred) {
    if (!(data instanceof RtInfo) || ((RtInfo) data).dst == null) {
      return Errno.EFAULT;
    }
    if (cred.suser() != Errno.OK) {
      return Errno.EPERM;
    }
    return inet.net.routes.rtrequest(cmd == SIOCADDRT ? RtCmd.ADD : RtCmd.DELETE, (RtInfo) data);
  }

  private Errno arp(int cmd, Object data, Ucred cred) {
    if (!(data instanceof ArpReq)) {
      return Errno.EFAULT;
    }
    IfEther arp = inet.arp;
    ArpReq req = (ArpReq) data;
    if (cmd == SIOCGARP) {
      return arpGet(arp, req);
    }
    if (cred.suser() != Errno.OK) {
      return Errno.EPERM;
    }
    if (cmd == SIOCDARP) {
      return arp.delete(req.addr);
    }
    return req.lladdr == null
        ? Errno.EFAULT
        : arp.set(req.addr, req.lladdr, !req.permanent, req.published);
  }

  private static Errno arpGet(IfEther arp, ArpReq req) {
    List<ArpEntry> entries = arp.entries();
    for (ArpEntry e : entries) {
      if (e.addr() == req.addr) {
        req.lladdr = e.isComplete() ? e.lladdr() : null;
        req.permanent = e.isPermanent();
        req.published = e.isPublished();
        return Errno.OK;
      }
    }
    return Errno.ENXIO;
  }
}
