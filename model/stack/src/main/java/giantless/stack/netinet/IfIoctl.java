package giantless.stack.netinet;

import giantless.lock.contract.Confined;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.IfAddr;
import giantless.stack.net.IfNetList;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtInfo;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;
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
  public static final int SIOCGIFMETRIC = 0xc0206917;
  public static final int SIOCSIFMETRIC = 0x80206918;

  // With an IfConf.
  public static final int SIOCGIFCONF = 0xc0086924;

  // With an ArpReq.
  public static final int SIOCSARP = 0x8024691e;
  public static final int SIOCGARP = 0xc0246926;
  public static final int SIOCDARP = 0x80246920;

  // With an RtInfo.
  public static final int SIOCADDRT = 0x8030720a;
  public static final int SIOCDELRT = 0x8030720b;

  /** {@code struct ifconf}. */
  @Confined("the calling thread")
  public static final class IfConf {
    /** {@code sizeof(struct ifreq)}. */
    public static final int IFREQ = 32;

    /** ifc_len: the room for answers in bytes; after the call what they took. */
    public int len;

    /** The answers: an address of an interface each, or null for one that has none. */
    public List<IfReq> reqs = List.of();

    public IfConf(int len) {
      this.len = len;
    }
  }

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
      case SIOCGIFCONF:
        return data instanceof IfConf ? ifconf((IfConf) data) : Errno.EFAULT;
      case SIOCGIFFLAGS:
      case SIOCGIFMTU:
      case SIOCGIFINDEX:
      case SIOCGIFMETRIC:
      case InSockIo.SIOCGIFADDR:
      case InSockIo.SIOCGIFDSTADDR:
      case InSockIo.SIOCGIFBRDADDR:
      case InSockIo.SIOCGIFNETMASK:
        break;
      case Iff.SIOCSIFFLAGS:
      case Iff.SIOCSIFMTU:
      case Iff.SIOCSIFLLADDR:
      case Iff.SIOCADDMULTI:
      case Iff.SIOCDELMULTI:
      case SIOCSIFMETRIC:
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
      case SIOCGIFMETRIC:
        req.value = ifp.metric();
        return Errno.OK;
      case SIOCSIFMETRIC:
        if (!(req.value instanceof Integer)) {
          return Errno.EFAULT;
        }
        ifp.setMetric((Integer) req.value);
        return Errno.OK;
      case Iff.SIOCADDMULTI:
      case Iff.SIOCDELMULTI:
        return req.value instanceof byte[] ? multicast(cmd, (byte[]) req.value, ifp) : Errno.EFAULT;
      case Iff.SIOCSIFFLAGS:
      case Iff.SIOCSIFMTU:
        return req.value instanceof Integer ? ifp.ifIoctl(cmd, req.value) : Errno.EFAULT;
      case Iff.SIOCSIFLLADDR:
        return req.value instanceof byte[] ? ifp.ifIoctl(cmd, req.value) : Errno.EFAULT;
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

  /**
   * Joins or leaves a link-level group.
   *
   * @return EOPNOTSUPP: the interface has no groups; EINVAL: no link-level address; EADDRNOTAVAIL:
   *     no group; EADDRINUSE: joined already, and a user joins once only; ENOENT: not joined
   */
  private static Errno multicast(int cmd, byte[] group, Ifnet ifp) {
    if (!ifp.has(Iff.IFF_MULTICAST)) {
      return Errno.EOPNOTSUPP;
    }
    if (group.length != EtherHeader.ETHER_ADDR_LEN) {
      return Errno.EINVAL;
    }
    if (cmd == Iff.SIOCDELMULTI) {
      return ifp.delMulti(group);
    }
    if (!EtherHeader.isMulticast(group, 0)) {
      return Errno.EADDRNOTAVAIL;
    }
    // A protocol that joins at this moment only has one request more counted.
    return ifp.multiRefs(group) > 0 ? Errno.EADDRINUSE : ifp.addMulti(group);
  }

  /**
   * ifconf(): every address of every interface, as far as there is room.
   *
   * @return EINVAL: no room is given
   */
  private Errno ifconf(IfConf conf) {
    if (conf.len <= 0) {
      return Errno.EINVAL;
    }
    List<IfReq> found = new ArrayList<>();
    List<Ifnet> all = inet.net.ifnets.snapshotRef();
    for (Ifnet ifp : all) {
      List<IfAddr> addrs = ifp.addrs(SockAddr.AF_INET);
      for (IfAddr ifa : addrs) {
        found.add(new IfReq(ifp.name(), ((SockAddrIn) ifa.addr()).addr()));
      }
      if (addrs.isEmpty()) {
        found.add(new IfReq(ifp.name()));
      }
      Ifnet.freeAddrs(addrs);
    }
    inet.net.ifnets.releAll(all);
    int n = Math.min(found.size(), conf.len / IfConf.IFREQ);
    conf.reqs = found.subList(0, n);
    conf.len = n * IfConf.IFREQ;
    return Errno.OK;
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
