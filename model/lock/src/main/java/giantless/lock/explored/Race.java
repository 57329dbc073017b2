package giantless.lock.explored;

/**
 * Two accesses to one field, element or collection by two threads, at least one of them a write,
 * that nothing orders. Immutable.
 */
public final class Race {

  /** One of the accesses. */
  public static final class Half {
    private final boolean write;
    private final String thread;
    private final String where;
    private final String locks;
    private final String[] stack;

    Half(boolean write, String thread, String where, String locks, String[] stack) {
      this.write = write;
      this.thread = thread;
      this.where = where;
      this.locks = locks;
      this.stack = stack;
    }

    public boolean isWrite() {
      return write;
    }

    /** The thread's name. */
    public String thread() {
      return thread;
    }

    /** Class, method, file and line, for example {@code Buf.append(Buf.java:12)}. */
    public String where() {
      return where;
    }

    /** The locks that the thread held, with their kinds; {@code none} for none. */
    public String locks() {
      return locks;
    }

    private void text(StringBuilder b, String suffix) {
      b.append("\n ").append(write ? "write" : "read").append(" by thread ").append(thread);
      b.append(suffix).append("\n  at ").append(where).append("\n  locks held: ").append(locks);
      if (stack != null) {
        b.append("\n  stack:");
        for (String frame : stack) {
          b.append("\n   ").append(frame);
        }
      }
    }
  }

  private final String what;
  private final Half first;
  private final Half second;

  Race(String what, Half first, Half second) {
    this.what = what;
    this.first = first;
    this.second = second;
  }

  /**
   * What was touched: {@code Buf.cc of Buf#2}, {@code static Buf.count}, {@code element 3 of
   * Mbuf[]#1}, {@code the contents of ArrayDeque#1}. Objects of a class are numbered in the order
   * in which the run touched them.
   */
  public String what() {
    return what;
  }

  /** The access that came first in this run. */
  public Half first() {
    return first;
  }

  public Half second() {
    return second;
  }

  /** The text of the failure. */
  @Override
  public String toString() {
    StringBuilder b = new StringBuilder("race on ").append(what);
    second.text(b, "");
    first.text(b, ", before it but not ordered with it");
    return b.toString();
  }
}
