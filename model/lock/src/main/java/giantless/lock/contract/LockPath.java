package giantless.lock.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * How a contract names a lock: steps joined by dots, each a field or a method without parameters
 * ({@code name()}), the last one a {@code LockObject} or {@code Giant}.
 *
 * <p>An inner class reaches its enclosing object at run time only if the compiler kept the
 * reference: from JDK 18 on that needs a use of it in the class.
 *
 * <p>The first step is looked for in this order: {@code this} (optional); {@code return}, in {@code
 * Acquires} only; a parameter of the annotated method; a member of the annotated class or of a
 * class above it; a member of an enclosing class, for an inner class that is not static. Later
 * steps are members of the type before. Visibility does not matter. Shared by the compiler's check
 * and the check at run time. Immutable.
 */
public final class LockPath {
  private final String text;
  private final List<String> steps;

  private LockPath(String text, List<String> steps) {
    this.text = text;
    this.steps = steps;
  }

  /**
   * Takes the text apart; a leading {@code this.} is dropped.
   *
   * @return null if the text is no path
   */
  public static LockPath parse(String text) {
    List<String> steps = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      String name = part.endsWith("()") ? part.substring(0, part.length() - 2) : part;
      if (!isName(name)) {
        return null;
      }
      steps.add(part);
    }
    if (steps.size() > 1 && steps.get(0).equals("this")) {
      steps.remove(0);
    }
    return steps.indexOf("this") >= 0 || steps.lastIndexOf("return") > 0
        ? null
        : new LockPath(text, List.copyOf(steps));
  }

  private static boolean isName(String s) {
    if (s.isEmpty() || !Character.isJavaIdentifierStart(s.charAt(0))) {
      return false;
    }
    for (int i = 1; i < s.length(); i++) {
      if (!Character.isJavaIdentifierPart(s.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Each step as written: {@code name} or {@code name()}. At least one. */
  public List<String> steps() {
    return steps;
  }

  public static boolean isCall(String step) {
    return step.endsWith("()");
  }

  /** The step's name without parentheses. */
  public static String nameOf(String step) {
    return isCall(step) ? step.substring(0, step.length() - 2) : step;
  }

  /** Whether it starts at the value that the method returns. */
  public boolean startsAtReturn() {
    return steps.get(0).equals("return");
  }

  @Override
  public String toString() {
    return text;
  }
}
