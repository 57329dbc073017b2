package giantless.properties.twins;

import giantless.lock.LockWatch;
import giantless.lock.explored.World;

/**
 * What a machine does to show a bug of its stack. Runs as thread {@code main} of the world; at the
 * end nothing may be left of what it did. An implementation lies in package {@code scenes}, whose
 * classes are loaded once for each variant of the stack, and has a constructor without parameters.
 */
public interface Scene {
  /**
   * Plays it once.
   *
   * @param watch what watches the locks; or null
   */
  void run(World world, LockWatch watch);
}
