package giantless.stress.lincheck;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.kern.Errno;
import giantless.stack.net.IfNetList;
import giantless.stack.net.Ifnet;
import giantless.stack.net.NetStack;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The interface list: attach, detach and the lookups by name and by index are one step each, and an
 * interface that a lookup gives is not detached before its reference is given back.
 */
class IfNetListIT {
  private static final int NAMES = 2;

  /** The structure. Lookups answer with the index, or 0, or -1 if what they hold has gone. */
  @Param(name = "unit", gen = IntGen.class, conf = "0:1")
  @Param(name = "index", gen = IntGen.class, conf = "1:3")
  public static class Structure {
    private final NetStack net = Machines.net();
    private final IfNetList list = net.ifnets;

    public Structure() {
      attach(0);
    }

    @Operation(params = "unit")
    public boolean attach(int unit) {
      return net.attach(new Wire(net, "wire" + unit)) == Errno.OK;
    }

    @Operation(params = "unit")
    public boolean detach(int unit) {
      Ifnet ifp = list.ifunitRef("wire" + unit);
      if (ifp == null) {
        return false;
      }
      list.rele(ifp);
      return net.detach(ifp) == Errno.OK;
    }

    @Operation(params = "unit")
    public int byName(int unit) {
      return use(list.ifunitRef("wire" + unit));
    }

    @Operation(params = "index")
    public int byIndex(int index) {
      return use(list.byIndexRef(index));
    }

    private int use(Ifnet ifp) {
      if (ifp == null) {
        return 0;
      }
      int index = ifp.index();
      list.rele(ifp);
      return index;
    }
  }

  /** An array of indexes by unit. */
  public static class Specification {
    private final int[] indexes = {1, 0};
    private int last = 1;

    public boolean attach(int unit) {
      if (indexes[unit] != 0) {
        return false;
      }
      indexes[unit] = ++last;
      return true;
    }

    public boolean detach(int unit) {
      boolean was = indexes[unit] != 0;
      indexes[unit] = 0;
      return was;
    }

    public int byName(int unit) {
      return indexes[unit];
    }

    public int byIndex(int index) {
      return indexes[0] == index || indexes[1] == index ? index : 0;
    }
  }

  @Test
  void the_list_is_a_map_and_its_lookups_hold_what_they_give() {
    Linearizability.layerHolds(Structure.class, Specification.class);
  }

  /** The wrong twin: the lookup takes its reference after it has let the lock go. */
  @Param(name = "unit", gen = IntGen.class, conf = "0:1")
  @Param(name = "index", gen = IntGen.class, conf = "1:3")
  public static class ReferenceAfterUnlock {
    /** An interface; freed by detach once nobody refers to it. */
    private static final class Entry {
      private final int index;
      private int refs;
      private boolean freed;

      Entry(int index) {
        this.index = index;
      }
    }

    private final LockRuntime rt = Machines.runtime();
    private final Mtx lock = rt.mtx(Locks.IFNET);
    private final Entry[] list = new Entry[NAMES];
    private int last;

    public ReferenceAfterUnlock() {
      attach(0);
    }

    @Operation(params = "unit")
    public boolean attach(int unit) {
      lock.lock();
      boolean free = list[unit] == null;
      if (free) {
        list[unit] = new Entry(++last);
      }
      lock.unlock();
      return free;
    }

    @Operation(params = "unit")
    public boolean detach(int unit) {
      lock.lock();
      Entry e = list[unit];
      list[unit] = null;
      if (e != null) {
        while (e.refs > 0) {
          rt.sleepQueue().sleep(e, lock, "ifdetach");
        }
        e.freed = true;
      }
      lock.unlock();
      return e != null;
    }

    @Operation(params = "unit")
    public int byName(int unit) {
      lock.lock();
      Entry e = list[unit];
      lock.unlock();
      if (e == null) {
        return 0;
      }
      Machines.window();
      lock.lock();
      e.refs++;
      lock.unlock();
      int index = e.freed ? -1 : e.index;
      lock.lock();
      e.refs--;
      if (e.refs == 0) {
        rt.sleepQueue().wakeup(e);
      }
      lock.unlock();
      return index;
    }
  }

  @Test
  void a_lookup_that_takes_its_reference_after_the_unlock_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(ReferenceAfterUnlock.class, "byName", 0)),
            List.of(Scenarios.actor(ReferenceAfterUnlock.class, "detach", 0))),
        ReferenceAfterUnlock.class,
        Specification.class,
        "Invalid execution results");
    Linearizability.isBrokenUnderStress(
        ReferenceAfterUnlock.class, Specification.class, "Invalid execution results");
  }
}
