package giantless.lock.explored;

import java.util.Arrays;
import java.util.List;

/** The form of every trace: a table with a line for each step and a column for each thread. */
public final class Columns {
  private Columns() {}

  /**
   * The table.
   *
   * @param heads the names of the threads
   * @param column of each step
   * @param cells what each step did, in words
   */
  public static String format(List<String> heads, int[] column, String[] cells) {
    int[] width = new int[heads.size()];
    for (int c = 0; c < width.length; c++) {
      width[c] = heads.get(c).length();
    }
    for (int i = 0; i < cells.length; i++) {
      width[column[i]] = Math.max(width[column[i]], cells[i].length());
    }
    StringBuilder b = new StringBuilder();
    String[] row = heads.toArray(new String[0]);
    line(b, "", row, width);
    for (int i = 0; i < cells.length; i++) {
      Arrays.fill(row, "");
      row[column[i]] = cells[i];
      line(b, Integer.toString(i + 1), row, width);
    }
    return b.toString();
  }

  private static void line(StringBuilder b, String number, String[] row, int[] width) {
    int end = b.length() + 5;
    b.append(" ".repeat(Math.max(0, 4 - number.length()))).append(number);
    for (int c = 0; c < row.length; c++) {
      if (!row[c].isEmpty()) {
        b.append(" ".repeat(Math.max(1, end - b.length()))).append(row[c]);
      }
      end += width[c] + 2;
    }
    b.append('\n');
  }
}
