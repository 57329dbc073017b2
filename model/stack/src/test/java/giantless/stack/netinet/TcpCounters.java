package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The counters of TCP as they were at a time, and what has changed since. */
final class TcpCounters {
  private final TcpStat stat;
  private final Map<String, Long> before;

  TcpCounters(TcpBench t) {
    this.stat = t.tcp.stat();
    this.before = all();
  }

  /** As in {@code net.inet.tcp.stats}, for example {@code rcvbadsum}. */
  private static String name(Field f) {
    return f.getName().substring("tcps".length()).toLowerCase(Locale.ROOT);
  }

  private Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    for (Field f : TcpStat.class.getFields()) {
      if (f.getType() == Counter.class) {
        try {
          all.put(name(f), ((Counter) f.get(stat)).get());
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return all;
  }

  /** Every counter that has changed, and by how much if not by 1; without the totals. */
  String since() {
    StringBuilder b = new StringBuilder();
    all()
        .forEach(
            (name, n) -> {
              long more = n - before.get(name);
              if (more != 0 && !name.endsWith("total")) {
                b.append(b.length() == 0 ? "" : " ")
                    .append(name)
                    .append(more == 1 ? "" : "=" + more);
              }
            });
    return b.toString();
  }
}
