package giantless.lock.explored;

/** A stack of its own, on which one thread after another runs. Belongs to a carrier's pool. */
abstract class Fibre {
  ExploredThread thread;
}
