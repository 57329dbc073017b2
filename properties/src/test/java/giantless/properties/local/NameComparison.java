package giantless.properties.local;

import giantless.properties.local.model.NameModel;
import giantless.properties.local.model.NameRules;
import giantless.properties.local.model.Rules;
import giantless.stack.local.UnpLocking;

/**
 * Sockets of the stack that meet by name beside the model: calls and states are alike. After a call
 * its own socket is looked at, and those that the model says have changed; at the end all are.
 */
final class NameComparison {
  private final NameMachine stack;
  private final NameModel model;

  /** What the model said of each slot when the stack was last asked. */
  private final String[] states = new String[NameModel.SLOTS];

  NameComparison(UnpLocking.Kind locking, NameRules rules) {
    stack = new NameMachine(locking);
    model = new NameModel(new Rules(), rules, stack.creds(), NameMachine.DIRECTORY);
  }

  /** Runs the steps to the end. */
  static void run(UnpLocking.Kind locking, NameRules rules, Iterable<NameStep> steps) {
    NameComparison c = new NameComparison(locking, rules);
    for (NameStep s : steps) {
      c.step(s);
    }
    for (int slot = 0; slot < NameModel.SLOTS; slot++) {
      c.states[slot] = null;
      c.checkState("at the end", slot);
    }
    c.stack.end();
  }

  /** One call, unless there is no socket for it, or no slot for the one that it makes. */
  private void step(NameStep s) {
    int free = model.freeSlot(s.slot);
    if (model.isOpen(s.slot) == s.opens || s.accepts && free < 0) {
      return;
    }
    LocalComparison.check(s + ":", s.on(model), s.on(stack, free));
    states[s.slot] = null;
    for (int slot = 0; slot < NameModel.SLOTS; slot++) {
      checkState(s.toString(), slot);
    }
  }

  /** A socket whose state is not what it was, by the model. */
  private void checkState(String when, int slot) {
    if (!model.isOpen(slot)) {
      states[slot] = null;
      return;
    }
    int unread = model.unreadByPeer(slot);
    String state = model.state(slot);
    String all = state + ", unread by the peer " + unread;
    if (all.equals(states[slot])) {
      return;
    }
    states[slot] = all;
    LocalComparison.check(when + ": at " + slot, state, stack.state(slot));
    if (unread >= 0) {
      LocalComparison.check(
          when + ": unread by the peer of " + slot, unread, stack.unreadByPeer(slot));
    }
  }
}
