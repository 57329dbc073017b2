package giantless.properties.tcp;

import giantless.properties.tcp.model.Rules;
import giantless.properties.tcp.model.TcpModel;
import giantless.stack.kern.SysException;
import java.util.ArrayList;
import java.util.List;

/** Runs of random steps on a fresh host beside the model, and the shortest that fails. */
final class Runs {
  private static final int MSS = 1460;
  private static final int[] BUFFERS = {4 * MSS, 4 * MSS, 11 * MSS, 45 * MSS, 100 * MSS};
  private static final int MAXWIN = 65535;
  private static final int MAX_SHIFT = 14;

  /** That of kern.ipc.maxsockbuf's default. */
  private static final int USUAL_SHIFT = 6;

  /** Of net.inet.tcp.recvbuf_max. */
  private static final int USUAL_MOST = 2 * 1024 * 1024;

  /** More than so many times its size no buffer becomes: the connections are too short. */
  private static final int GROWTH = 4;

  private static final int TWO_HOURS = 7_200_000;
  private static final int SHORT_IDLE = 20_000;

  /** Tries at most to make a failure shorter. */
  private static final int SHORTENINGS = 600;

  private Runs() {}

  /** What a seed sets the host to. */
  static Rules rules(long seed) {
    int rcvBuf = BUFFERS[(int) Math.floorMod(seed, (long) BUFFERS.length)];
    int mostRcvBuf = mostRcvBuf(seed, rcvBuf);
    int shift = USUAL_SHIFT;
    if (seed % 2 == 0) {
      // As small as the storage of the buffer allows, once it has grown, or larger.
      int grown = Math.max(rcvBuf, Math.min(GROWTH * rcvBuf, mostRcvBuf));
      int least = 0;
      while (MAXWIN << least < 8 * grown) {
        least++;
      }
      shift = least + (int) Math.floorMod(seed / 2, (long) MAX_SHIFT - least + 1);
    }
    int keepIdle = seed % 3 == 0 ? SHORT_IDLE : TWO_HOURS;
    return new Rules(MSS, rcvBuf, mostRcvBuf, keepIdle, shift, seed % 7 == 3);
  }

  /**
   * Mostly FreeBSD's default; now and then the buffer does not grow, or to a limit that is near.
   */
  private static int mostRcvBuf(long seed, int rcvBuf) {
    switch ((int) Math.floorMod(seed, 11L)) {
      case 4:
        return 0;
      case 7:
        return rcvBuf + MSS;
      default:
        return USUAL_MOST;
    }
  }

  /**
   * Runs steps.
   *
   * @param count gets the number of comparisons added to its first element; or null
   * @return what differs, null if nothing does
   */
  static String run(Rules rules, List<Step> steps, long[] count, List<String> story) {
    return run(rules, steps, count, story, rules);
  }

  private static String run(
      Rules rules, List<Step> steps, long[] count, List<String> story, Rules says) {
    Comparison c = null;
    try {
      c = new Comparison(rules, (choices, now) -> new TcpModel(says, choices, now), null);
      c.story = story;
      for (Step s : steps) {
        c.step(s);
      }
      c.finish();
      return null;
    } catch (Comparison.Difference e) {
      return e.getMessage();
    } catch (RuntimeException | AssertionError | SysException e) {
      return e.toString();
    } finally {
      if (count != null && c != null) {
        count[0] += c.steps;
      }
    }
  }

  /** The story of a failure in as few steps as can be found. */
  static String shortest(Rules rules, List<Step> failing) {
    return shortest(rules, failing, rules);
  }

  /**
   * The same.
   *
   * @param says what the model takes the host to be set to
   */
  static String shortest(Rules rules, List<Step> failing, Rules says) {
    List<Step> steps = new ArrayList<>(failing);
    int tries = SHORTENINGS;
    // What is before the last pair of ends seldom matters.
    int last = steps.size() - 1;
    while (last > 0) {
      if (steps.get(last).kind() == Step.Kind.NEXT) {
        List<Step> tail = new ArrayList<>(steps.subList(last, steps.size()));
        tries--;
        if (run(rules, tail, null, null, says) != null) {
          steps = tail;
          break;
        }
        if (steps.size() - last > 2000) {
          break;
        }
      }
      last--;
    }
    for (int size = steps.size() / 2; size > 0; size /= 2) {
      for (int at = 0; at + size <= steps.size() && tries > 0; ) {
        List<Step> fewer = new ArrayList<>(steps.subList(0, at));
        fewer.addAll(steps.subList(at + size, steps.size()));
        tries--;
        if (run(rules, fewer, null, null, says) != null) {
          steps = fewer;
        } else {
          at += size;
        }
      }
    }
    List<String> story = new ArrayList<>();
    String what = run(rules, steps, null, story, says);
    return what
        + "\n"
        + steps.size()
        + " of "
        + failing.size()
        + " steps:\n"
        + String.join("\n", story);
  }
}
