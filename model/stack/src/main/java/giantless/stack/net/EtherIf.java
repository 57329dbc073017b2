package giantless.stack.net;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/**
 * An Ethernet interface, net/if_ethersubr.c: builds and takes apart frames, resolves addresses, and
 * drains the output queue. A driver derives from it and defines {@link #transmit}. The output
 * queue's lock protects whether a thread is sending: one sends at a time, so that frames keep their
 * order.
 */
public abstract class EtherIf extends Ifnet {
  private static final int FLAGS =
      Iff.IFF_BROADCAST | Iff.IFF_SIMPLEX | Iff.IFF_MULTICAST | Iff.IFF_DRV_RUNNING;

  @GuardedBy("snd.lock")
  private boolean transmitting;

  @GuardedBy("snd.lock")
  private boolean stopped;

  /**
   * @param lladdr six bytes, no group address
   */
  protected EtherIf(NetStack net, String name, byte[] lladdr) {
    this(net, name, lladdr, 0);
  }

  /**
   * @param lladdr six bytes, no group address
   * @param driverFlags {@link Iff#IFF_NEEDSGIANT} if the driver is not MPSAFE, else 0
   */
  protected EtherIf(NetStack net, String name, byte[] lladdr, int driverFlags) {
    super(
        net,
        name,
        Iff.IFT_ETHER,
        EtherHeader.ETHERMTU,
        FLAGS | driverFlags,
        Bpf.DLT_EN10MB,
        EtherHeader.ETHER_HDR_LEN);
    setLladdr(lladdr);
  }

  // ---- The driver ----

  /**
   * Whether the driver can take a frame now. If not, the queue is left as it is, and the driver
   * calls {@link #start} when it can.
   */
  @Requires("snd.lock")
  protected boolean txReady() {
    return true;
  }

  /** Sends one frame; consumes the mbuf. One thread at a time, no lock held. */
  protected abstract void transmit(Mbuf m);

  @Override
  @Excludes("snd.lock")
  public final void start() {
    snd.lock.lock();
    if (transmitting) {
      // That thread will see our packet: it clears the mark only when it has found none.
      snd.lock.unlock();
      return;
    }
    transmitting = true;
    while (true) {
      Mbuf m = stopped || snd.isEmptyLocked() || !txReady() ? null : snd.dequeueLocked();
      if (m == null) {
        transmitting = false;
        if (stopped) {
          net.kernel().rt().sleepQueue().wakeup(this);
        }
        snd.lock.unlock();
        return;
      }
      snd.lock.unlock();
      data.ifi_opackets.inc();
      bpf().mtap(m);
      transmit(m);
      snd.lock.lock();
    }
  }

  /** From here on nothing is sent; waits until a thread that sends has finished. Sleeps. */
  @Excludes("snd.lock")
  protected final void stopTransmit() {
    snd.lock.lock();
    stopped = true;
    while (transmitting) {
      net.kernel().rt().sleepQueue().sleep(this, snd.lock, "iftx");
    }
    snd.lock.unlock();
  }

  // ---- Output ----

