package giantless.explore.jpf;

import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.WitnessViolation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the forked JVM has written: {@code key=value} a line; see its {@code Main}. */
final class JpfResult {
  private final Map<String, String> values = new HashMap<>();
  private final List<String> reversals = new ArrayList<>();
  private final double seconds;
  private final String bounds;

  private JpfResult(double seconds, String bounds) {
    this.seconds = seconds;
    this.bounds = bounds;
  }

  /**
   * @param bounds within which the search was complete, for example how time passes
   * @param loader knows the classes that the program may throw
   */
  static JpfOutcome read(List<String> lines, double seconds, String bounds, ClassLoader loader) {
    JpfResult r = new JpfResult(seconds, bounds);
    for (String line : lines) {
      int eq = line.indexOf('=');
      if (eq < 0) {
        return JpfOutcome.notRun("Java PathFinder's result cannot be read: " + line, seconds);
      }
      r.put(line.substring(0, eq), unescape(line.substring(eq + 1)));
    }
    return r.outcome(loader);
  }

  private void put(String key, String value) {
    if (key.equals("reversal")) {
      reversals.add(value);
    } else {
      values.put(key, value);
    }
  }

  private static String unescape(String s) {
    StringBuilder b = new StringBuilder(s.length());
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '\\' && i + 1 < s.length()) {
        i++;
        b.append(s.charAt(i) == 'n' ? '\n' : s.charAt(i));
      } else {
        b.append(c);
      }
    }
    return b.toString();
  }

  private JpfOutcome outcome(ClassLoader loader) {
    String verdict = values.getOrDefault("verdict", "");
    if (verdict.equals("failed")) {
      return failed(loader);
    }
    if (!reversals.isEmpty()) {
      // It was seen, whatever the search has not.
      String splat = reversals.get(0);
      return outcome(Verdict.FAILED, FailureKind.ORDER_REVERSAL, firstLine(splat), splat);
    }
    if (!verdict.equals("passed")) {
      String why = values.getOrDefault("reason", "Java PathFinder gave no verdict");
      return JpfOutcome.notRun(why, seconds);
    }
    JpfNumbers n = numbers();
    if (n.states() <= 1 || n.ends() == 0) {
      String saw = n.states() + " states and " + n.ends() + " ends of paths";
      return JpfOutcome.notRun("the search saw only " + saw, seconds);
    }
    String covered =
        "all "
            + JpfOutcome.count(n.states())
            + " states, at most "
            + n.depth()
            + " deep (jpf, "
            + bounds
            + "; not looked for: "
            + Agreement.notSeen()
            + ")";
    return outcome(Verdict.PROVED_WITHIN_BOUNDS, null, covered, "");
  }

  private JpfOutcome failed(ClassLoader loader) {
    String message = values.getOrDefault("message", "");
    String first = firstLine(message);
    Class<?> thrown = null;
    if (values.containsKey("thrown")) {
      try {
        thrown = Class.forName(values.get("thrown"), false, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        return JpfOutcome.notRun("the program threw what is not known here: " + first, seconds);
      }
      if (LinkageError.class.isAssignableFrom(thrown)) {
        return JpfOutcome.notRun("Java PathFinder lacks something: " + first, seconds);
      }
      if (BadScenario.class.isAssignableFrom(thrown)) {
        return JpfOutcome.notRun("the scenario is not in order: " + first, seconds);
      }
    }
    FailureKind kind = kind(thrown);
    String story = message + "\n" + values.getOrDefault("trace", "");
    String reason = first.startsWith(kind.text()) ? first : kind.text() + ": " + first;
    return outcome(Verdict.FAILED, kind, reason, story);
  }

  private FailureKind kind(Class<?> thrown) {
    if (thrown == null) {
      return FailureKind.valueOf(values.get("kind"));
    }
    String violation = values.get("violation");
    return FailureKind.of(
        thrown, violation == null ? null : WitnessViolation.Kind.valueOf(violation));
  }

  private JpfOutcome outcome(Verdict verdict, FailureKind kind, String reason, String story) {
    LockOrderGraph order =
        values.containsKey("order")
            ? LockOrderGraph.fromJson(values.get("order"))
            : LockOrderGraph.empty();
    return new JpfOutcome(verdict, kind, reason, story, numbers(), reversals, order);
  }

  private JpfNumbers numbers() {
    Map<String, Long> n = new HashMap<>();
    for (Map.Entry<String, String> e : values.entrySet()) {
      if (e.getValue().matches("[0-9]{1,18}")) {
        n.put(e.getKey(), Long.parseLong(e.getValue()));
      }
    }
    return JpfNumbers.of(n, seconds);
  }

  private static String firstLine(String s) {
    return s.lines().findFirst().orElse("");
  }
}
