package giantless.lock.explored;

/**
 * Told which world's threads a Java thread carries, so that woven code, which knows only its Java
 * thread, finds the world. A service of {@link java.util.ServiceLoader}; the first one found is
 * told, and without any nobody watches fields.
 */
public interface CarrierWatch {

  /**
   * The calling Java thread is about to carry threads of a world.
   *
   * @return whose it carried until now, or null
   */
  WovenFields enter(WovenFields fields);

  /**
   * It carries them no longer.
   *
   * @param before what {@link #enter} gave
   */
  void leave(WovenFields before);

  /** What the calling Java thread makes outside of runs. */
  Births births();
}
