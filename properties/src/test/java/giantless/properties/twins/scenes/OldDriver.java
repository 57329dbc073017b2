package giantless.properties.twins.scenes;

import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.explored.World;
import giantless.properties.twins.Scene;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Bpf;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.netinet.IfReq;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.socket.SocketConst;

/**
 * A card whose driver was never made MPSAFE. A thread with a mutex held sends by it, an old
 * interrupt handler sends under Giant, and meanwhile the card leaves and its driver's memory goes.
 */
public final class OldDriver implements Scene {

  /** The driver: all it has is protected by Giant. */
  private static final class Card extends Ifnet {
    private boolean freed;

    Card(NetStack net, int flags) {
      super(
          net,
          "old0",
          Iff.IFT_ETHER,
          1500,
          Iff.IFF_NEEDSGIANT | Iff.IFF_BROADCAST | flags,
          Bpf.DLT_EN10MB,
          14);
    }

    private void enter() {
      net.kernel().giant().assertOwned();
      if (freed) {
        throw new Panic("the driver of old0 is called after it was freed");
      }
    }

    @Override
    public Errno output(Mbuf m, SockAddr dst, Rtentry rt) {
      return snd.handoff(m, this, 0) ? Errno.OK : Errno.ENOBUFS;
    }

    @Override
    public void input(Mbuf m) {
      mbufs.freem(m);
    }

    @Override
    public void start() {
      enter();
      for (Mbuf m = snd.dequeue(); m != null; m = snd.dequeue()) {
        mbufs.freem(m);
      }
      enter();
    }

    @Override
    public Errno ioctl(int cmd, Object arg) {
      enter();
      if (cmd == Iff.SIOCSIFADDR) {
        up();
        return Errno.OK;
      }
      return super.ioctl(cmd, arg);
    }
  }

  private static Mbuf packet(Host h) {
    Mbuf m = h.mbufs().gethdr(How.WAITOK, Mbuf.MT_DATA);
    m.len = 60;
    m.pkthdr.len = 60;
    return m;
  }

  @Override
  public void run(World world, LockWatch watch) {
    LockRuntime rt = world.runtime("", watch, 2);
    Host h = Host.builder().runtime(rt).name("host").mbufsMayFail(false).build();
    // A driver with groups is waited for once more at detach, since they go then.
    Card card = new Card(h.net(), rt.choose(2, "groups") == 0 ? 0 : Iff.IFF_MULTICAST);
    must(h.net().attach(card));
    must(h.inet().control.aifaddr(card, InAliasReq.parse("10.0.0.1/24")));
    setFlags(h, Iff.IFF_UP | Iff.IFF_NOARP);
    if (!card.has(Iff.IFF_NOARP | Iff.IFF_NEEDSGIANT)) {
      throw new AssertionError("flags " + card.flags());
    }
    Mtx so = rt.mtx(Locks.SO_RCV);
    KThread sender =
        rt.spawn(
            "sender",
            Priority.USER,
            1,
            () -> {
              Mbuf m = packet(h);
              so.lock(); // Giant cannot be taken now.
              card.output(m, null, null);
              so.unlock();
            });
    KThread intr =
        rt.spawn(
            "intr",
            Priority.USER,
            1,
            () -> {
              Mbuf m = packet(h);
              h.kernel().giant().lock();
              card.output(m, null, null);
              h.kernel().giant().unlock();
            });
    must(h.net().detach(card));
    card.freed = true;
    sender.join();
    intr.join();
    h.shutdownClean();
  }

  private static void setFlags(Host h, int flags) {
    Proc p = h.newProc("ifconfig");
    Syscalls s = h.syscalls(p);
    try {
      int fd = s.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
      s.ioctl(fd, Iff.SIOCSIFFLAGS, new IfReq("old0", flags));
    } catch (SysException e) {
      throw new AssertionError(e);
    }
    p.exit(0);
  }

  private static void must(Errno error) {
    if (error != Errno.OK) {
      throw new AssertionError(error);
    }
  }
}
