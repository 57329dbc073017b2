package giantless.explore.scenario;

import giantless.explore.minimise.Minimal;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.story.Story;
import giantless.explore.story.TraceFile;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Result;
import giantless.lock.witness.WitnessViolation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Makes an outcome of an execution that failed: runs it again and tells the story. */
final class Failed {
  private static final String BUILD = "mvn -B -q package -DskipTests";

  private static final String[] MACHINERY = {
    "giantless.explore.scenario.ScenarioClass$Part.",
    "giantless.explore.scenario.ScenarioProgram.",
    "giantless.explore.search.Explorer.",
    "giantless.lock.explored.",
    "java.",
    "jdk."
  };

  private final Explorer explorer;
  private final ScenarioClass scenario;
  private final List<Checker> checkers;
  private boolean shortens = true;

  Failed(Explorer explorer, ScenarioClass scenario, List<Checker> checkers) {
    this.explorer = explorer;
    this.scenario = scenario;
    this.checkers = checkers;
  }

  /** Whether a failure is made short first; on if not set. */
  Failed shortens(boolean value) {
    shortens = value;
    return this;
  }

  /**
   * The outcome.
   *
   * @param e the search that found it; null if it is only replayed
   * @param trace its schedule, and what comes before it
   * @return null if the execution does not fail
   */
  Outcome outcome(Exploration e, TraceFile trace) {
    Replay replay = Replay.of(explorer, scenario, checkers, trace);
    Result r = replay.result();
    Failure f = r.failure();
    if (f == null) {
      return null;
    }
    FailureKind kind = FailureKind.of(f);
    if (kind == null) {
      throw new BadScenario(scenario.type().getName() + ": " + f.message(), f.cause());
    }
    TraceFile full =
        new TraceFile(
                trace.scenario(),
                kind.text(),
                trace.isOrder(),
                trace.taught(),
                trace.schedule(),
                Story.steps(r.trace()))
            .only(trace.actors());
    String what = withoutMachinery(what(kind, f));
    String reason = kind.text() + ": " + brief(what, f.cause());
    String story = story(kind, what, replay, full);
    return new Outcome(scenario, Outcome.Verdict.FAILED, reason, kind, e, r, full, story);
  }

  /**
   * The outcome of a search in which an execution failed: of a shorter one that fails in the same
   * way, unless {@link #shortens} says no.
   *
   * @param e the search; null if there are several
   * @throws BadScenario if the failure is the scenario's way of breaking the rules, or does not
   *     come again
   */
  Outcome first(Exploration e, Failure f, int[] schedule) {
    refuse(f.cause());
    new Determinism(explorer, scenario, checkers).check(schedule);
    Minimal minimal =
        shortens ? Shortening.of(explorer, scenario, checkers, FailureKind.of(f), schedule) : null;
    int[] shorter = minimal == null ? schedule : minimal.schedule();
    BitSet needed = minimal == null ? null : minimal.actors();
    if (needed != null && needed.cardinality() == scenario.actors().size()) {
      needed = null;
    }
    Outcome o = outcome(e, trace(false, List.of(), shorter).only(needed));
    if (o == null) {
      throw new BadScenario(
          scenario.type().getName()
              + " is not deterministic: an execution failed, and did not when it was run again: "
              + f.message());
    }
    return o.shortened(minimal);
  }

  /** What breaks the rules of scenarios is no failure of what it is about. */
  private void refuse(Throwable e) {
    if (e instanceof BadScenario) {
      String at = Where.in(scenario.type(), e.getStackTrace());
      throw new BadScenario(
          scenario.type().getName()
              + ": "
              + e.getMessage()
              + ", at "
              + (at == null ? ClassLines.of(scenario.type()) : at),
          e);
    }
  }

  /**
   * The outcome of a search that saw the lock order reversed, with as few executions before the one
   * that shows it as can be.
   */
  Outcome reversal(Exploration e, OrderSearch order) {
    List<List<int[]>> tries = new ArrayList<>();
    tries.add(List.of());
    for (int[] one : order.taught()) {
      tries.add(List.of(one));
    }
    tries.add(order.taught());
    for (List<int[]> taught : tries) {
      Outcome o = outcome(e, trace(true, taught, order.schedule()));
      if (o != null && o.kind() == FailureKind.ORDER_REVERSAL) {
        return o;
      }
    }
    throw new BadScenario(
        scenario.type().getName()
            + " is not deterministic: a reversal did not come again:\n"
            + order.violation().getMessage());
  }

