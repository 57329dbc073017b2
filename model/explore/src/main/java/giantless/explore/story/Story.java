package giantless.explore.story;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of a failed execution as a table with one column for each thread, and where the threads
 * stood at its end. Left out is what says nothing: that threads start and end, and thread main if
 * it does no more than wait for the others. Source lines stand behind the steps; those of the class
 * that is explored without its name.
 */
public final class Story {
  /** A longer execution is shown by its first and its last steps. */
  private static final int FIRST = 30;

  private static final int LAST = 30;
  private static final int LONGEST_CYCLE = 200;
  private static final String STOPPED = "=>";

  private final Trace trace;
  private final String className;
  private final List<ExploredThread> threads = new ArrayList<>();
  private final List<String> heads = new ArrayList<>();
  private final List<String> numbers = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  private Story(Trace trace, String className) {
    this.trace = trace;
    this.className = className;
  }

  /**
   * The table.
   *
   * @param className of the class that is explored, with its package
   */
  public static String table(Trace trace, String className) {
    return new Story(trace, className).text();
  }

  private static boolean isTold(Operation op) {
    switch (op.kind()) {
      case START:
      case END:
      case JOIN:
        return false;
      default:
        return true;
    }
  }

  private String text() {
    List<Integer> told = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      if (isTold(trace.operation(i))) {
        told.add(i);
        column(trace.thread(i), trace.threadName(i));
      }
    }
    for (Trace.Stop s : trace.stops()) {
      if (!s.thread().isMain()) {
        column(s.thread(), s.threadName());
      }
    }
    if (threads.isEmpty()) {
      return "(No operation on a lock or the like came before.)\n";
    }
    order();
    String gap = null;
    int cut = told.size() > FIRST + LAST ? told.size() - LAST : -1;
    for (int k = 0; k < told.size(); k++) {
      if (cut > 0 && k == FIRST) {
        gap = gap(told, k, cut);
        k = cut;
        numbers.add("...");
        rows.add(new String[heads.size()]);
      }
      int i = told.get(k);
      row(Integer.toString(k + 1), trace.thread(i), trace.describe(i), trace.site(i));
    }
    stops();
    return print(gap);
  }

  private void column(ExploredThread td, String name) {
    if (!threads.contains(td)) {
      threads.add(td);
      heads.add(name);
    }
  }

  private void order() {
    List<ExploredThread> by = new ArrayList<>(threads);
    by.sort((a, b) -> Integer.compare(a.id(), b.id()));
    List<String> names = new ArrayList<>();
    for (ExploredThread td : by) {
      names.add(heads.get(threads.indexOf(td)));
    }
    threads.clear();
    threads.addAll(by);
    heads.clear();
    heads.addAll(names);
  }

  /** What the steps that are not shown are: the same ones again and again, if they are. */
  private String gap(List<Integer> told, int from, int to) {
    int n = told.size();
    for (int period = 1; period <= LONGEST_CYCLE && period * 3 <= n - from; period++) {
      boolean same = true;
      for (int k = n - 1; same && k >= n - period * 2; k--) {
        same = line(told.get(k)).equals(line(told.get(k - period)));
      }
      if (same) {
        return "(... "
            + (to - from)
            + " steps left out; at the end the same "
            + period
            + " come again and again)";
      }
    }
    return "(... " + (to - from) + " steps left out)";
  }

  private String line(int i) {
    return trace.thread(i).id() + " " + trace.describe(i);
  }

  private void row(String number, ExploredThread td, String what, String site) {
    String[] row = new String[heads.size()];
    row[threads.indexOf(td)] = site == null ? what : what + "  (" + brief(site) + ")";
    numbers.add(number);
    rows.add(row);
  }

  private void stops() {
    String[] row = new String[heads.size()];
    String[] where = new String[heads.size()];
    boolean any = false;
    boolean anyWhere = false;
    for (Trace.Stop s : trace.stops()) {
      int c = threads.indexOf(s.thread());
      if (c >= 0) {
        row[c] = s.what();
        where[c] = s.site() == null ? null : "(" + brief(s.site()) + ")";
        any = true;
        anyWhere |= s.site() != null;
      }
    }
    if (any) {
      numbers.add(STOPPED);
      rows.add(row);
    }
    if (anyWhere) {
      numbers.add("");
      rows.add(where);
    }
  }

  /** The site without the name of the class that is explored; that of others without package. */
  private String brief(String site) {
    String simple = className.substring(className.lastIndexOf('.') + 1) + ".";
    return site.startsWith(simple) ? site.substring(simple.length()) : site;
  }

  private String print(String gap) {
    int[] width = new int[heads.size()];
    for (int c = 0; c < width.length; c++) {
      width[c] = heads.get(c).length();
      for (String[] row : rows) {
        width[c] = Math.max(width[c], row[c] == null ? 0 : row[c].length());
      }
    }
    StringBuilder b = new StringBuilder();
    line(b, "", heads.toArray(new String[0]), width);
    String[] rule = new String[width.length];
    for (int c = 0; c < width.length; c++) {
      rule[c] = "-".repeat(width[c]);
    }
    line(b, "", rule, width);
    for (int i = 0; i < rows.size(); i++) {
      if (numbers.get(i).equals("...")) {
        b.append(gap).append('\n');
      } else {
        line(b, numbers.get(i), rows.get(i), width);
      }
    }
    if (trace.dropped() > 0) {
      b.append("... and ").append(trace.dropped()).append(" steps that were not recorded\n");
    }
    return b.toString();
  }

  private static void line(StringBuilder b, String number, String[] row, int[] width) {
    int start = b.length();
    int end = start + 6;
    b.append(" ".repeat(Math.max(0, 4 - number.length()))).append(number);
    for (int c = 0; c < row.length; c++) {
      if (row[c] != null) {
        b.append(" ".repeat(Math.max(1, end - b.length()))).append(row[c]);
      }
      end += width[c] + 2;
    }
    b.append('\n');
  }

  /** The steps without source lines, one a line, as they are compared. */
  public static List<String> steps(Trace trace) {
    String[] lines = new String[trace.size()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = trace.threadName(i) + ": " + trace.describe(i);
    }
    return Arrays.asList(lines);
  }
}
