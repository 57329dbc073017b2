package giantless.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How a test starts a command that it will interrupt. */
public final class Interruptible {
  private Interruptible() {}

  /**
   * What starts a command so that it heeds SIGINT: a build that a shell runs in the background
   * ignores it, and all that it starts inherits that. Nothing where env(1) cannot do it.
   */
  public static List<String> prefix() throws IOException {
    List<String> env = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(env);
    trial.add("true");
    return new ProcessBuilder(trial).start().onExit().join().exitValue() == 0 ? env : List.of();
  }
}
