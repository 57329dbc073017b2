package giantless.lock.explored;

/**
 * Woven into classes with fields that are watched: a place in the object for what is known of its
 * fields, and until there is something, of where it was made. Nobody else implements or calls it.
 */
public interface Shadowed {
  Object giantless$shadow();

  void giantless$shadow(Object shadow);
}
