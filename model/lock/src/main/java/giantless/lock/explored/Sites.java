package giantless.lock.explored;

import giantless.lock.LockRuntime;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Set;

/** Finds the source line of an operation: the first frame outside of this module and the JDK. */
final class Sites {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Through which woven code comes here. */
  private static final Set<String> HOOKS =
      Set.of("giantless.weave.Hooks", "giantless.weave.MonitorHooks");

  private Sites() {}

  static Object caller() {
    Optional<StackWalker.StackFrame> f =
        WALKER.walk(
            s ->
                s.takeWhile(x -> !isBottom(x))
                    .filter(x -> !isOurs(x.getDeclaringClass()) && !isOfTheJdk(x.getClassName()))
                    .findFirst());
    return f.isPresent()
        ? f.get().getClassName().substring(f.get().getClassName().lastIndexOf('.') + 1)
            + "."
            + f.get().getMethodName()
            + ":"
            + f.get().getLineNumber()
        : null;
  }

  /** The frames outside of this module and of what is woven in, the innermost first. */
  static String[] stack(int depth) {
    return WALKER.walk(
        s ->
            s.filter(x -> !isOurs(x.getDeclaringClass()))
                .limit(depth)
                .map(x -> x.toStackTraceElement().toString())
                .toArray(String[]::new));
  }

  /** What is under it is whoever drives the threads, and not the same on all carriers. */
  private static boolean isBottom(StackWalker.StackFrame f) {
    return f.getDeclaringClass() == World.class && f.getMethodName().equals("runBody");
  }

  private static boolean isOfTheJdk(String name) {
    return name.startsWith("java.") || name.startsWith("jdk.");
  }

  private static boolean isOurs(Class<?> c) {
    if (HOOKS.contains(c.getName())) {
      return true;
    }
    if (!c.getName().startsWith("giantless.lock.")) {
      return false;
    }
    CodeSource ours = LockRuntime.class.getProtectionDomain().getCodeSource();
    CodeSource theirs = c.getProtectionDomain().getCodeSource();
    return ours != null
        && theirs != null
        && ours.getLocation().toString().equals(theirs.getLocation().toString());
  }
}
