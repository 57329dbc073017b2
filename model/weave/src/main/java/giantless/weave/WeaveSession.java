package giantless.weave;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts weaving before JUnit discovers tests, and at the end demands that everything was woven.
 * {@code -Dgiantless.weave=off} leaves it out, for measuring what it costs. Worlds of woven tests
 * look for races, unless {@code -Dgiantless.races=false} or they say otherwise.
 */
public final class WeaveSession implements LauncherSessionListener {
  /** What worlds do if they are not told: see {@code WorldOptions.races}. */
  private static final String RACES = "giantless.races";

  private static boolean isOff() {
    return "off".equals(System.getProperty("giantless.weave"));
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!isOff()) {
      if (System.getProperty(RACES) == null) {
        System.setProperty(RACES, "true");
      }
      WeaveAgent.start();
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (!isOff()) {
      WeaveAgent.verify();
      System.out.println(WeaveAgent.report());
    }
  }
}
