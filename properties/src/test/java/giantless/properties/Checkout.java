package giantless.properties;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the sources are that the tests were built from. */
public final class Checkout {
  private Checkout() {}

  /**
   * The checkout: named by the build, else the directory above that holds the wrapper's settings.
   */
  public static Path root() {
    String given = System.getProperty("giantless.root");
    Path at = Path.of(given == null ? "" : given).toAbsolutePath();
    while (!Files.isDirectory(at.resolve(".mvn"))) {
      at = at.getParent();
    }
    return at;
  }
}
