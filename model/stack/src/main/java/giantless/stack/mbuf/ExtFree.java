package giantless.stack.mbuf;

/** Gives external storage back to its owner, {@code ext_free}. Runs once, after the last mbuf. */
@FunctionalInterface
public interface ExtFree {
  /** May run with any mutex of the stack held, so it must not sleep. */
  void free(byte[] store);
}
