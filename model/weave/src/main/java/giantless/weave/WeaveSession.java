package giantless.weave;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts weaving before JUnit discovers tests, and at the end demands that everything was woven.
 * {@code -Dgiantless.weave=off} leaves it out, for measuring what it costs.
 */
public final class WeaveSession implements LauncherSessionListener {
  private static boolean isOff() {
    return "off".equals(System.getProperty("giantless.weave"));
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!isOff()) {
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
