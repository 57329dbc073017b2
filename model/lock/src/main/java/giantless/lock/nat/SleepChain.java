package giantless.lock.nat;

import giantless.lock.Locks;

/**
 * One chain of sleep queues: the threads asleep on any of the channels that hash here, in the order
 * in which they went to sleep. Everything is guarded by {@link #lock}, a spin mutex.
 */
final class SleepChain {
  final NativeMtx lock;
  private NativeThread head;
  private NativeThread tail;

  SleepChain(NativeRuntime rt) {
    this.lock = new NativeMtx(rt, Locks.SLEEPQ, false);
  }

  /** The thread longest asleep on the channel, or null. */
  NativeThread first(Object channel) {
    NativeThread at = head;
    while (at != null && at.channel != channel) {
      at = at.next;
    }
    return at;
  }

  /** The sleeper of the best priority, the longest asleep among equals; or null. */
  NativeThread best(Object channel) {
    NativeThread best = null;
    for (NativeThread at = head; at != null; at = at.next) {
      if (at.channel == channel && (best == null || at.priority() < best.priority())) {
        best = at;
      }
    }
    return best;
  }

  void add(NativeThread td) {
    td.next = null;
    if (head == null) {
      head = td;
    } else {
      tail.next = td;
    }
    tail = td;
  }

  void remove(NativeThread td) {
    NativeThread before = null;
    for (NativeThread at = head; at != td; at = at.next) {
      before = at;
    }
    if (before == null) {
      head = td.next;
    } else {
      before.next = td.next;
    }
    if (tail == td) {
      tail = before;
    }
    td.next = null;
    td.channel = null;
    td.interlock = null;
  }

  /** Takes all sleepers of the channel out, chained by {@code next}, the longest asleep first. */
  NativeThread takeAll(Object channel) {
    NativeThread list = null;
    NativeThread last = null;
    NativeThread at = head;
    while (at != null) {
      NativeThread following = at.next;
      if (at.channel == channel) {
        remove(at);
        if (last == null) {
          list = at;
        } else {
          last.next = at;
        }
        last = at;
      }
      at = following;
    }
    return list;
  }
}
