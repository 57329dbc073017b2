package giantless.properties.twins;

import java.nio.file.Path;

/** Packetdrill scripts on a variant of the stack. */
public interface Scripted {
  /**
   * Runs a script.
   *
   * @return line and reason of its failure; null if it passes
   */
  String run(Path script);
}
