package giantless.stack.socket;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import java.util.ArrayList;
import java.util.List;

/**
 * The accept filters that are loaded, and SO_ACCEPTFILTER, {@code uipc_accf.c}. {@link #lock} is
 * ACCEPT_FILTER_LOCK: the list, and how many listeners use each. Which filter a listener has
 * belongs to the accept lock. dataready and httpready are there from boot.
 */
public final class AcceptFilters {
  /** A filter on the list. */
  private static final class Entry {
    final AcceptFilter filter;

    /** Named by the contract below. */
    @SuppressWarnings("UnusedVariable")
    final AcceptFilters filters;

    @GuardedBy("filters.lock")
    int users;

    Entry(AcceptFilters filters, AcceptFilter filter) {
      this.filters = filters;
      this.filter = filter;
    }
  }

  /** A filter on a listener, {@code struct so_accf}. Immutable. */
  static final class SoAccf {
    final AcceptFilter filter;
    final Object arg;

    /** af_arg, for getsockopt(2). */
    final String text;

    SoAccf(AcceptFilter filter, Object arg, String text) {
      this.filter = filter;
      this.arg = arg;
      this.text = text;
    }
  }

  public final Mtx lock;

  @GuardedBy("lock")
  private final List<Entry> list = new ArrayList<>(2);

  private final Knob unloadable = new Knob(0, 0, 1);
  private final AccfHttp http = new AccfHttp();

  AcceptFilters(Kernel kernel) {
    this.lock = kernel.rt().mtx(Locks.ACCEPT_FILTER);
    list.add(new Entry(this, new AccfData()));
    list.add(new Entry(this, http));
  }

  /** accept_filter_add(9): EEXIST if one of that name is loaded. */
  @Excludes("lock")
  public Errno add(AcceptFilter filter) {
    lock.lock();
    boolean there = find(filter.name()) != null;
    if (!there) {
      list.add(new Entry(this, filter));
    }
    lock.unlock();
    return there ? Errno.EEXIST : Errno.OK;
  }

  /**
   * accept_filter_del(9): ENOENT, EBUSY while a listener has it, EOPNOTSUPP unless {@code
   * net.inet.accf.unloadable} is set.
   */
  @Excludes("lock")
  public Errno del(String name) {
    Errno error = Errno.OK;
    lock.lock();
    Entry e = find(name);
    if (e == null) {
      error = Errno.ENOENT;
    } else if (!unloadable.on()) {
      error = Errno.EOPNOTSUPP;
    } else if (e.users != 0) {
      error = Errno.EBUSY;
    } else {
      list.remove(e);
    }
    lock.unlock();
    return error;
  }

  /** How many listeners have the filter; -1 if it is not loaded. */
  @Excludes("lock")
  public int users(String name) {
    lock.lock();
    Entry e = find(name);
    int n = e == null ? -1 : e.users;
    lock.unlock();
    return n;
  }

  private Entry find(String name) {
    for (Entry e : list) {
      if (e.filter.name().equals(name)) {
        return e;
      }
    }
    return null;
  }

  /** accept_filter_get(9): the filter with a use counted, or null. */
  @Excludes("lock")
  private AcceptFilter get(String name) {
    lock.lock();
    Entry e = find(name);
    if (e != null) {
      e.users++;
    }
    lock.unlock();
    return e == null ? null : e.filter;
  }

  @Excludes("lock")
  private void put(AcceptFilter filter) {
    lock.lock();
    find(filter.name()).users--;
    lock.unlock();
  }

  /**
   * do_setopt_accept_filter: setsockopt(SO_ACCEPTFILTER); a null value takes the filter away.
   *
   * @return EINVAL for a socket that does not listen, one that has a filter already, a value that
   *     is too short, or an argument that the filter refuses; ENOENT for an unknown filter
   */
  @Excludes({"so.sockets.accept", "so.rcv.lock"})
  Errno setopt(Socket so, Sockopt sopt) {
    if (sopt.val() == null) {
      if (!so.hasOption(SocketConst.SO_ACCEPTCONN)) {
        return Errno.EINVAL;
      }
      clear(so);
      return Errno.OK;
    }
    byte[] af = new byte[AcceptFilter.ARG_SIZE];
    Errno error = sopt.copyin(af, AcceptFilter.ARG_SIZE);
    if (error != Errno.OK) {
      return error;
    }
    AcceptFilter filter = get(AcceptFilter.nameOf(af));
    if (filter == null) {
      return Errno.ENOENT;
    }
    Object[] arg = new Object[1];
    String text = AcceptFilter.argOf(af);
    error = filter.create(so, text, arg);
    if (error != Errno.OK) {
      put(filter);
      return error;
    }
    so.sockets.accept.lock();
    if (!so.hasOption(SocketConst.SO_ACCEPTCONN) || so.soAccf != null || so.soDraining) {
      error = Errno.EINVAL;
    } else {
      so.soAccf = new SoAccf(filter, arg[0], text);
      so.rcv.lock.lock();
      so.changeOptions(SocketConst.SO_ACCEPTFILTER, 0);
      so.rcv.lock.unlock();
    }
    so.sockets.accept.unlock();
    if (error != Errno.OK) {
      filter.destroy(so, arg[0]);
      put(filter);
    }
    return error;
  }

  /** do_getopt_accept_filter: EINVAL for a socket that does not listen, or has no filter. */
  @Excludes("so.sockets.accept")
  Errno getopt(Socket so, Sockopt sopt) {
    so.sockets.accept.lock();
    SoAccf af = so.soAccf;
    so.sockets.accept.unlock();
    return af == null ? Errno.EINVAL : sopt.copyout(AcceptFilter.arg(af.filter.name(), af.text));
  }

  /**
   * Takes the filter of a listener away, if it has one; the connections that it kept go to
   * accept(2).
   */
  @Excludes({"so.sockets.accept", "so.rcv.lock"})
  void clear(Socket so) {
    so.sockets.accept.lock();
    SoAccf af = so.soAccf;
    so.soAccf = null;
    so.rcv.lock.lock();
    so.changeOptions(0, SocketConst.SO_ACCEPTFILTER);
    so.rcv.lock.unlock();
    SoListen.filterGone(so);
    if (af != null) {
      af.filter.destroy(so, af.arg);
      put(af.filter);
    }
  }

  void provide(OidTree t) {
    t.addInt(
        "net.inet.accf.unloadable",
        Oid.CTLFLAG_RW,
        "Allow unload of accept filters (not recommended)",
        unloadable);
    http.provide(t);
  }
}
