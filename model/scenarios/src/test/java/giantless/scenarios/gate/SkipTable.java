package giantless.scenarios.gate;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which scenarios the two engines are not compared on, and why: the table under {@value #HEADING}
 * in the README of {@code model/explore}. It is held against what happens, in both directions.
 */
public final class SkipTable {
  static final String HEADING = "### What is not compared";

  private final Map<String, String> rows;

  private SkipTable(Map<String, String> rows) {
    this.rows = rows;
  }

  /**
   * Reads the table of a README.
   *
   * @throws IllegalArgumentException if it has none, or a row without a name or a reason, or two of
   *     one scenario
   */
  public static SkipTable of(String readme) {
    int at = readme.indexOf(HEADING);
    if (at < 0) {
      throw new IllegalArgumentException("the README has no \"" + HEADING + "\"");
    }
    Map<String, String> rows = new TreeMap<>();
    boolean inTable = false;
    for (String line : readme.substring(at).lines().skip(1).toList()) {
      if (line.startsWith("#")) {
        break;
      }
      boolean row = line.startsWith("| ");
      if (row && inTable && !line.startsWith("| ---")) {
        add(rows, line);
      }
      inTable |= row;
    }
    return new SkipTable(rows);
  }

  private static void add(Map<String, String> rows, String line) {
    String[] cells = line.split("\\|");
    String name = cells[1].strip().replace("`", "");
    String why = cells.length > 2 ? cells[2].strip() : "";
    if (name.isEmpty() || why.isEmpty()) {
      throw new IllegalArgumentException("no name or no reason in the row " + line);
    }
    if (rows.put(name, why) != null) {
      throw new IllegalArgumentException("two rows of " + name);
    }
  }

  /** The scenarios in it, and why each is. */
  public Map<String, String> rows() {
    return Map.copyOf(rows);
  }

  /**
   * What is wrong about the table; null if nothing is. The reason in a row must be, but for an
   * article, among the words for why the engines were not compared.
   *
   * @param skipped why the engines were not compared on this scenario; null if they were
   */
  public String wrong(String scenario, String skipped) {
    String listed = rows.get(scenario);
    if (skipped != null && listed == null) {
      return scenario + " is not compared, and not in the table of the README: " + skipped;
    }
    if (skipped == null && listed != null) {
      return scenario + " is compared, so its row in the table of the README is wrong";
    }
    if (skipped != null && !skipped.contains(listed.replaceFirst("^an? ", ""))) {
      return scenario
          + " is not compared for another reason than \""
          + listed
          + "\", which the table of the README has: "
          + skipped;
    }
    return null;
  }
}
