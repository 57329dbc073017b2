package giantless.stack.net;

/** How received packets come to their protocol, netisr(9) and net.isr. */
public enum NetisrMode {
  /** In the thread that received them; protocols that are not MPSAFE still go through the queue. */
  DIRECT,
  /** Through one queue a protocol, drained by the one software interrupt thread {@code swi:net}. */
  ONE_THREAD,
  /**
   * Through a workstream of a CPU that the packet's flow chooses, each with a thread of its own.
   */
  PER_CPU
}
