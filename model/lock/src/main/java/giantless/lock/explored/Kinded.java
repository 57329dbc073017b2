package giantless.lock.explored;

/**
 * A part of one of the program's objects that operations touch: a {@code @Racy} field, a monitor.
 * It is numbered by where the object was made, or -1 if that is not known.
 */
interface Kinded extends Resource {

  /** What is the same in all executions, though others may share it. */
  String kind();
}
