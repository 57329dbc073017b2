package giantless.lock.explored;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Finds accesses to one field, one of them a write, that nothing orders (FastTrack; Flanagan and
 * Freund, PLDI 2009). The order is that of the {@link Edge}s alone, so it does not depend on which
 * of two threads happened to be first. Lives for one run; its threads have slots from 0.
 */
final class RaceDetector {
  private static final int STACK_DEPTH = 24;

  private final World world;
  private final Set<Edge> forgotten;
  private final boolean stacks;
  private final List<ThreadClock> clocks = new ArrayList<>(4);
  private int[] covered = new int[0];

  RaceDetector(World world, WorldOptions options) {
    this.world = world;
    this.forgotten = options.forgotten;
    this.stacks = options.raceStacks;
  }

  /** Gives a thread its clock; it has seen nobody yet. */
  ThreadClock add(ExploredThread td) {
    ThreadClock t = new ThreadClock(this, td, clocks.size());
    clocks.add(t);
    return t;
  }

  boolean forgets(Edge edge) {
    return !forgotten.isEmpty() && forgotten.contains(edge);
  }

  /** Where the running thread is, if stacks are wanted; else null. */
  Object stack() {
    return stacks ? Sites.stack(STACK_DEPTH) : null;
  }

  /** An access of the running thread; the race that it makes, or null. */
  Race check(ThreadClock t, Shadow shadow, FieldState state, FieldSite site, int slot) {
    Access before = site.write ? state.write(t, site) : state.read(t, site);
    if (before == null || state.raced) {
      return null;
    }
    state.raced = true;
    return race(t, shadow, site, slot, before);
  }

  /** The same for bytes of an array. */
  Race checkBytes(ThreadClock t, Shadow shadow, FieldSite site, int from, int to) {
    ByteRanges bytes = shadow.bytes();
    Access before = bytes.touch(t, site, from, to, this);
    if (before == null || bytes.raced) {
      return null;
    }
    bytes.raced = true;
    return race(t, shadow, site, bytes.conflictAt, before);
  }

  /** The same for a step on a {@code @Racy} field. */
  Race checkStep(ThreadClock t, Shadow shadow, RacyState state, FieldSite site) {
    Access before = state.step(t, site);
    if (before == null || state.raced) {
      return null;
    }
    state.raced = true;
    return race(t, shadow, site, site.slot, before);
  }

  private Race race(ThreadClock t, Shadow shadow, FieldSite site, int slot, Access before) {
    Names names = world.names();
    ExploredThread other = clocks.get(before.slot()).thread;
    return new Race(
        shadow.describe(site, slot),
        new Race.Half(
            before.site.write,
            names.of(other),
            before.site.where,
            before.held.text(names),
            (String[]) before.stack),
        new Race.Half(
            site.write,
            names.of(t.thread),
            site.where,
            t.thread.heldNow().text(names),
            (String[]) stack()));
  }

  // ---- What cannot race any more ----

  /** Computes how much of each thread all threads that have not ended have seen. */
  void findCovered() {
    covered = new int[clocks.size()];
    Arrays.fill(covered, Integer.MAX_VALUE);
    for (int i = 0; i < world.liveCount(); i++) {
      ThreadClock t = world.live(i).clock;
      for (int s = 0; s < covered.length; s++) {
        covered[s] = Math.min(covered[s], t.seen(s));
      }
    }
  }

  /** Whether the epoch happened before all that can come, by the last computation. */
  boolean allCover(long epoch) {
    int slot = (int) (epoch >>> 32);
    return epoch == 0 || (slot < covered.length && covered[slot] >= (int) epoch);
  }
}
