package giantless.stack.netinet;

import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;

/**
 * net.inet.ip.portrange: from where ports are taken that the kernel chooses, and which ones are
 * privileged. No lock: each is one word; a range whose first is above its last counts down.
 */
final class IpPortRange {
  private static final int IPPORT_RESERVED = 1024;
  private static final int IPPORT_HIFIRSTAUTO = 49152;
  private static final int IPPORT_HILASTAUTO = 65535;
  private static final int MAXPORT = 65535;

  /** Which of the three ranges. */
  static final int DEFAULT = 0;

  static final int HIGH = 1;
  static final int LOW = 2;

  final Knob lowfirst = new Knob(IPPORT_RESERVED - 1, 1, IPPORT_RESERVED - 1);
  final Knob lowlast = new Knob(600, 1, IPPORT_RESERVED - 1);
  final Knob first = new Knob(IPPORT_HIFIRSTAUTO, IPPORT_RESERVED, MAXPORT);
  final Knob last = new Knob(IPPORT_HILASTAUTO, IPPORT_RESERVED, MAXPORT);
  final Knob hifirst = new Knob(IPPORT_HIFIRSTAUTO, IPPORT_RESERVED, MAXPORT);
  final Knob hilast = new Knob(IPPORT_HILASTAUTO, IPPORT_RESERVED, MAXPORT);

  /** Ports up to this one, and from the next, need the super-user. */
  final Knob reservedhigh = new Knob(IPPORT_RESERVED - 1, 0, MAXPORT);

  final Knob reservedlow = new Knob(0, 0, MAXPORT);

  /** Whether the search begins at a random place. */
  final Knob randomized = new Knob(1, 0, 1);

  int firstOf(int range) {
    return range == HIGH ? hifirst.get() : range == LOW ? lowfirst.get() : first.get();
  }

  int lastOf(int range) {
    return range == HIGH ? hilast.get() : range == LOW ? lowlast.get() : last.get();
  }

  boolean isReserved(int port) {
    return port <= reservedhigh.get() && port >= reservedlow.get();
  }

  void provide(OidTree t) {
    add(t, "lowfirst", "First port of the low range", lowfirst);
    add(t, "lowlast", "Last port of the low range", lowlast);
    add(t, "first", "First port of the default range", first);
    add(t, "last", "Last port of the default range", last);
    add(t, "hifirst", "First port of the high range", hifirst);
    add(t, "hilast", "Last port of the high range", hilast);
    add(t, "reservedhigh", "Highest privileged port", reservedhigh);
    add(t, "reservedlow", "Lowest privileged port", reservedlow);
    add(t, "randomized", "Choose ports at random", randomized);
  }

  private static void add(OidTree t, String name, String description, Knob knob) {
    t.addInt("net.inet.ip.portrange." + name, Oid.CTLFLAG_RW, description, knob);
  }
}
