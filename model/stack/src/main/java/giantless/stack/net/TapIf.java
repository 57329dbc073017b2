package giantless.stack.net;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/**
 * An Ethernet interface on a TAP device of the Linux host under us: what Linux sends to the device
 * we receive, and the other way round. A kernel thread waits for frames; the driver's lock protects
 * its life, and the device's one buffer for what is sent. A {@link WireFault} for each direction
 * may lose and delay. For the native runtime only, as the wait is Linux's.
 */
public final class TapIf extends EtherIf {
  /** Room for the largest MTU and a header. */
  private static final int MAXFRAME = 9216;

  /** The driver's lock. */
  public final Mtx softc;

  private final TapDevice device;

  @GuardedBy("softc")
  private KThread reader;

  @Frozen("run starts the reader")
  private WireFault rxFault = WireFault.NONE;

  @Frozen("run starts the reader")
  private WireFault txFault = WireFault.NONE;

  private final InFlight rxInFlight;
  private final InFlight txInFlight;

  private TapIf(NetStack net, String name, byte[] lladdr, TapDevice device) {
    super(net, name, lladdr);
    this.device = device;
    this.softc = net.kernel().rt().mtx(Locks.SOFTC);
    this.rxInFlight = new InFlight(net.kernel().rt(), softc, this::receive);
    this.txInFlight = new InFlight(net.kernel().rt(), softc, this::write);
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

  /** What happens to frames on their way in and out. Before {@link #run}. */
  public void setFaults(WireFault rx, WireFault tx) {
    rxFault = rx;
    txFault = tx;
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
        pass(frame, rxFault, rxInFlight);
      }
      frame = device.read();
    }
  }

  /** What the wire does to a frame. */
  private void pass(byte[] frame, WireFault fault, InFlight inFlight) {
    if (fault == WireFault.NONE) {
      inFlight.landing().land(frame);
      return;
    }
    int copies = fault.copies(frame);
    for (int i = 0; i < copies; i++) {
      byte[] copy = i == 0 ? frame : frame.clone();
      long nanos = fault.delayNanos(copy, i);
      if (nanos > 0) {
        inFlight.launch(copy, nanos);
      } else {
        inFlight.landing().land(copy);
      }
    }
  }

  private void receive(byte[] frame) {
    // Without mpsafenet a network interrupt runs under Giant.
    net.kernel().netLockGiant();
    Mbuf m = mbufs.devget(frame, 0, frame.length, this, How.DONTWAIT);
    if (m == null) {
      data.ifi_iqdrops.inc();
    } else {
      input(m);
    }
    net.kernel().netUnlockGiant();
  }

  @Override
  @Excludes("softc")
  protected void transmit(Mbuf m) {
    byte[] frame = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, frame.length, frame, 0);
    mbufs.freem(m);
    pass(frame, txFault, txInFlight);
  }

  @Excludes("softc")
  private void write(byte[] frame) {
    softc.lock();
    boolean written = device.write(frame);
    softc.unlock();
    if (!written) {
      data.ifi_oerrors.inc();
    }
  }

  @Override
  @Excludes("softc")
  protected void stopDriver() {
    stopTransmit();
    txInFlight.cut();
    softc.lock();
    KThread td = reader;
    reader = null;
    softc.unlock();
    if (td != null) {
      device.wake();
      td.join();
    }
    rxInFlight.cut();
    device.close();
    setLinkState(Iff.LINK_STATE_DOWN);
  }
}