  private TraceFile trace(boolean order, List<int[]> taught, int[] schedule) {
    return new TraceFile(scenario.traceName(), "", order, taught, schedule, List.of());
  }

  private static String brief(String what, Throwable e) {
    if (e instanceof WitnessViolation) {
      WitnessViolation v = (WitnessViolation) e;
      if (v.kind() == WitnessViolation.Kind.ORDER_REVERSAL) {
        return v.second().name() + " is taken with " + v.first().name() + " held";
      }
    }
    return what.lines().findFirst().orElse("");
  }

  private String story(FailureKind kind, String what, Replay replay, TraceFile full) {
    Result r = replay.result();
    StringBuilder b = new StringBuilder();
    b.append(scenario.name()).append(": ").append(kind.text()).append('\n');
    b.append("  \"").append(scenario.scenario().value()).append("\"\n\n");
    b.append(what).append('\n');
    if (replay.inVain() != null && kind == FailureKind.LOST_WAKEUP && r.failure().cause() == null) {
      b.append("Its condition is true: ").append(replay.inVain()).append('\n');
    }
    if (full.actors() != null) {
      List<String> out = new ArrayList<>(scenario.actorNames());
      full.actors().stream().forEach(i -> out.remove(scenario.actorNames().get(i)));
      b.append("Left out, as it fails without: ").append(String.join(", ", out)).append('\n');
    }
    b.append('\n').append(Story.table(r.trace(), scenario.type().getName()));
    b.append("\nTo run it again, in a checkout:\n  ").append(BUILD).append("\n  ");
    b.append(Outcome.REPLAY).append(full.word()).append('\n');
    return b.toString();
  }

  /** The failure's own words, without what the kind says already. */
  private String what(FailureKind kind, Failure f) {
    Throwable e = f.cause();
    if (e == null) {
      String m = f.message();
      String head = kind == FailureKind.LOST_WAKEUP ? "deadlock: " : kind.text() + ": ";
      return withoutMain(m.startsWith(head) ? m.substring(head.length()) : m);
    }
    boolean says = e.getMessage() != null && kind != FailureKind.EXCEPTION;
    StringBuilder b = new StringBuilder(says ? e.getMessage() : e.toString());
    if (kind == FailureKind.ORDER_REVERSAL || kind == FailureKind.WITNESS) {
      return b.toString();
    }
    String at = Where.in(scenario.type(), e.getStackTrace());
    if (at != null) {
      b.append("\n  at ").append(at);
    }
    if (f.thread() != null && !f.thread().equals("main")) {
      b.append("\n  in thread ").append(f.thread());
    }
    return b.toString();
  }

  /** Stacks end where the scenario does; what is under it is not the same on all JDKs. */
  private static String withoutMachinery(String message) {
    StringBuilder b = new StringBuilder();
    int cut = 0;
    for (String line : message.split("\n", -1)) {
      int indent = line.length() - line.stripLeading().length();
      if (cut == 0 && indent > 0 && isMachinery(line.strip())) {
        cut = indent;
      } else if (indent != cut) {
        cut = 0;
      }
      if (cut == 0) {
        b.append(b.length() == 0 ? "" : "\n").append(line);
      }
    }
    return b.toString();
  }

  private static boolean isMachinery(String line) {
    String frame = line.startsWith("at ") ? line.substring(3) : line;
    for (String m : MACHINERY) {
      if (frame.startsWith(m)) {
        return true;
      }
    }
    return false;
  }

  /** Thread main waits for the actors, whatever they do. */
  private static String withoutMain(String message) {
    StringBuilder b = new StringBuilder();
    String head = "";
    for (String line : message.split("\n", -1)) {
      if (line.equals("besides:")) {
        head = line + "\n";
      } else if (!line.startsWith("  thread main ")) {
        b.append(b.length() == 0 ? "" : "\n").append(head).append(line);
        head = "";
      }
    }
    return b.toString();
  }
}
