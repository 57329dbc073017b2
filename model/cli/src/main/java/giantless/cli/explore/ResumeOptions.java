package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.ScenarioShard;
import giantless.explore.search.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Searches that are put down and taken up. */
final class ResumeOptions {
  private static final Path DEFAULT = Path.of("giantless.resume");

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "goes on with what is left in FILE, as if it had not been interrupted; names, strategy,"
              + " seed and budget are those of then, but --budget may be given anew. FILE may also"
              + " be a shard that was cut short")
  private Path resume;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description =
          "every ten seconds, and at the end if a budget was too small, what is left goes into FILE;"
              + " without, Ctrl-C alone leaves it, in giantless.resume")
  private Path save;

  boolean isResumed() {
    return resume != null;
  }

  /** Whether it is a shard that goes on. */
  boolean isShard() throws UserError, IOException {
    if (resume == null) {
      return false;
    }
    if (!Files.isReadable(resume)) {
      throw new UserError("--resume: there is no file " + resume);
    }
    return !Resume.isOne(resume);
  }

  /**
   * The searches that go on.
   *
   * @throws UserError if the file is none of them, with what is wrong
   */
  Resume read() throws UserError, IOException {
    try {
      return Resume.read(resume);
    } catch (StateException e) {
      throw new UserError("--resume: " + e.getMessage());
    }
  }

  /** The shard that goes on. */
  ScenarioShard readShard() throws UserError, IOException {
    try {
      return ScenarioShard.read(resume);
    } catch (StateException e) {
      throw new UserError("--resume: " + e.getMessage());
    }
  }

  Path file() {
    return resume;
  }

  /** Where searches are kept while they run; null if nobody asked for it. */
  Path kept() {
    return save != null ? save : resume;
  }

  /** Where Ctrl-C leaves them. */
  Path atInterrupt() {
    return kept() != null ? kept() : DEFAULT;
  }
}
