package giantless.lock.explored;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;

/**
 * Threads as {@code jdk.internal.vm.Continuation}s, which JDK 21 and later have. Reached by method
 * handles, since the code is compiled for 17; the JVM must run with {@code --add-exports
 * java.base/jdk.internal.vm=ALL-UNNAMED}. A switch is a yield to the driver's loop, which resumes
 * the next.
 */
final class ContinuationCarrier extends ThreadCarrier {

  /** The methods of the class that the compiler must not know. */
  private static final class Jvm {
    static final MethodHandle NEW;
    static final MethodHandle RUN;
    static final MethodHandle YIELD;
    static final String WHY_NOT;

    static {
      MethodHandle create = null;
      MethodHandle run = null;
      MethodHandle yield = null;
      String whyNot = null;
      try {
        Class<?> scopeClass = Class.forName("jdk.internal.vm.ContinuationScope");
        Class<?> contClass = Class.forName("jdk.internal.vm.Continuation");
        MethodHandles.Lookup l = MethodHandles.lookup();
        Object scope =
            l.findConstructor(scopeClass, MethodType.methodType(void.class, String.class))
                .invoke("giantless");
        create =
            l.findConstructor(
                    contClass, MethodType.methodType(void.class, scopeClass, Runnable.class))
                .bindTo(scope)
                .asType(MethodType.methodType(Object.class, Runnable.class));
        run =
            l.findVirtual(contClass, "run", MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Object.class));
        yield =
            l.findStatic(contClass, "yield", MethodType.methodType(boolean.class, scopeClass))
                .bindTo(scope);
      } catch (ClassNotFoundException e) {
        whyNot = "Java " + Runtime.version().feature() + " has no continuations";
      } catch (IllegalAccessException e) {
        whyNot = "this JVM runs without --add-exports java.base/jdk.internal.vm=ALL-UNNAMED";
      } catch (Throwable e) {
        whyNot = "this JVM's continuations are not as expected: " + e;
      }
      NEW = create;
      RUN = run;
      YIELD = yield;
      WHY_NOT = whyNot;
    }

    private Jvm() {}
  }

  /** One continuation, which runs one thread's body after another. */
  private final class Stack extends Fibre implements Runnable {
    final Object continuation;

    Stack() {
      try {
        continuation = (Object) Jvm.NEW.invokeExact((Runnable) this);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    @Override
    public void run() {
      while (true) {
        ExploredThread td = thread;
        ExploredThread to = td.world.runBody(td);
        td.fibre = null;
        thread = null;
        pool.push(this);
        next = to;
        yieldNow();
      }
    }
  }

  private final ArrayDeque<Stack> pool = new ArrayDeque<>();
  private ExploredThread next;
  private int stacks;

  static boolean isAvailable() {
    return Jvm.WHY_NOT == null;
  }

  static String whyNot() {
    return Jvm.WHY_NOT;
  }

  private static RuntimeException rethrow(Throwable e) {
    if (e instanceof Error) {
      throw (Error) e;
    }
    if (e instanceof RuntimeException) {
      return (RuntimeException) e;
    }
    return new IllegalStateException(e);
  }

  private static void yieldNow() {
    try {
      boolean unused = (boolean) Jvm.YIELD.invokeExact();
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public String describe() {
    return "continuations of the JVM";
  }

  @Override
  void drive(World world, ExploredThread first) {
    world.carriedBy(Thread.currentThread());
    WovenFields before = world.fields.enter();
    try {
      resume(first);
    } finally {
      world.fields.leave(before);
    }
  }

  /** Runs one thread after the other until one switches to nobody. */
  private void resume(ExploredThread first) {
    ExploredThread td = first;
    while (td != null) {
      Stack s = (Stack) td.fibre;
      if (s == null) {
        s = pool.poll();
        if (s == null) {
          s = new Stack();
          stacks++;
        }
        s.thread = td;
        td.fibre = s;
      }
      next = null;
      try {
        Jvm.RUN.invokeExact(s.continuation);
      } catch (Throwable e) {
        throw rethrow(e);
      }
      td = next;
    }
  }

  @Override
  void switchTo(ExploredThread from, ExploredThread to) {
    next = to;
    try {
      yieldNow();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "thread "
              + from.name()
              + " cannot wait here, since its stack has a native frame (of a class initializer, for"
              + " example) or a monitor: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  void strand(ExploredThread td) {
    drop(td);
    next = null;
    yieldNow();
    throw new IllegalStateException("a dropped thread runs");
  }

  /** What is not resumed any more is garbage. */
  @Override
  boolean drop(ExploredThread td) {
    stacks--;
    td.fibre = null;
    return true;
  }

  @Override
  public int stacks() {
    return stacks;
  }

  @Override
  public void close() {
    stacks -= pool.size();
    pool.clear();
  }
}
