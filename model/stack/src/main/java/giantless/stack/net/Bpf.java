package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.MbufPool;
import java.util.ArrayList;
import java.util.List;

/**
 * Taps on interfaces, bpf(4). The global lock protects the list of tapped interfaces, an
 * interface's lock ({@link BpfIf}) its descriptors, a descriptor's lock ({@link BpfD}) its buffers;
 * in this order.
 */
public final class Bpf {
  /** Link type: packets with a four-byte address family in front. */
  public static final int DLT_NULL = 0;

  /** Link type: Ethernet frames. */
  public static final int DLT_EN10MB = 1;

  final Kernel kernel;
  final MbufPool mbufs;

  /** bpf_mtx. */
  public final Mtx lock;

  private final Knob bufsize = new Knob(65536, 32, 1 << 24);

  @GuardedBy("lock")
  private final List<BpfIf> iflist = new ArrayList<>();

  Bpf(Kernel kernel, MbufPool mbufs) {
    this.kernel = kernel;
    this.mbufs = mbufs;
    this.lock = kernel.rt().mtx(Locks.BPF);
  }

  /** bpfattach: captures may attach to the interface from now on. */
  @Excludes("lock")
  void attach(BpfIf bp) {
    lock.lock();
    iflist.add(bp);
    lock.unlock();
  }

  /** bpfdetach: throws the captures off the interface; their readers see the end. */
  @Excludes("lock")
  void detach(BpfIf bp) {
    lock.lock();
    iflist.remove(bp);
    bp.detachAll();
    lock.unlock();
  }

  /**
   * BIOCSETIF on a new descriptor: begins to capture.
   *
   * @param bytes of each of the descriptor's two buffers; 0 for net.bpf.bufsize
   * @return the descriptor; null (ENXIO) if there is no such interface
   */
  @Excludes("lock")
  public BpfD open(String ifname, int bytes, BpfFilter filter) {
    BpfD d = new BpfD(this, bytes > 0 ? bytes : bufsize.get(), filter);
    boolean found = false;
    // The global lock from finding the interface to being on its list: it cannot leave in between.
    lock.lock();
    for (BpfIf bp : iflist) {
      if (bp.name().equals(ifname)) {
        d.attached(bp);
        bp.add(d);
        found = true;
        break;
      }
    }
    lock.unlock();
    return found ? d : null;
  }

  /** Takes a descriptor off its interface; OK also if the interface has left before. */
  @Excludes("lock")
  Errno close(BpfD d) {
    lock.lock();
    BpfIf bp = d.bif();
    if (bp != null) {
      bp.remove(d);
    }
    lock.unlock();
    return Errno.OK;
  }

  void provide(OidTree t) {
    t.addInt("net.bpf.bufsize", giantless.stack.kern.Oid.CTLFLAG_RW, "Buffer size", bufsize);
  }
}
