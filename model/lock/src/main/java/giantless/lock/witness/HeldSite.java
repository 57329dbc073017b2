package giantless.lock.witness;

/** What a witness keeps with each lock that a thread holds: its class's node, and the place. */
interface HeldSite {
  OrderNode node();

  CallStack stack();
}
