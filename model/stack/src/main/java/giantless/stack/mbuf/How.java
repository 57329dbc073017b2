package giantless.stack.mbuf;

/** What an allocation does when memory is short. */
public enum How {
  /** {@code M_DONTWAIT}: fails; the only choice for whoever holds a mutex. */
  DONTWAIT,
  /** {@code M_TRYWAIT}, {@code M_WAITOK}: asks the protocols to give memory back, then sleeps. */
  WAITOK
}
