package giantless.properties.tcp.model;

/** The model's time. */
final class Clock {
  /** Milliseconds. */
  long now;

  /** Counts what is armed. */
  long order;
}
