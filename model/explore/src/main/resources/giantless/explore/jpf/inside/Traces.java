package giantless.explore.jpf.inside;

import giantless.lock.explored.Columns;
import giantless.lock.explored.Operation;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The path that led here in the explorer's words and columns. */
final class Traces {
  private final Model model;
  private final VM vm;
  private final List<Run.Step> steps = new ArrayList<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, String> monitors = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  Traces(Run run, VM vm) {
    this.model = run.model;
    this.vm = vm;
    for (Run.Step s = run.last; s != null; s = s.before) {
      steps.add(s);
    }
    Collections.reverse(steps);
    for (ThreadInfo ti : vm.getThreadList().getThreads()) {
      ElementInfo td = ti.isAlive() && !ti.isSystemThread() ? model.td(ti) : null;
      if (td != null) {
        of(td.getObjectRef());
      }
    }
    for (Run.Step s : steps) {
      String unused = subject(s);
      of(s.second);
    }
  }

  /** The name of a thing; the second of a name gets {@code #2}. */
  String of(int ref) {
    if (ref == MJIEnv.NULL) {
      return null;
    }
    String name = names.get(ref);
    if (name == null) {
      String base = model.baseName(ref);
      if (base == null) {
        return null;
      }
      name = numbered(base);
      names.put(ref, name);
    }
    return name;
  }

  /** The name of a lock and its kind, if the one does not say the other. */
  String lock(int ref) {
    return Model.isLock(ref)
        ? of(ref) + " (" + model.kindLabel(model.lockClass(ref)) + ")"
        : monitor(ref);
  }

  private String monitor(int ref) {
    return monitors.computeIfAbsent(ref, r -> numbered(Monitors.name(r)));
  }

  private String numbered(String base) {
    int n = counts.merge(base, 1, Integer::sum);
    return n == 1 ? base : base + "#" + n;
  }

  /** What a step is about; null if it has no name. */
  private String subject(Run.Step s) {
    if (s.label != null || s.on == MJIEnv.NULL || Model.isLock(s.on)) {
      return s.label != null ? s.label : of(s.on);
    }
    switch (s.kind) {
      case LOCK:
      case UNLOCK:
      case RESUME:
        return monitor(s.on);
      default:
        return of(s.on);
    }
  }

  private String thread(int id) {
    for (ThreadInfo ti : vm.getThreadList().getThreads()) {
      if (ti.getId() == id) {
        ElementInfo td = model.td(ti);
        return td == null ? ti.getName() : of(td.getObjectRef());
      }
    }
    return "thread " + id;
  }

  private String describe(Run.Step s) {
    if (s.kind == Operation.Kind.EXPIRE) {
      return s.kind.verb() + " at " + s.result + " ns";
    }
    StringBuilder b = new StringBuilder(s.kind.verb());
    String name = subject(s);
    if (name != null && !name.isEmpty()) {
      b.append(' ').append(name);
    }
    if (s.kind == Operation.Kind.SLEEP && s.second != MJIEnv.NULL) {
      // Who waits for a monitor's notification has itself there, as interrupts end that.
      boolean wait = model.isThread(s.second);
      b.append(", releasing ").append(wait ? monitor(s.on) : of(s.second));
    }
    if (s.result != Run.NO_RESULT) {
      b.append(
          s.kind == Operation.Kind.CHOOSE
              ? " = " + s.result
              : s.kind == Operation.Kind.WLOCK
                  ? ", queues"
                  : s.result == 0 ? ", fails" : ", succeeds");
    }
    return b.toString();
  }

  String columns() {
    List<String> heads = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    for (Run.Step s : steps) {
      if (!ids.contains(s.thread)) {
        ids.add(s.thread);
      }
    }
    Collections.sort(ids);
    for (int id : ids) {
      heads.add(thread(id));
    }
    int[] column = new int[steps.size()];
    String[] cells = new String[steps.size()];
    for (int k = 0; k < cells.length; k++) {
      Run.Step s = steps.get(k);
      column[k] = ids.indexOf(s.thread);
      cells[k] = describe(s) + (s.site == null ? "" : " (" + s.site.brief() + ")");
    }
    return Columns.format(heads, column, cells);
  }
}
