package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.IThread;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.ArrayDeque;

/**
 * One end of a wire between two hosts, epair(4). The wire carries bytes: the sender copies a frame
 * out of its own mbufs, and the receiver's interrupt thread copies it into mbufs of its own, so
 * that neither host's memory is ever in the other. The receive lock protects what has arrived.
 *
 * <p>While the far end's ring is full the sender leaves its frames in its output queue, and is
 * started again when there is room: a frame is lost only at that queue, where the sender gets
 * ENOBUFS. A {@link WireFault} may lose, double and delay.
 */
public final class EpairIf extends EtherIf {
  /** Frames that a receive ring holds. */
  public static final int RING = 512;

  /** The driver's lock; see the class. */
  public final Mtx rxLock;

  private final IThread ithread;

  /** The far end; set once, before either end is attached. */
  @Frozen("pair returns the ends")
  private EpairIf peer;

  @Racy("replaced whole by a test")
  private volatile WireFault fault = WireFault.NONE;

  @GuardedBy("rxLock")
  private ArrayDeque<byte[]> ring = new ArrayDeque<>();

  /** The far end found the ring full, and wants to be started. */
  @GuardedBy("rxLock")
  private boolean peerBlocked;

  /** The far end has room again. */
  @GuardedBy("rxLock")
  private boolean txRestart;

  /** The cable is out: nothing arrives. */
  @GuardedBy("rxLock")
  private boolean unplugged;

  /** Frames on their way here. */
  private final InFlight inFlight;

  private EpairIf(NetStack net, String name, byte[] lladdr) {
    super(net, name, lladdr);
    this.rxLock = net.kernel().rt().mtx(Locks.SOFTC);
    this.inFlight = new InFlight(net.kernel().rt(), rxLock, this::receive);
    this.ithread =
        net.kernel().netIthread("irq: " + name, Priority.INTR_NET, cpuFor(net), this::intr);
  }

  private static int cpuFor(NetStack net) {
    return net.kernel().rt().cpus() - 1;
  }

  /**
   * Makes a wire with two ends, one in each of two hosts (or both in one); attach them then.
   *
   * @param unit names the ends {@code epairNa} and {@code epairNb}, and their addresses
   * @return the end of {@code a}; {@link #peer} is the other
   */
  public static EpairIf pair(NetStack a, NetStack b, int unit) {
    EpairIf endA = new EpairIf(a, "epair" + unit + "a", localAddress(unit << 8 | 0x0a));
    EpairIf endB = new EpairIf(b, "epair" + unit + "b", localAddress(unit << 8 | 0x0b));
    endA.peer = endB;
    endB.peer = endA;
    endA.setLinkState(Iff.LINK_STATE_UP);
    endB.setLinkState(Iff.LINK_STATE_UP);
    return endA;
  }

  /** The far end. */
  public EpairIf peer() {
    return peer;
  }

  /** What happens to frames that this end sends. */
  public void setFault(WireFault newFault) {
    fault = newFault;
  }

  // ---- Sending ----

  @Override
  @Requires("snd.lock")
  protected boolean txReady() {
    return peer.hasRoomOrCallBack();
  }

  /** Called by the far end, with its output queue locked: what we find cannot change unseen. */
  @Excludes("rxLock")
  private boolean hasRoomOrCallBack() {
    rxLock.lock();
    boolean room = unplugged || ring.size() < RING;
    peerBlocked |= !room;
    rxLock.unlock();
    return room;
  }

  @Override
  protected void transmit(Mbuf m) {
    byte[] frame = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, frame.length, frame, 0);
    mbufs.freem(m);
    WireFault now = fault;
    if (now == WireFault.NONE) {
      peer.receive(frame);
      return;
    }
    int copies = now.copies(frame);
    for (int i = 0; i < copies; i++) {
      byte[] copy = i == 0 ? frame : frame.clone();
      long nanos = now.delayNanos(copy, i);
      if (nanos > 0) {
        peer.inFlight.launch(copy, nanos);
      } else {
        peer.receive(copy);
      }
    }
  }

  // ---- Receiving ----

  @Excludes("rxLock")
  private void receive(byte[] frame) {
    rxLock.lock();
    boolean plugged = !unplugged;
    // A doubled or delayed frame has not asked for room, and may find none.
    boolean room = plugged && ring.size() < 2 * RING;
    if (room) {
      ring.addLast(frame);
    }
    rxLock.unlock();
    if (room) {
      ithread.schedule();
    } else if (plugged) {
      data.ifi_iqdrops.inc();
    }
  }

  /**
   * The interrupt: takes what has arrived, and starts our own output if it was waiting. What comes
   * meanwhile is for the next interrupt.
   */
  @Excludes("rxLock")
  private void intr() {
    rxLock.lock();
    // Ours alone once the ring is another; an empty ring stays, and is not to be looked at
    // unlocked.
    ArrayDeque<byte[]> frames = null;
    if (!ring.isEmpty()) {
      frames = ring;
      ring = new ArrayDeque<>();
    }
    boolean wakePeer = peerBlocked;
    boolean startOurs = txRestart;
    peerBlocked = false;
    txRestart = false;
    rxLock.unlock();
    if (wakePeer) {
      peer.restartOutput();
    }
    if (startOurs) {
      start();
    }
    if (frames == null) {
      return;
    }
    for (byte[] frame : frames) {
      Mbuf m = mbufs.devget(frame, 0, frame.length, this, How.DONTWAIT);
      if (m == null) {
        data.ifi_iqdrops.inc();
      } else {
        input(m);
      }
    }
  }

  @Excludes("rxLock")
  private void restartOutput() {
    rxLock.lock();
    txRestart = true;
    rxLock.unlock();
    ithread.schedule();
  }

  @Override
  protected void stopDriver() {
    stopTransmit();
    rxLock.lock();
    unplugged = true;
    ring.clear();
    boolean wakePeer = peerBlocked;
    peerBlocked = false;
    rxLock.unlock();
    inFlight.cut();
    if (wakePeer) {
      peer.restartOutput();
    }
    peer.setLinkState(Iff.LINK_STATE_DOWN);
    setLinkState(Iff.LINK_STATE_DOWN);
    ithread.stop();
  }
}
