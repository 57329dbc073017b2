package giantless.properties.local;

import giantless.properties.local.model.NameRules;
import giantless.stack.local.UnpLocking;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * UNIX domain sockets of two processes that meet by name, against files and queues: any calls of
 * non-blocking callers answer as {@link giantless.properties.local.model.NameModel} says, and leave
 * names, peers and unread bytes as it says, with each locking.
 */
class LocalNameProperties {
  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
  void names_lead_to_queues(
      @ForAll(supplier = NameSteps.class) List<NameStep> steps, @ForAll UnpLocking.Kind locking) {
    NameComparison.run(locking, new NameRules(), steps);
  }
}
