package giantless.lock.explored;

/**
 * A visible operation that a thread is about to perform: what a scheduler sees and a trace records.
 * Immutable, so that locks and threads keep theirs and publish them again and again.
 *
 * <p>It touches up to three objects, each as a reader or as a writer. Two operations are dependent
 * when they touch the same object and at least one writes it; independent ones commute.
 */
public final class Operation {

  /** What is done; the words are those of the trace. */
  public enum Kind {
    START("starts"),
    END("ends"),
    SPAWN("spawns"),
    JOIN("joins"),
    YIELD("yields"),
    LOCK("lock"),
    TRY_LOCK("trylock"),
    UNLOCK("unlock"),
    RLOCK("rlock"),
    TRY_RLOCK("try rlock"),
    RUNLOCK("runlock"),
    WLOCK("wlock"),
    /** The second step of a contended {@link #WLOCK}: the writer stands in the queue. */
    WLOCK_QUEUED("wlock from queue"),
    TRY_WLOCK("try wlock"),
    WUNLOCK("wunlock"),
    TRY_UPGRADE("try upgrade"),
    DOWNGRADE("downgrade"),
    DESTROY("destroy"),
    /** Releases the interlock and falls asleep, in one step. */
    SLEEP("sleep on"),
    /** Wakes up and takes the interlock again, in one step. */
    RESUME("resume"),
    SIGNAL("signal"),
    BROADCAST("broadcast"),
    HAS_WAITERS("has waiters"),
    WAKEUP("wakeup"),
    WAKEUP_ONE("wakeup one"),
    PARK("park"),
    UNPARK("unpark"),
    INTERRUPT("interrupt"),
    TEST_SIGNAL("test signal"),
    TAKE_SIGNAL("take signal"),
    GET("get"),
    SET("set"),
    CAS("cas"),
    ADD("add"),
    SWAP("swap"),
    READ("read"),
    WRITE("write"),
    CHOOSE("choose"),
    CLOCK("read clock"),
    /** Not of the thread's own doing: its deadline comes, and time with it. */
    EXPIRE("time runs out");

    private final String verb;

    Kind(String verb) {
      this.verb = verb;
    }

    /** The word for it in a trace. */
    public String verb() {
      return verb;
    }
  }

  private static final int FIRST_WRITES = 1;
  private static final int SECOND_WRITES = 2;

  private final Kind kind;
  private final Object first;
  private final Object second;
  private final Object third;
  private final int writes;
  private final String label;
  final Gate gate;

  private Operation(
      Kind kind, Object first, Object second, Object third, int writes, String label, Gate gate) {
    this.kind = kind;
    this.first = first;
    this.second = second;
    this.third = third;
    this.writes = writes;
    this.label = label;
    this.gate = gate;
  }

  /** An operation that writes its object. */
  static Operation write(Kind kind, Object object, Gate gate) {
    return new Operation(kind, object, null, null, FIRST_WRITES, null, gate);
  }

  /** An operation that reads its object. */
  static Operation read(Kind kind, Object object, Gate gate) {
    return new Operation(kind, object, null, null, 0, null, gate);
  }

  /** An operation with a text of its own in the trace. */
  static Operation labelled(Kind kind, Object object, boolean write, String label) {
    return new Operation(kind, object, null, null, write ? FIRST_WRITES : 0, label, null);
  }

  /** Writes two objects. */
  static Operation write2(Kind kind, Object first, Object second, String label, Gate gate) {
    return new Operation(kind, first, second, null, FIRST_WRITES | SECOND_WRITES, label, gate);
  }

  /** Writes an object, and reads the signal that ends the wait for it. */
  static Operation interruptible(Kind kind, Object object, Object signal, Gate gate) {
    return new Operation(kind, object, null, signal, FIRST_WRITES, null, gate);
  }

  /** Falls asleep on a channel: writes it and the interlock, and reads the signal if it counts. */
  static Operation sleep(Object channel, Object interlock, Object signal, String label) {
    return new Operation(
        Kind.SLEEP, channel, interlock, signal, FIRST_WRITES | SECOND_WRITES, label, null);
  }

  public Kind kind() {
    return kind;
  }

  /** What it is done to: a lock, a condition variable, a channel, a thread; or null. */
  public Object object() {
    return first;
  }

  /** What else it touches, for example the interlock of a sleep; or null. */
  public Object second() {
    return second;
  }

  /** What it reads besides; or null. */
  public Object third() {
    return third;
  }

  /** Whether it writes {@link #object}. */
  public boolean writesObject() {
    return (writes & FIRST_WRITES) != 0;
  }

  /** Whether it writes {@link #second}. */
  public boolean writesSecond() {
    return (writes & SECOND_WRITES) != 0;
  }

  /** A text for the trace in place of the object's name; or null. */
  public String label() {
    return label;
  }

  /** Whether there are states in which it cannot be performed. */
  public boolean mayWait() {
    return gate != null;
  }

  /** The thread whose end a {@link Kind#JOIN} waits for; null for other kinds. */
  public ExploredThread joined() {
    return gate instanceof Gates.Join ? ((Gates.Join) gate).thread : null;
  }

  /** Whether this and the other touch a common object that at least one of them writes. */
  public boolean dependsOn(Operation o) {
    return touches(first, writesObject(), o)
        || (second != null && touches(second, writesSecond(), o))
        || (third != null && touches(third, false, o));
  }

  private static boolean touches(Object x, boolean write, Operation o) {
    return x != null
        && ((x == o.first && (write || o.writesObject()))
            || (x == o.second && (write || o.writesSecond()))
            || (x == o.third && write));
  }

  @Override
  public String toString() {
    return Names.plain(this);
  }
}
