package giantless.stack.mbuf;

import giantless.lock.AtomicRef;
import giantless.lock.contract.Frozen;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import java.util.ArrayList;
import java.util.List;

/** The zones of clusters by size. A zone is made at the first use of its size. */
final class ClusterZones {
  private static final int[] SIZES = {
    Mbuf.MCLBYTES, Mbuf.MJUMPAGESIZE, Mbuf.MJUM9BYTES, Mbuf.MJUM16BYTES
  };
  private static final String[] NAMES = {
    "mbuf_cluster", "mbuf_jumbo_page", "mbuf_jumbo_9k", "mbuf_jumbo_16k"
  };
  private static final String[] LIMITS = {
    "kern.ipc.nmbclusters", "kern.ipc.nmbjumbop", "kern.ipc.nmbjumbo9", "kern.ipc.nmbjumbo16"
  };
  private static final int[] DEFAULTS = {25600, 12800, 6400, 3200};

  private final Kernel kernel;
  private final List<AtomicRef<Zone<MbufExt>>> zones = new ArrayList<>(SIZES.length);

  ClusterZones(Kernel kernel) {
    this.kernel = kernel;
    for (int i = 0; i < SIZES.length; i++) {
      zones.add(kernel.rt().atomicRef(null));
    }
  }

  /** The smallest size of cluster with room for {@code len} bytes; the largest if none has. */
  static int sizeFor(int len) {
    for (int size : SIZES) {
      if (len <= size) {
        return size;
      }
    }
    return Mbuf.MJUM16BYTES;
  }

  Zone<MbufExt> zone(int size) {
    for (int i = 0; i < SIZES.length; i++) {
      if (SIZES[i] == size) {
        return at(i);
      }
    }
    throw Kassert.panic("m_getjcl: invalid cluster size " + size);
  }

  private Zone<MbufExt> at(int i) {
    AtomicRef<Zone<MbufExt>> slot = zones.get(i);
    Zone<MbufExt> zone = slot.get();
    if (zone == null) {
      slot.compareAndSet(null, make(i));
      zone = slot.get();
    }
    return zone;
  }

  private Zone<MbufExt> make(int i) {
    int limit = kernel.tunableInt(LIMITS[i], DEFAULTS[i]);
    int size = SIZES[i];
    ZoneHolder holder = new ZoneHolder();
    holder.zone =
        new Zone<>(
            kernel,
            NAMES[i],
            limit,
            () -> new MbufExt(new byte[size], 0, size, kernel.rt().refCount(0), holder.zone, null));
    return holder.zone;
  }

  /** Lets a zone's maker name the zone. */
  private static final class ZoneHolder {
    @Frozen("the zone is put in its slot")
    private Zone<MbufExt> zone;
  }

  void reclaim() {
    for (AtomicRef<Zone<MbufExt>> slot : zones) {
      Zone<MbufExt> zone = slot.get();
      if (zone != null) {
        zone.reclaim();
      }
    }
  }

  long inUse() {
    long n = 0;
    for (AtomicRef<Zone<MbufExt>> slot : zones) {
      Zone<MbufExt> zone = slot.get();
      n += zone == null ? 0 : zone.inUse();
    }
    return n;
  }

  long fails() {
    long n = 0;
    for (AtomicRef<Zone<MbufExt>> slot : zones) {
      Zone<MbufExt> zone = slot.get();
      n += zone == null ? 0 : zone.fails().get();
    }
    return n;
  }

  void provide(OidTree t) {
    for (int i = 0; i < SIZES.length; i++) {
      Zone<MbufExt> zone = at(i);
      t.addLong(
          LIMITS[i],
          Oid.CTLFLAG_RW,
          "Maximum number of clusters of " + SIZES[i] + " bytes allowed",
          () -> zone.limit(),
          v -> v == (int) v ? zone.setLimit((int) v) : Errno.EINVAL);
      MbufPool.provideZone(t, zone);
    }
  }
}
