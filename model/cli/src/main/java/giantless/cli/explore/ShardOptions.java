package giantless.cli.explore;

import giantless.cli.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Searches in parts. */
final class ShardOptions {
  /** Parts for each shard, so that all of them have about as much to do. */
  private static final int PARTS_PER_SHARD = 8;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "explores one of N shards of one scenario's search, to its end if there is no --budget,"
              + " into a file that join takes; it is the same one on every machine")
  private String shard;

  @Option(
      names = "--plan",
      paramLabel = "PARTS",
      description = "explores nothing, and writes a plan of at least so many parts into --out")
  private Integer plan;

  @Option(
      names = "--plan-file",
      paramLabel = "FILE",
      description = "the plan that --shard is of; if not given it is made, with 8 parts a shard")
  private Path planFile;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where plan and shard go; default: NAME.plan, NAME-I-of-N.shard")
  private Path out;

  boolean isPlan() {
    return plan != null;
  }

  boolean isShard() {
    return shard != null;
  }

  String shard() {
    return shard;
  }

  Path planFile() {
    return planFile;
  }

  /**
   * How many parts a plan must have at least.
   *
   * @throws UserError if the options are not in order
   */
  int parts() throws UserError {
    if (plan != null) {
      if (plan < 1) {
        throw new UserError("--plan: " + plan + " parts are none");
      }
      return plan;
    }
    if (!shard.matches("[0-9]{1,6}/[0-9]{1,6}")) {
      throw new UserError("--shard: \"" + shard + "\" is not of the form 1/2");
    }
    return PARTS_PER_SHARD * Integer.parseInt(shard.substring(shard.indexOf('/') + 1));
  }

  /**
   * @throws UserError if options are given that do not go together
   */
  void check() throws UserError {
    if (plan != null && (shard != null || planFile != null)) {
      throw new UserError("--plan writes a plan; --shard and --plan-file use one");
    }
    if (shard == null && planFile != null) {
      throw new UserError("--plan-file goes with --shard");
    }
  }

  Path out(String otherwise) {
    return out != null ? out : Path.of(otherwise);
  }

  boolean hasOut() {
    return out != null;
  }
}