  /**
   * ether_output.
   *
   * @return OK; ENXIO: detached; ENETDOWN: not up; EAFNOSUPPORT; ENOBUFS: no memory, or the queue
   *     is full; what the resolver says (EHOSTDOWN)
   */
  @Override
  public final Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
    if (isDying()) {
      mbufs.freem(m);
      return Errno.ENXIO;
    }
    if (!has(Iff.IFF_UP | Iff.IFF_DRV_RUNNING)) {
      mbufs.freem(m);
      return Errno.ENETDOWN;
    }
    byte[] edst = new byte[EtherHeader.ETHER_ADDR_LEN];
    int type;
    if (dst.family() == SockAddr.AF_ARP) {
      type = EtherHeader.ETHERTYPE_ARP;
      if ((m.flags & Mbuf.M_BCAST) != 0) {
        edst = EtherHeader.broadcast();
      } else {
        mbufs.copydata(m, ARP_THA, EtherHeader.ETHER_ADDR_LEN, edst, 0);
      }
    } else {
      AddressResolver resolver = net.resolver(dst.family());
      if (resolver == null) {
        mbufs.freem(m);
        return Errno.EAFNOSUPPORT;
      }
      Errno error = resolver.resolve(this, rt, m, dst, edst);
      if (error != Errno.OK) {
        return error == Errno.EWOULDBLOCK ? Errno.OK : error;
      }
      type = resolver.etherType();
    }
    return encapsulate(m, edst, type, dst.family());
  }

  /** Where the target's hardware address stands in an ARP packet for Ethernet and IPv4. */
  private static final int ARP_THA = 18;

  private Errno encapsulate(Mbuf packet, byte[] edst, int type, int family) {
    byte[] src = lladdr();
    boolean broadcast = (packet.flags & Mbuf.M_BCAST) != 0;
    boolean toSelf = !broadcast && EtherHeader.same(edst, 0, src, 0);
    if (family != SockAddr.AF_ARP && broadcast) {
      // A simplex interface does not hear itself.
      Mbuf copy = mbufs.copym(packet, 0, Mbuf.M_COPYALL, How.DONTWAIT);
      if (copy != null) {
        Loopback.simloop(net, this, copy, family, 0);
      } else {
        data.ifi_iqdrops.inc();
      }
    } else if (family != SockAddr.AF_ARP && toSelf) {
      return Loopback.simloop(net, this, packet, family, 0);
    }
    Mbuf m = mbufs.prepend(packet, EtherHeader.ETHER_HDR_LEN, How.DONTWAIT);
    if (m == null) {
      return Errno.ENOBUFS;
    }
    EtherHeader.put(m.data, m.off, edst, src, type);
    return snd.handoff(m, this, 0) ? Errno.OK : Errno.ENOBUFS;
  }

  // ---- Input ----

  /** ether_input: a frame from the driver, with its header. */
  @Override
  public final void input(Mbuf frame) {
    Mbuf m = frame;
    Kassert.kassert(m.isPkthdr(), "ether_input: no packet header");
    data.ifi_ipackets.inc();
    if (isDying() || !has(Iff.IFF_UP)) {
      mbufs.freem(m);
      return;
    }
    if (m.pkthdr.len < EtherHeader.ETHER_HDR_LEN
        || m.pkthdr.len > mtu() + EtherHeader.ETHER_HDR_LEN) {
      data.ifi_ierrors.inc();
      mbufs.freem(m);
      return;
    }
    if (m.len < EtherHeader.ETHER_HDR_LEN) {
      m = mbufs.pullup(m, EtherHeader.ETHER_HDR_LEN);
      if (m == null) {
        data.ifi_iqdrops.inc();
        return;
      }
    }
    data.ifi_ibytes.add(m.pkthdr.len);
    m.pkthdr.rcvif = this;
    boolean group = EtherHeader.isMulticast(m.data, m.off);
    if (group) {
      m.flags |= EtherHeader.isBroadcast(m.data, m.off) ? Mbuf.M_BCAST : Mbuf.M_MCAST;
      data.ifi_imcasts.inc();
    }
    bpf().mtap(m);
    if (has(Iff.IFF_MONITOR) || !group && !EtherHeader.same(m.data, m.off, lladdr(), 0)) {
      mbufs.freem(m); // For another station; a capture may have wanted it.
      return;
    }
    demux(m);
  }

  /** ether_demux. */
  private void demux(Mbuf m) {
    int type = EtherHeader.type(m.data, m.off);
    int isr;
    switch (type) {
      case EtherHeader.ETHERTYPE_IP:
        isr = Netisr.NETISR_IP;
        break;
      case EtherHeader.ETHERTYPE_ARP:
        isr = has(Iff.IFF_NOARP) ? -1 : Netisr.NETISR_ARP;
        break;
      default:
        isr = -1;
        break;
    }
    if (isr < 0) {
      data.ifi_noproto.inc();
      mbufs.freem(m);
      return;
    }
    mbufs.adj(m, EtherHeader.ETHER_HDR_LEN);
    net.netisr.dispatch(isr, m);
  }

  // ---- Configuration ----

  /**
   * ether_ioctl. SIOCSIFADDR takes the interface up and announces the address; SIOCSIFMTU takes 72
   * to 9000 bytes; SIOCSIFLLADDR six bytes which are no group address.
   */
  @Override
  public Errno ioctl(int cmd, Object arg) {
    switch (cmd) {
      case Iff.SIOCSIFADDR:
        IfAddr ifa = (IfAddr) arg;
        AddressResolver resolver = net.resolver(ifa.addr().family());
        if (resolver != null) {
          resolver.ifinit(this, ifa); // Before up, which adds the route that this makes cloning.
        }
        up();
        if (resolver != null) {
          resolver.announce(this, ifa);
        }
        return Errno.OK;
      case Iff.SIOCSIFMTU:
        int bytes = (Integer) arg;
        if (bytes < 72 || bytes > 9000) {
          return Errno.EINVAL;
        }
        setMtu(bytes);
        return Errno.OK;
      case Iff.SIOCSIFLLADDR:
        byte[] address = (byte[]) arg;
        if (address.length != EtherHeader.ETHER_ADDR_LEN || EtherHeader.isMulticast(address, 0)) {
          return Errno.EINVAL;
        }
        setLladdr(address);
        return Errno.OK;
      default:
        return super.ioctl(cmd, arg);
    }
  }

  /** A locally administered address made from a number, for interfaces that have none. */
  public static byte[] localAddress(int number) {
    return new byte[] {
      0x02,
      (byte) 0x00,
      (byte) (number >>> 24),
      (byte) (number >>> 16),
      (byte) (number >>> 8),
      (byte) number
    };
  }
}
