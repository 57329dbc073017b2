package giantless.stack.local;

import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/**
 * How the UNIX domain of a host is locked. The protocol says what it needs, in sections; each
 * locking does it with its own locks, and contracts name these by what they protect:
 *
 * <ul>
 *   <li>{@link #link}: connections, {@code v_socket}, and what is in flight. Held shared it keeps
 *       them as they are, held exclusively they may change.
 *   <li>{@link #list}: the lists of all control blocks.
 *   <li>{@link Unpcb#mtx}: one control block. Its linkage needs link and mtx to change.
 * </ul>
 *
 * <p>Order: link, list, mtx, then the locks of sockets. Two control blocks have no order, so more
 * than one of them is locked in an exclusive section only. In no section is anything done that may
 * sleep, nor is a socket made or freed.
 */
public abstract class UnpLocking {
  /** The lockings there are, for whoever builds a host. */
  public enum Kind {
    /** One mutex for all, {@code unp}: FreeBSD of 2004. */
    GLOBAL {
      @Override
      UnpLocking make(LockRuntime rt) {
        return new UnpGlobalLocking(rt);
      }
    },

    /** {@code unp_link_rwlock}, {@code unp_list_lock}, and a mutex in each control block. */
    PER_PCB {
      @Override
      UnpLocking make(LockRuntime rt) {
        return new UnpPcbLocking(rt);
      }
    };

    abstract UnpLocking make(LockRuntime rt);
  }

  /** Protects connections and what is in flight. */
  final LockObject link;

  /** Protects the lists. */
  final Mtx list;

  UnpLocking(LockObject link, Mtx list) {
    this.link = link;
    this.list = list;
  }

  /** What protects a new control block, its {@link Unpcb#mtx}. */
  abstract Mtx newPcbMtx();

  // ---- Sections; no other lock of the domain is held at the begin ----

  /** Begins a section in which connections stay as they are. */
  abstract void enterShared();

  abstract void leaveShared();

  /** Begins a section in which connections may change, and any number of blocks be locked. */
  abstract void enterExclusive();

  abstract void leaveExclusive();

  /** Begins a section on one control block alone, which the caller's socket keeps. */
  abstract void enterPcb(Unpcb unp);

  abstract void leavePcb(Unpcb unp);

  /** Begins a section on the lists alone. */
  abstract void enterList();

  abstract void leaveList();

  // ---- Inside of a shared or exclusive section ----

  /** Locks the lists too. Before any control block. */
  abstract void lockList();

  abstract void unlockList();

  /** Locks a control block; in a shared section one at a time. */
  abstract void lock(Unpcb unp);

  abstract void unlock(Unpcb unp);

  /** Locks another control block than the one that is locked, if it is another; exclusive only. */
  abstract void lockOther(Unpcb locked, Unpcb other);

  abstract void unlockOther(Unpcb locked, Unpcb other);

  /** The control block is on no list and connected to nothing. */
  abstract void destroy(Unpcb unp);
}
