package giantless.lock.explored;

import java.util.IdentityHashMap;

/**
 * The monitors of a world's objects, in place of the JVM's: woven code calls this where it entered,
 * left, waited for or notified one. Made as they are first used, and gone with the world.
 *
 * <p>A class initialiser, which runs in one execution of many, and who only looks use none.
 */
public final class Monitors {
  /** Above all numbers of fields. */
  private static final int MONITOR = 1 << 20;

  private static final int WAIT_SET = MONITOR + 1;

  /** An object, by identity. */
  private static final class Constant {
    private final Object object;

    Constant(Object object) {
      this.object = object;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Constant && ((Constant) o).object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  private final World world;
  private final IdentityHashMap<Object, ExploredMonitor> known = new IdentityHashMap<>();

  /** Of arrays and collections. */
  private final IdentityHashMap<Object, Birth> births = new IdentityHashMap<>();

  Monitors(World world) {
    this.world = world;
  }

  void born(Object o, Birth b) {
    births.put(o, b);
  }

  /** {@code monitorenter} (JVMS 6.5). */
  public void enter(Object o) {
    if (!world.isLooking() && world.enter().initializing == 0) {
      of(o).lock();
    }
  }

  /**
   * {@code monitorexit}. Compilers cover it by a handler that exits again, so nothing is thrown
   * once the execution is over.
   */
  public void exit(Object o) {
    ExploredThread td = world.toucher();
    if (td != null && td.initializing == 0) {
      owned(o).unlock();
    }
  }

  /** Whether the running thread owns the object's monitor. */
  public boolean isHeld(Object o) {
    ExploredMonitor m = known.get(o);
    return m != null && m.isOwned();
  }

  /**
   * {@link Object#wait(long, int)} in virtual time.
   *
   * @param nanos 0 for no limit
   */
  public void await(Object o, long nanos) throws InterruptedException {
    ExploredThread td = actor("wait");
    owned(o).await(td, nanos);
  }

  /** {@link Object#notify}. */
  public void notifyOne(Object o) {
    ExploredThread td = actor("notify");
    owned(o).notifyOne(td);
  }

  /** {@link Object#notifyAll}. */
  public void notifyEach(Object o) {
    ExploredThread td = actor("notifyAll");
    owned(o).notifyEach(td);
  }

  private ExploredThread actor(String what) {
    if (world.isLooking()) {
      throw new IllegalStateException("who only looks performs no operation: " + what);
    }
    ExploredThread td = world.enter();
    if (td.initializing > 0) {
      throw new IllegalStateException("a class initialiser uses no monitor: " + what);
    }
    return td;
  }

  private ExploredMonitor owned(Object o) {
    ExploredMonitor m = known.get(o);
    if (m == null || !m.isOwned()) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return m;
  }

  private ExploredMonitor of(Object o) {
    ExploredMonitor m = known.get(o);
    if (m == null) {
      Birth birth = o instanceof Shadowed ? FieldTable.birth(o) : births.get(o);
      WovenFields fields = world.fields;
      int number = fields.numberOf(birth, MONITOR);
      // What no execution has made is there in all: a class, what its initialiser has made.
      Object key = number < 0 ? new Constant(o) : Long.valueOf(world.origin(number));
      m =
          new ExploredMonitor(
              world,
              name(o),
              number,
              fields.numberOf(birth, WAIT_SET),
              key,
              isOrdered(o, birth, number) ? world.watch() : null);
      known.put(o, m);
    }
    return m;
  }

  /**
   * Whether an order of it means anything: not of an object of the JDK or an array, which may be
   * mistaken for others, and not of what the threads of a run make, which is another thing in each
   * execution.
   */
  private static boolean isOrdered(Object o, Birth birth, int number) {
    return (o instanceof Class || o instanceof Shadowed) && (number < 0 || birth.isOfSetUp);
  }

  /** What the object is; the same in all executions, and in all of one program. */
  private static String name(Object o) {
    if (o instanceof PlainObject) {
      return "Object (" + ((PlainObject) o).where + ")";
    }
    if (o instanceof Class) {
      return "class " + Shadow.simpleName((Class<?>) o);
    }
    if (o instanceof Enum) {
      return Shadow.simpleName(((Enum<?>) o).getDeclaringClass()) + "." + ((Enum<?>) o).name();
    }
    return Shadow.simpleName(o.getClass());
  }
}
