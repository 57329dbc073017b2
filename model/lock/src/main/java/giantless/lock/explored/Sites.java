package giantless.lock.explored;

import giantless.lock.LockRuntime;
import java.security.CodeSource;
import java.util.Optional;

/** Finds the source line of an operation: the first frame outside of this module. */
final class Sites {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private Sites() {}

  static Object caller() {
    Optional<StackWalker.StackFrame> f =
        WALKER.walk(s -> s.filter(x -> !isOurs(x.getDeclaringClass())).findFirst());
    return f.isPresent()
        ? f.get().getClassName().substring(f.get().getClassName().lastIndexOf('.') + 1)
            + "."
            + f.get().getMethodName()
            + ":"
            + f.get().getLineNumber()
        : null;
  }

  private static boolean isOurs(Class<?> c) {
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
