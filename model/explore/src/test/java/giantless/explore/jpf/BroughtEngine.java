package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The engine of a class of tests that need a Java PathFinder which the user has brought (profile
 * jpf, {@code -Djpf.home}). Without one they are skipped, or fail if it is required.
 */
final class BroughtEngine implements AutoCloseable {
  private JpfEngine engine;
  private String unavailable = "no jpf.home, or profile jpf is off";

  BroughtEngine() {
    if (Boolean.getBoolean("giantless.jpf")) {
      try {
        engine = new JpfEngine(JpfHome.ofProperties());
      } catch (JpfUnavailable e) {
        unavailable = e.getMessage();
      }
    }
  }

  /** It; else the test that asks is skipped or fails. */
  JpfEngine get() {
    assertThat(engine != null || System.getProperty("jpf.required") == null)
        .as(unavailable)
        .isTrue();
    assumeTrue(engine != null, unavailable);
    return engine;
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
