package giantless.lock;

/** Thread priorities as in sys/priority.h: the smaller number runs first. */
public final class Priority {
  /** Interrupt threads of network drivers, {@code PI_NET}. */
  public static final int INTR_NET = 16;

  /** The software interrupt of the clock, {@code PI_SOFTCLOCK}. */
  public static final int SWI_CLOCK = 28;

  /** The software interrupt of the network, {@code PI_SWI(SWI_NET)}. */
  public static final int SWI_NET = 29;

  /** Task queue threads, {@code PI_SWI(SWI_TQ)}. */
  public static final int SWI_TQ = 34;

  /** The task queue thread under Giant, {@code PI_SWI(SWI_TQ_GIANT)}. */
  public static final int SWI_TQ_GIANT = 35;

  /** Kernel threads, {@code PWAIT}. */
  public static final int KTHREAD = 84;

  /** A thread which waits for a socket, {@code PSOCK}. */
  public static final int SOCKET = 88;

  /** User threads. */
  public static final int USER = 160;

  private Priority() {}
}
