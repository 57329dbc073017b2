package giantless.stack.kern;

import giantless.lock.LockWatch;
import giantless.lock.witness.WatchChain;
import giantless.lock.witness.Witness;

/**
 * The switches {@code debug.witness.*} of witness(4), on a machine whose locks a {@link Witness}
 * watches. Machines that share a witness share its switches.
 */
final class WitnessSysctl {
  private WitnessSysctl() {}

  static void provide(OidTree t, LockWatch watch) {
    Witness w = WatchChain.witnessOf(watch);
    if (w == null) {
      t.addLong("debug.witness.watch", "No witness watches lock operations", () -> 0);
      return;
    }
    t.addLong(
        "debug.witness.watch",
        Oid.CTLFLAG_RW,
        "Whether lock operations are watched; once 0, it stays 0",
        () -> number(w.isWatching()),
        v -> watch(w, v));
    t.addLong(
        "debug.witness.trace",
        Oid.CTLFLAG_RW,
        "Whether reports end with stacks",
        () -> number(w.traces()),
        v -> {
          w.setTrace(v != 0);
          return Errno.OK;
        });
    t.addLong(
        "debug.witness.kdb",
        Oid.CTLFLAG_RW,
        "Whether a violation stops the thread, and is not reported only",
        () -> number(w.mode() == Witness.Mode.PANIC),
        v -> {
          w.setMode(v != 0 ? Witness.Mode.PANIC : Witness.Mode.WARN);
          return Errno.OK;
        });
    t.addLong(
        "debug.witness.skipspin", "Whether spin locks go unwatched: they are watched", () -> 0);
  }

  /** What was not watched for a time is not known: it cannot be taken up again. */
  private static Errno watch(Witness w, long value) {
    if (value != number(w.isWatching())) {
      if (value != 0) {
        return Errno.EINVAL;
      }
      w.stopWatching();
    }
    return Errno.OK;
  }

  private static long number(boolean on) {
    return on ? 1 : 0;
  }
}
