package giantless.lock.explored;

/** One access in the past. */
final class Access {
  final long epoch;
  final FieldSite site;
  final HeldAt held;
  final Object stack;

  Access(long epoch, FieldSite site, HeldAt held, Object stack) {
    this.epoch = epoch;
    this.site = site;
    this.held = held;
    this.stack = stack;
  }

  int slot() {
    return (int) (epoch >>> 32);
  }
}
