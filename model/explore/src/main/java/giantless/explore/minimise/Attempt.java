package giantless.explore.minimise;

import giantless.lock.explored.Failure;
import java.util.List;

/** An execution that fails in the right way. */
final class Attempt {
  final int[] schedule;
  final List<Script.Line> script;
  final int operations;
  final int preemptions;
  final Failure failure;

  Attempt(Recorder recorder, Failure failure) {
    this.schedule = recorder.schedule();
    this.script = recorder.script();
    this.operations = recorder.operations();
    this.preemptions = recorder.preemptions();
    this.failure = failure;
  }

  /** Fewer operations, or as many and fewer preemptions, or as many and fewer lines. */
  boolean isBetterThan(Attempt o) {
    if (operations != o.operations) {
      return operations < o.operations;
    }
    if (preemptions != o.preemptions) {
      return preemptions < o.preemptions;
    }
    return script.size() < o.script.size();
  }
}
