package giantless.explore.story;

import java.util.Arrays;

/**
 * Schedules as text: decisions and answers in order, separated by commas, a deadline of thread n as
 * {@code tn}, and {@code 3x5} for five times 3. No character of it means anything to a shell. The
 * empty schedule is {@code -}.
 */
public final class Schedules {
  private static final String NONE = "-";

  private Schedules() {}

  public static String write(int[] schedule) {
    StringBuilder b = new StringBuilder();
    int i = 0;
    while (i < schedule.length) {
      int n = 1;
      while (i + n < schedule.length && schedule[i + n] == schedule[i]) {
        n++;
      }
      b.append(b.length() == 0 ? "" : ",");
      b.append(schedule[i] < 0 ? "t" + ~schedule[i] : Integer.toString(schedule[i]));
      b.append(n == 1 ? "" : "x" + n);
      i += n;
    }
    return b.length() == 0 ? NONE : b.toString();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException for anything else, with the part that is wrong
   */
  public static int[] read(String text) {
    if (text.equals(NONE)) {
      return new int[0];
    }
    int[] schedule = new int[64];
    int size = 0;
    for (String part : text.split(",", -1)) {
      if (!part.matches("t?[0-9]{1,9}(x[1-9][0-9]{0,6})?")) {
        throw new IllegalArgumentException(
            "\"" + part + "\" is no decision of a schedule (expected for example 2, 2x5 or t2)");
      }
      boolean time = part.startsWith("t");
      int x = part.indexOf('x');
      int n = x < 0 ? 1 : Integer.parseInt(part.substring(x + 1));
      int id = Integer.parseInt(part.substring(time ? 1 : 0, x < 0 ? part.length() : x));
      if (size + n > schedule.length) {
        schedule = Arrays.copyOf(schedule, Math.max(size + n, schedule.length * 2));
      }
      Arrays.fill(schedule, size, size + n, time ? ~id : id);
      size += n;
    }
    return Arrays.copyOf(schedule, size);
  }
}
