package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Script;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Result;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs scripts, each against a host of its own on virtual time, with Witness: a script fails also
 * if the host panics, misuses a lock, or has something left when it is shut down afterwards. Used
 * by one thread at a time.
 */
public final class ScriptRunner implements AutoCloseable {
  private static final int CPUS = 2;

  private final Map<String, String> options;
  private final Map<String, String> defines;
  private final ThreadCarrier carrier = ThreadCarrier.best();

  /** One for all scripts: what each has shown of the order of locks counts for the next. */
  private final Witness witness = Witness.builder().sites(Sites.NONE).build();

  /**
   * @param options of packetdrill, without the dashes; those in a script's head count more
   * @param defines names with their values
   */
  public ScriptRunner(Map<String, String> options, Map<String, String> defines) {
    this.options = Map.copyOf(options);
    this.defines = Map.copyOf(defines);
  }

  /** Runs the script of a file. */
  public Outcome run(Path file) {
    try {
      String text = text(Files.readAllBytes(file));
      return text.indexOf('\0') < 0
          ? run(file.toString(), text)
          : new Outcome(file.toString(), Outcome.Verdict.NOT_RUN, 0, "the file is no text");
    } catch (IOException e) {
      return new Outcome(
          file.toString(),
          Outcome.Verdict.NOT_RUN,
          0,
          "the file cannot be read: " + e.getMessage());
    }
  }

  /** UTF-8, maybe with a mark of it, or else Latin 1: old comments have names in it. */
  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') >= 0) {
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** Runs a script. */
  public Outcome run(String name, String text) {
    try {
      Script script = Script.parse(text, defines);
      return run(name, script, Config.of(options, script));
    } catch (ScriptException e) {
      return new Outcome(name, Outcome.Verdict.NOT_RUN, e.line(), e.getMessage());
    }
  }

  private Outcome run(String name, Script script, Config config) {
    WorldOptions w =
        new WorldOptions().traceLimit(0).dropThreads(true).carrier(carrier).races(false);
    Outcome[] outcome = new Outcome[1];
    int[] line = new int[1];
    try (World world = new World(new DeterministicScheduler(), w)) {
      Result r =
          world.run(
              () -> {
                Testbed bed = new Testbed(world.runtime("", witness, CPUS), config);
                outcome[0] = events(name, new Execution(bed, script, config), line);
              });
      Failure f = r.failure();
      // After a verdict of its own the script has left everything as it stood, calls that wait too.
      boolean judged = outcome[0] != null && outcome[0].verdict() != Outcome.Verdict.PASSED;
      if (f != null && !judged) {
        return new Outcome(
            name, Outcome.Verdict.FAILED, line[0], "the host failed: " + f.message());
      }
    }
    return outcome[0];
  }

  private static Outcome events(String name, Execution execution, int[] line) {
    try {
      execution.run(line);
      return new Outcome(name, Outcome.Verdict.PASSED, 0, "");
    } catch (ScriptException e) {
      return new Outcome(name, Outcome.Verdict.NOT_RUN, e.line(), e.getMessage());
    } catch (ScriptFailure e) {
      return new Outcome(name, Outcome.Verdict.FAILED, e.line(), e.getMessage());
    }
  }

  @Override
  public void close() {
    carrier.close();
  }
}
