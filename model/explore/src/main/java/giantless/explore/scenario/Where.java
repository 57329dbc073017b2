package giantless.explore.scenario;

/** Finds the place in a scenario that a stack leads through. */
final class Where {
  private Where() {}

  /**
   * The innermost frame in the class, else the innermost one that is neither Giantless's own
   * machinery, nor the JDK's, nor of an assertion library; null if there is none.
   */
  static String in(Class<?> scenario, StackTraceElement[] stack) {
    String own = scenario.getName();
    for (StackTraceElement s : stack) {
      if (s.getClassName().equals(own) || s.getClassName().startsWith(own + "$")) {
        return text(s);
      }
    }
    for (StackTraceElement s : stack) {
      String c = s.getClassName();
      boolean ours =
          c.startsWith("giantless.lock.")
              || c.startsWith("giantless.explore.")
              || c.startsWith("giantless.weave.");
      boolean library = c.startsWith("java.") || c.startsWith("jdk.") || c.startsWith("org.");
      if (!ours && !library) {
        return text(s);
      }
    }
    return null;
  }

  /** Without the name of the class loader. */
  private static String text(StackTraceElement s) {
    return new StackTraceElement(
            s.getClassName(), s.getMethodName(), s.getFileName(), s.getLineNumber())
        .toString();
  }
}
