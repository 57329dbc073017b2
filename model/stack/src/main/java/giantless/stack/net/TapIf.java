package giantless.stack.net;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/**
 * An Ethernet interface on a TAP device of the Linux host under us: what Linux sends to the device
 * we receive, and the other way round. A kernel thread waits for frames; the driver's lock protects
 * its life. For the native runtime only, as the wait is Linux's.
 */
public final class TapIf extends EtherIf {
  /** Room for the largest MTU and a header. */
  private static final int MAXFRAME = 9216;

  /** The driver's lock. */
  public final Mtx softc;

  private final TapDevice device;

  @GuardedBy("softc")
  private KThread reader;

  private TapIf(NetStack net, String name, byte[] lladdr, TapDevice device) {
    super(net, name, lladdr);
    this.device = device;
    this.softc = net.kernel().rt().mtx(Locks.SOFTC);
    setLinkState(Iff.LINK_STATE_UP);
  }

  /**
   * Attaches to a TAP device. The interface is to be attached to the host then, and {@link #run} to
   * be called.
   *
   * @param device the name on the Linux side, which is also that of our interface
   * @param lladdr our hardware address; must differ from Linux's
   * @throws TapException the device cannot be had: no such file, no permission, busy
   */
  public static TapIf open(NetStack net, String device, byte[] lladdr) throws TapException {
    return new TapIf(net, device, lladdr, TapDevice.open(device, MAXFRAME));
  }

  /** Starts to receive. Once, after the interface was attached. */
  @Excludes("softc")
  public void run() {
    KThread td = net.kernel().rt().spawn("irq: " + name(), Priority.INTR_NET, 0, this::readFrames);
    softc.lock();
    reader = td;
    softc.unlock();
  }

  private void readFrames() {
    byte[] frame = device.read();
    while (frame != null) {
      if (frame.length > 0) {
        // Without mpsafenet a network interrupt runs under Giant.
        net.kernel().netLockGiant();
        receive(frame);
        net.kernel().netUnlockGiant();
      }
      frame = device.read();
    }
  }

  private void receive(byte[] frame) {
    Mbuf m = mbufs.devget(frame, 0, frame.length, this, How.DONTWAIT);
    if (m == null) {
      data.ifi_iqdrops.inc();
    } else {
      input(m);
    }
  }

  @Override
  protected void transmit(Mbuf m) {
    byte[] frame = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, frame.length, frame, 0);
    mbufs.freem(m);
    if (!device.write(frame)) {
      data.ifi_oerrors.inc();
    }
  }

  @Override
  @Excludes("softc")
  protected void stopDriver() {
    stopTransmit();
    softc.lock();
    KThread td = reader;
    reader = null;
    softc.unlock();
    if (td != null) {
      device.wake();
      td.join();
    }
    device.close();
    setLinkState(Iff.LINK_STATE_DOWN);
  }
}
