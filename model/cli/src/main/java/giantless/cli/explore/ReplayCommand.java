package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.search.Explorer;
import giantless.explore.story.TraceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code giantless replay}: one failed execution again. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the execution of a trace again and tells its story.",
      "Exit code 1 if it fails again, 0 if it does not fail any more, 2 if it cannot be followed."
    })
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ScenarioSource source = new ScenarioSource();

  @Parameters(
      paramLabel = "TRACE",
      description =
          "a file that explore --traces wrote, or NAME@SCHEDULE as in a story's last line")
  private String trace;

  @Override
  public Integer call() throws UserError {
    TraceFile t = read();
    PrintWriter out = spec.commandLine().getOut();
    try (ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader())) {
      ScenarioClass scenario = source.one(t.scenario());
      Outcome o = runner.replay(scenario, t);
      if (o == null) {
        out.println(scenario.name() + ": this execution does not fail" + was(t));
        out.flush();
        return 0;
      }
      out.println(o.story());
      compare(out, t, o);
      out.flush();
      return 1;
    } catch (BadScenario e) {
      throw new UserError(e.getMessage());
    }
  }

  private TraceFile read() throws UserError {
    try {
      if (TraceFile.isWord(trace) && !Files.exists(Path.of(trace))) {
        return TraceFile.ofWord(trace);
      }
      if (!Files.isReadable(Path.of(trace))) {
        throw new UserError(
            "there is no file " + trace + ", and it is no trace either (NAME@SCHEDULE)");
      }
      return TraceFile.read(Path.of(trace));
    } catch (IllegalArgumentException | IOException e) {
      throw new UserError(trace + ": " + e.getMessage());
    }
  }

  private static String was(TraceFile t) {
    return t.fails().isEmpty() ? "" : "; when it was recorded it failed: " + t.fails();
  }

  /** Says where the program does something else than when the trace was recorded. */
  private static void compare(PrintWriter out, TraceFile t, Outcome o) {
    List<String> then = t.steps();
    List<String> now = o.trace().steps();
    if (then.isEmpty() || then.equals(now)) {
      return;
    }
    int i = 0;
    while (i < then.size() && i < now.size() && then.get(i).equals(now.get(i))) {
      i++;
    }
    out.println(
        "It is not the execution that was recorded; first difference at step "
            + (i + 1)
            + ": was \""
            + (i < then.size() ? then.get(i) : "the end")
            + "\", is \""
            + (i < now.size() ? now.get(i) : "the end")
            + "\".");
  }
}
