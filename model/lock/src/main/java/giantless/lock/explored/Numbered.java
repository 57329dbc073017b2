package giantless.lock.explored;

/** What operations touch, numbered in its world, or -1; see {@link World#origin}. */
interface Numbered {
  int number();
}
