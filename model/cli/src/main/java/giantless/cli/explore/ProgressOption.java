package giantless.cli.explore;

import giantless.cli.UserError;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How often a search says how far it is. */
final class ProgressOption {
  private static final double FIRST = 2;
  private static final double ON_TERMINAL = 0.5;
  private static final double ELSEWHERE = 10;

  @Option(
      names = "--progress",
      paramLabel = "SECONDS",
      description =
          "how often a line says how far the search is (0: after every execution); default: 10, on a"
              + " terminal 0.5, and none in the first two seconds")
  private Double seconds;

  /**
   * @throws UserError for a negative number
   */
  ProgressLine line(PrintWriter err, Interrupt interrupt) throws UserError {
    boolean terminal = System.console() != null;
    if (seconds == null) {
      double every = terminal ? ON_TERMINAL : ELSEWHERE;
      return new ProgressLine(err, terminal, FIRST, every, interrupt);
    }
    if (seconds < 0) {
      throw new UserError("--progress: " + seconds + " is less than nothing");
    }
    return new ProgressLine(err, terminal, seconds, seconds, interrupt);
  }
}
