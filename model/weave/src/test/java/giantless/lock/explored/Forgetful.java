package giantless.lock.explored;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Wrong detectors: each does not know one of the edges. */
public final class Forgetful {
  private Forgetful() {}

  /** The names of all edges. */
  public static List<String> edges() {
    return Stream.of(Edge.values()).map(Enum::name).collect(Collectors.toList());
  }

  /** Options with races, but without an edge; null forgets nothing. */
  public static WorldOptions without(String edge) {
    WorldOptions o = new WorldOptions().races(true);
    return edge == null ? o : o.forget(EnumSet.of(Edge.valueOf(edge)));
  }
}
