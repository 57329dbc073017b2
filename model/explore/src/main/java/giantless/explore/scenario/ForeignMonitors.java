package giantless.explore.scenario;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * Follows another scheduler, and looks whether a thread holds a monitor of the JVM when it comes to
 * a step. Woven classes use none; those of the JDK and other libraries do. Who else wants that
 * monitor would block outside of the runtime or, where all threads are on one Java thread, would
 * get it.
 */
final class ForeignMonitors implements Scheduler {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final String BOTTOM = World.class.getName();

  private final Scheduler follows;
  private final Class<?> scenario;
  private String found;

  ForeignMonitors(Scheduler follows, Class<?> scenario) {
    this.follows = follows;
    this.scenario = scenario;
  }

  /**
   * @throws BadScenario if a monitor was held across a step
   */
  void demandNone() {
    if (found != null) {
      throw new BadScenario(found);
    }
  }

  private void look() {
    if (found != null
        || !WALKER.walk(s -> s.takeWhile(f -> !isBottom(f)).anyMatch(this::mayHold))) {
      return;
    }
    long[] self = {Thread.currentThread().getId()};
    ThreadInfo info = THREADS.getThreadInfo(self, true, false)[0];
    StackTraceElement[] stack = info.getStackTrace();
    int bottom = 0;
    while (bottom < stack.length
        && !(stack[bottom].getClassName().equals(BOTTOM)
            && stack[bottom].getMethodName().equals("runBody"))) {
      bottom++;
    }
    for (MonitorInfo m : info.getLockedMonitors()) {
      if (m.getLockedStackDepth() < bottom) {
        String where = Where.in(scenario, stack);
        found =
            scenario.getName()
                + " comes to a step while it holds the monitor of a "
                + m.getClassName()
                + ", which is not explored as the class that locks it is not woven: at "
                + (where == null ? ClassLines.of(scenario) : where)
                + ", in "
                + m.getLockedStackFrame();
      }
    }
  }

  private static boolean isBottom(StackWalker.StackFrame f) {
    return f.getDeclaringClass() == World.class && f.getMethodName().equals("runBody");
  }

  /** Whether it is of a class that may not be woven. Looks at names, as most stacks have none. */
  private boolean mayHold(StackWalker.StackFrame f) {
    String name = f.getClassName();
    return !name.startsWith("giantless.")
        && (name.startsWith("org.")
            || f.getDeclaringClass().getClassLoader() != scenario.getClassLoader());
  }

  @Override
  public boolean timeIsChoice() {
    return follows.timeIsChoice();
  }

  @Override
  public void begin(World world) {
    follows.begin(world);
  }

  @Override
  public int next(World world) {
    look();
    return follows.next(world);
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    return follows.choose(world, thread, alternatives, what);
  }

  @Override
  public void woke(World world, ExploredThread thread) {
    follows.woke(world, thread);
  }

  @Override
  public void end(World world) {
    follows.end(world);
  }
}
