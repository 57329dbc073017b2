package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.IThread;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

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

  /** Where frames arrive. */
  @GuardedBy("rxLock")
  private FrameRing ring = new FrameRing();

  /** The ring that the interrupt thread empties, or has emptied. */
  @GuardedBy("rxLock")
  private FrameRing spare = new FrameRing();

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
    WireFault now = fault;
    if (now == WireFault.NONE) {
      peer.receive(mbufs, m);
      mbufs.freem(m);
      return;
    }
    byte[] frame = new byte[m.pkthdr.len];
    mbufs.copydata(m, 0, frame.length, frame, 0);
    mbufs.freem(m);
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

  /**
   * Takes a copy of a frame of the far end: what a card does that copies out of the sender's memory
   * into a buffer of its ring.
   */
  @Excludes("rxLock")
  private void receive(MbufPool theirs, Mbuf m) {
    rxLock.lock();
    boolean room = hasRoom();
    if (room) {
      ring.put(theirs, m);
    }
    arrived(room);
  }

  @Excludes("rxLock")
  private void receive(byte[] frame) {
    rxLock.lock();
    boolean room = hasRoom();
    if (room) {
      ring.put(frame);
    }
    arrived(room);
  }

  /** A doubled or delayed frame has not asked for room, and may find none. */
  @Requires("rxLock")
  private boolean hasRoom() {
    return !unplugged && ring.size() < 2 * RING;
  }

  @Releases("rxLock")
  private void arrived(boolean taken) {
    boolean plugged = !unplugged;
    rxLock.unlock();
    if (taken) {
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
    // Ours alone once the ring is the other; an empty ring stays, and is not to be looked at
    // unlocked.
    FrameRing frames = null;
    if (ring.size() > 0) {
      frames = ring;
      ring = spare;
      spare = frames;
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
    for (int i = 0; i < frames.size(); i++) {
      Mbuf m = mbufs.devget(frames.buffer(i), 0, frames.length(i), this, How.DONTWAIT);
      if (m == null) {
        data.ifi_iqdrops.inc();
      } else {
        input(m);
      }
    }
    frames.clear();
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
