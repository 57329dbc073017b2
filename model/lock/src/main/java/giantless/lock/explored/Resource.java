package giantless.lock.explored;

/** A thing that operations touch and traces name; numbered in order of creation in its world. */
interface Resource {
  int number();

  /** Its name, which others may share. */
  String baseName();
}
