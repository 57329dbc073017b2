package giantless.explore.minimise;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A schedule whose threads are known by who spawned them, so that it can be followed as far as it
 * goes when parts of it are taken out: what cannot be done is passed over. Ends with its last line.
 */
final class Script implements Scheduler {

  /** One decision. */
  static final class Line {
    final String thread;
    final boolean expires;

    /** The answer to the choice, or -1. */
    final int answer;

    Line(String thread, boolean expires, int answer) {
      this.thread = thread;
      this.expires = expires;
      this.answer = answer;
    }
  }

  private final List<Line> lines;
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private int at;

  Script(List<Line> lines) {
    this.lines = lines;
  }

  @Override
  public boolean timeIsChoice() {
    return true;
  }

  @Override
  public void begin(World world) {
    at = 0;
    ids.clear();
    names.clear();
  }

  /** Learns the names of the threads that are new. */
  static void name(World world, List<String> names) {
    while (names.size() < world.threadCount()) {
      ExploredThread td = world.thread(names.size());
      if (td == null) {
        names.add("gone before the run");
      } else {
        names.add((td.parent() < 0 ? "" : names.get(td.parent())) + "/" + td.rank());
      }
    }
  }

  @Override
  public int next(World world) {
    int known = names.size();
    name(world, names);
    for (int id = known; id < names.size(); id++) {
      ids.put(names.get(id), id);
    }
    while (at < lines.size()) {
      Line line = lines.get(at++);
      Integer id = ids.get(line.thread);
      if (id != null && world.isPossible(line.expires ? ~id : id)) {
        return line.expires ? ~id : id;
      }
    }
    return STOP;
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    int answer = lines.get(at - 1).answer;
    return answer < 0 ? 0 : Math.min(answer, alternatives - 1);
  }
}
