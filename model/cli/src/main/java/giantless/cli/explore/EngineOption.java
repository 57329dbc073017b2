package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.jpf.JpfEngine;
import giantless.explore.jpf.JpfHome;
import giantless.explore.jpf.JpfLimits;
import giantless.explore.jpf.JpfUnavailable;
import picocli.CommandLine.Option;

/** Who explores: Giantless itself, Java PathFinder, or both, one after the other. */
final class EngineOption {
  private static final String OWN = "explorer";
  private static final String BOTH = "both";

  @Option(
      names = "--engine",
      defaultValue = OWN,
      paramLabel = "ENGINE",
      description =
          "explorer; jpf (Java PathFinder, which you bring); both, which must agree; default"
              + " ${DEFAULT-VALUE}")
  private String engine;

  @Option(
      names = "--jpf-home",
      paramLabel = "DIR",
      description = "a jpf-core that you have built, branch java-17")
  private String home = System.getProperty(JpfHome.HOME);

  @Option(
      names = "--jpf-java",
      paramLabel = "JDK",
      description = "a JDK 17 for it, if this Java is another one")
  private String java = System.getProperty(JpfHome.JAVA);

  @Option(
      names = "--jpf-seconds",
      defaultValue = "120",
      paramLabel = "N",
      description = "of processor time for each scenario in it; default ${DEFAULT-VALUE}")
  private int seconds;

  /** Whether it is the explorer alone. */
  boolean isOwn() throws UserError {
    if (!engine.matches(OWN + "|jpf|" + BOTH)) {
      throw new UserError("--engine: \"" + engine + "\" is not explorer, jpf or both");
    }
    return engine.equals(OWN);
  }

  boolean isBoth() {
    return engine.equals(BOTH);
  }

  JpfLimits limits() throws UserError {
    if (seconds < 1) {
      throw new UserError("--jpf-seconds: " + seconds + " is less than 1");
    }
    return JpfLimits.seconds(seconds);
  }

  /**
   * Java PathFinder.
   *
   * @throws UserError saying what of it is missing
   */
  JpfEngine open(ScenarioSource source) throws UserError {
    if (home == null) {
      throw new UserError("--engine " + engine + " needs --jpf-home DIR, a jpf-core built by you");
    }
    try {
      return new JpfEngine(
          JpfHome.of(home, java), source.places(System.getProperty("java.class.path")));
    } catch (JpfUnavailable e) {
      throw new UserError("--engine " + engine + ": " + e.getMessage());
    }
  }
}
