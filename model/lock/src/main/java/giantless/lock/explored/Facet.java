package giantless.lock.explored;

/** A part of a thread or of a world that operations touch and that is no lock: a life, a permit. */
final class Facet implements Numbered {
  private final int number;

  Facet(World world) {
    this.number = world.nextNumber();
  }

  @Override
  public int number() {
    return number;
  }
}
