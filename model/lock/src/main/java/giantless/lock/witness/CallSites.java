package giantless.lock.witness;

import giantless.lock.KThread;
import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out who called a lock primitive: walks the stack and leaves out the frames of the lock
 * module itself. Thread-safe.
 */
final class CallSites {
  private static final Set<String> MACHINERY =
      Set.of(
          "giantless.lock",
          "giantless.lock.nat",
          "giantless.lock.explored",
          "giantless.lock.contract",
          "giantless.lock.witness");

  /** Through which woven code comes here. */
  private static final String HOOKS = "giantless.weave.MonitorHooks";

  private final StackWalker walker =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /**
   * Whether a class is the lock module's own (tests in its packages come from another place), or
   * belongs to a runtime that stands elsewhere.
   */
  private final ClassValue<Boolean> machinery =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> c) {
          return isRuntime(c)
              || c.getName().equals(HOOKS)
              || isRuntime(c.getNestHost())
              || (MACHINERY.contains(c.getPackageName())
                  && Objects.equals(origin(c), origin(CallSites.class)));
        }
      };

  private static boolean isRuntime(Class<?> c) {
    return LockRuntime.class.isAssignableFrom(c)
        || LockObject.class.isAssignableFrom(c)
        || KThread.class.isAssignableFrom(c);
  }

  private static Object origin(Class<?> c) {
    CodeSource source = c.getProtectionDomain().getCodeSource();
    return source == null ? c.getClassLoader() : source.getLocation().toString();
  }

  /** Frames of the test framework and of reflection tell nothing: a stack ends before them. */
  private static boolean isOutside(String className) {
    return className.startsWith("org.junit.")
        || className.startsWith("jdk.internal.reflect.")
        || className.startsWith("java.lang.reflect.");
  }

  /** The callers' frames, at most {@code depth} of them. */
  CallStack capture(int depth) {
    return walker.walk(frames -> take(frames, depth));
  }

  private CallStack take(Stream<StackWalker.StackFrame> frames, int depth) {
    Iterator<StackWalker.StackFrame> it = frames.iterator();
    List<StackWalker.StackFrame> kept = new ArrayList<>(Math.min(depth, 8));
    while (it.hasNext() && kept.size() < depth) {
      StackWalker.StackFrame f = it.next();
      if (!kept.isEmpty() && isOutside(f.getClassName())) {
        break;
      }
      if (!kept.isEmpty() || !machinery.get(f.getDeclaringClass())) {
        kept.add(f);
      }
    }
    return new CallStack(kept);
  }
}
