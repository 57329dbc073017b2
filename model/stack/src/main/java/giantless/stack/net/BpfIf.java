package giantless.stack.net;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.stack.mbuf.Mbuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The captures on one interface, struct bpf_if. Its lock protects their list. It lives as long as
 * its interface, so that a tap never finds it gone between the test and the use.
 */
public final class BpfIf {
  private static final byte[] NO_HEADER = new byte[0];

  /** bif_mtx. */
  public final Mtx lock;

  private final Bpf bpf;
  private final Ifnet ifp;
  private final int dlt;
  private final int headerLength;

  @GuardedBy("lock")
  private final List<BpfD> dlist = new ArrayList<>();

  @Racy("bpf_peers_present: a capture that begins or ends may see a packet more or less")
  private volatile int peers;

  BpfIf(Bpf bpf, Ifnet ifp, int dlt, int headerLength) {
    this.bpf = bpf;
    this.ifp = ifp;
    this.dlt = dlt;
    this.headerLength = headerLength;
    this.lock = bpf.kernel.rt().mtx(Locks.BPFIF);
  }

  /** The link type, a {@code Bpf.DLT_} constant. */
  public int dlt() {
    return dlt;
  }

  /** Of the link header, in bytes. */
  public int headerLength() {
    return headerLength;
  }

  String name() {
    return ifp.name();
  }

  /** Whether anyone captures. */
  public boolean peersPresent() {
    return peers > 0;
  }

  /** BPF_MTAP: shows a packet with its link header to the captures. It stays the caller's. */
  public void mtap(Mbuf m) {
    if (peers > 0) {
      tap(NO_HEADER, m);
    }
  }

  /** bpf_mtap2: as {@link #mtap}, for a packet whose link header is made up. */
  public void mtap2(byte[] header, Mbuf m) {
    if (peers > 0) {
      tap(header, m);
    }
  }

  @Excludes("lock")
  private void tap(byte[] header, Mbuf m) {
    long nanos = bpf.kernel.timeOfDayNanos();
    lock.lock();
    for (BpfD d : dlist) {
      d.tap(header, m, nanos);
    }
    lock.unlock();
  }

  @Excludes("lock")
  void add(BpfD d) {
    lock.lock();
    dlist.add(d);
    peers = dlist.size();
    lock.unlock();
  }

  @Excludes("lock")
  void remove(BpfD d) {
    lock.lock();
    dlist.remove(d);
    peers = dlist.size();
    lock.unlock();
  }

  @Excludes("lock")
  void detachAll() {
    lock.lock();
    for (BpfD d : dlist) {
      d.detached();
    }
    dlist.clear();
    peers = 0;
    lock.unlock();
  }
}
