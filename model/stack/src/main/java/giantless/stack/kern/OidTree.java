package giantless.stack.kern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The variables of {@link Sysctl} by name. The sysctl lock protects it. */
public final class OidTree {
  private final TreeMap<String, Oid> oids = new TreeMap<>();
  private final Map<String, String> tunables;

  OidTree(Map<String, String> tunables) {
    this.tunables = tunables;
  }

  /** SYSCTL_INT(9) with a knob behind it. */
  public void addInt(String name, int flags, String description, Knob knob) {
    add(
        Oid.number(
            name, flags, Oid.Type.INT, description, () -> knob.get(), v -> setKnob(knob, v)));
  }

  /** SYSCTL_PROC(9) of a number; {@code set} may be null for what is only read. */
  public void addLong(
      String name, int flags, String description, Oid.LongGet get, Oid.LongSet set) {
    add(Oid.number(name, flags, Oid.Type.LONG, description, get, set));
  }

  /** A number that is only read. */
  public void addLong(String name, String description, Oid.LongGet get) {
    add(Oid.number(name, Oid.CTLFLAG_RD, Oid.Type.LONG, description, get, null));
  }

  /** SYSCTL_COUNTER_U64(9): a statistic, only read. */
  public void addCounter(String name, String description, Counter counter) {
    add(Oid.number(name, Oid.CTLFLAG_RD, Oid.Type.LONG, description, () -> counter.get(), null));
  }

  /** SYSCTL_STRING(9); {@code set} may be null for what is only read. */
  public void addString(
      String name, int flags, String description, Oid.StringGet get, Oid.StringSet set) {
    add(Oid.string(name, flags, description, get, set));
  }

  /**
   * Adds a variable, and gives it its tunable's value if there is one.
   *
   * @throws giantless.lock.Panic if the name is taken, or the tunable's value is not valid
   */
  public void add(Oid oid) {
    Oid old = oids.put(oid.name(), oid);
    Kassert.kassert(old == null, "sysctl " + oid.name() + " added twice");
    if ((oid.flags() & Oid.CTLFLAG_TUN) != 0 && oid.hasSetter()) {
      String value = tunables.get(oid.name());
      if (value != null) {
        Errno error = oid.write(value);
        Kassert.kassert(
            error == Errno.OK, "tunable " + oid.name() + "=" + value + ": " + error.text());
      }
    }
  }

  Oid find(String name) {
    return oids.get(name);
  }

  boolean isNode(String name) {
    String first = oids.ceilingKey(name + ".");
    return first != null && first.startsWith(name + ".");
  }

  List<Oid> below(String node) {
    List<Oid> found = new ArrayList<>();
    for (Oid oid : oids.values()) {
      if (node.isEmpty() || oid.name().equals(node) || oid.name().startsWith(node + ".")) {
        found.add(oid);
      }
    }
    return found;
  }

  private static Errno setKnob(Knob knob, long value) {
    return value == (int) value ? knob.set((int) value) : Errno.EINVAL;
  }
}
