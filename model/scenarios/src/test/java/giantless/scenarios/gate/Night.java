package giantless.scenarios.gate;

import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Unfinished;
import giantless.explore.search.Budget;
import giantless.explore.search.StateException;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.search.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nightly exploration, which goes on where it was interrupted, in whatever way: in a directory
 * it keeps the results of the searches that came to their ends, and of the one under way how far it
 * was ten seconds ago at most. What is of other classes than those of now is not used, and the
 * search begins anew.
 *
 * <p>A night is over when all its searches are at their ends and the report has been written since;
 * the next call begins another one.
 */
public final class Night {
  /** Names the directory; {@code target/nightly} under the root of the build if not set. */
  public static final String PROPERTY = "giantless.nightly.dir";

  private static final Budget EVERY = Budget.seconds(10);
  private static final String SEARCH = ".search";
  private static final String RESULT = ".result";
  private static final int VERSION = 1;

  private final Path dir;
  private final Budget every;

  /**
   * @param every how often a search is kept
   */
  Night(Path dir, Budget every) {
    this.dir = dir;
    this.every = every;
  }

  /** That of this build; null if its budget is that of the gate. */
  public static Night ofBuild() {
    if (!"nightly".equals(System.getProperty("giantless.budget"))) {
      return null;
    }
    String named = System.getProperty(PROPERTY);
    return new Night(named == null ? root().resolve("target/nightly") : Path.of(named), EVERY);
  }

  private static Path root() {
    return Path.of(System.getProperty("giantless.root", "."));
  }

  /** The report of the build, with which a night ends. */
  public static Path report() {
    return root().resolve("target/report/index.html");
  }

  /**
   * Begins another night if the last one is over.
   *
   * @param checks all that a night has
   * @param report is younger than the results of a night that is over
   */
  public void begin(Collection<String> checks, Path report) {
    try {
      Files.createDirectories(dir);
      FileTime last = FileTime.fromMillis(0);
      for (String check : checks) {
        Path result = file(check, RESULT);
        if (!Files.exists(result)) {
          return;
        }
        FileTime time = Files.getLastModifiedTime(result);
        last = time.compareTo(last) > 0 ? time : last;
      }
      if (Files.exists(report) && Files.getLastModifiedTime(report).compareTo(last) > 0) {
        for (Path old : kept()) {
          Files.delete(old);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot begin a night in " + dir, e);
    }
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.filter(p -> p.toString().endsWith(RESULT) || p.toString().endsWith(SEARCH))
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }

  private Path file(String check, String suffix) {
    return dir.resolve(check.replaceAll("[^A-Za-z0-9._]+", "-") + suffix);
  }

  /**
   * Explores, or goes on, or only says again what came out.
   *
   * @param check unique in the night
   * @param judge makes the record of this check
   */
  public Judged explore(
      String check,
      ScenarioRunner runner,
      ScenarioClass scenario,
      Strategy strategy,
      Budget budget,
      Function<Outcome, Judged> judge) {
    try {
      return kept(check, runner, scenario, strategy, budget, judge);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + check + " in " + dir, e);
    }
  }

  private Judged kept(
      String check,
      ScenarioRunner runner,
      ScenarioClass scenario,
      Strategy strategy,
      Budget budget,
      Function<Outcome, Judged> judge)
      throws IOException {
    String now = runner.fingerprint(scenario);
    Path result = file(check, RESULT);
    Path search = file(check, SEARCH);
    String note = "";
    if (Files.exists(result)) {
      StateReader in = StateReader.of(result);
      if (in.line("giantless-night").integer() == VERSION && in.text().equals(now)) {
        return Judged.restore(in).noted("Kept from an earlier call of this night.");
      }
      note = anew(check, "its result is of other classes");
    }
    runner.keeper(u -> keep(search, u), every);
    Outcome o = null;
    if (note.isEmpty() && Files.exists(search)) {
      try {
        Unfinished from = Unfinished.restore(StateReader.of(search));
        Budget left = budget.after(from.totals());
        o = runner.goOn(scenario, from, left == null ? Budget.executions(1) : left);
        note = "Gone on with after " + from.totals().executions() + " executions.";
      } catch (StateException e) {
        note = anew(check, e.getMessage());
      }
    }
    if (o == null) {
      o = runner.run(scenario, strategy, budget);
    }
    Judged judged = judge.apply(o);
    judged = note.isEmpty() ? judged : judged.noted(note);
    StateWriter out = new StateWriter();
    out.line("giantless-night", VERSION, now);
    judged.save(out);
    out.write(result);
    Files.deleteIfExists(search);
    return judged;
  }

  private static String anew(String check, String why) {
    String note = "Begun anew: " + why;
    System.out.println(check + ": " + note);
    return note;
  }

  private static void keep(Path file, Unfinished search) {
    StateWriter out = new StateWriter();
    search.save(out);
    try {
      out.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a search in " + file, e);
    }
  }
}
