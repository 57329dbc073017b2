package giantless.explore.jpf.inside;

import giantless.lock.LockMode;
import java.util.List;

/** A lock that a thread holds, and those it had taken before. Immutable. */
final class Held {
  final Held before;
  final int lock;
  final boolean shared;
  final int depth;
  final List<Site> stack;

  Held(Held before, int lock, boolean shared, int depth, List<Site> stack) {
    this.before = before;
    this.lock = lock;
    this.shared = shared;
    this.depth = depth;
    this.stack = stack;
  }

  LockMode mode() {
    return shared ? LockMode.SHARED : LockMode.EXCLUSIVE;
  }

  static Held find(Held h, int lock) {
    while (h != null && h.lock != lock) {
      h = h.before;
    }
    return h;
  }

  /** The same with the entry of that lock replaced, or taken away if the new one is null. */
  static Held replace(Held h, int lock, Held by) {
    if (h.lock == lock) {
      return by == null ? h.before : new Held(h.before, lock, by.shared, by.depth, by.stack);
    }
    return new Held(replace(h.before, lock, by), h.lock, h.shared, h.depth, h.stack);
  }
}
