package giantless.lock.explored;

/** What operations touch, numbered in order of creation in its world; see {@link World#origin}. */
interface Numbered {
  int number();
}
