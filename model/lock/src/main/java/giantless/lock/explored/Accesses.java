package giantless.lock.explored;

import java.util.Arrays;

/** The last access of each of several threads, by slot. */
final class Accesses {
  private Access[] bySlot = new Access[4];

  void put(ThreadClock t, FieldSite site) {
    Access a = t.slot < bySlot.length ? bySlot[t.slot] : null;
    if (a == null || a.epoch != t.epoch) {
      put(t.epoch, site, t.thread.heldNow(), t.of.stack());
    }
  }

  void put(long epoch, FieldSite site, HeldAt held, Object stack) {
    Access a = new Access(epoch, site, held, stack);
    if (a.slot() >= bySlot.length) {
      bySlot = Arrays.copyOf(bySlot, Math.max(a.slot() + 1, bySlot.length * 2));
    }
    bySlot[a.slot()] = a;
  }

  /** One that did not happen before what the thread does now; null if there is none. */
  Access unordered(ThreadClock t) {
    for (Access a : bySlot) {
      if (a != null && !t.covers(a.epoch)) {
        return a;
      }
    }
    return null;
  }

  boolean allOver(RaceDetector detector) {
    for (Access a : bySlot) {
      if (a != null && !detector.allCover(a.epoch)) {
        return false;
      }
    }
    return true;
  }
}
