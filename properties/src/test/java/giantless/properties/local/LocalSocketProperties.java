package giantless.properties.local;

import giantless.properties.local.model.Kind;
import giantless.properties.local.model.Rules;
import giantless.stack.local.UnpLocking;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A pair of UNIX domain sockets against two queues of records: any calls of a non-blocking caller
 * answer as {@link giantless.properties.local.model} says, with each type and each locking.
 */
class LocalSocketProperties {
  @Property(tries = 60)
  void pair_is_two_queues(
      @ForAll(supplier = LocalSteps.class) List<LocalStep> steps,
      @ForAll UnpLocking.Kind locking,
      @ForAll Kind kind) {
    LocalComparison.run(locking, kind, new Rules(), steps);
  }
}
