package giantless.stress.lincheck;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What Lincheck says on the error stream. A class that it cannot transform it leaves as it is, says
 * so and goes on, and the model checker then sees none of what the class does: a check in which
 * that happened has shown nothing, and must not pass.
 */
final class LincheckLog extends FilterOutputStream {
  private static final String LEFT_AS_IT_IS = "Failed to retransform class";
  private static final int LONGEST_LINE = 1000;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private String first;

  LincheckLog(PrintStream err) {
    super(err);
  }

  /** To be called before Lincheck is first used, since it takes the stream once. */
  static LincheckLog watch() {
    LincheckLog log = new LincheckLog(System.err);
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    return log;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    out.write(b);
    if (b != '\n' && line.size() < LONGEST_LINE) {
      line.write(b);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (first == null && text.contains(LEFT_AS_IT_IS)) {
      first = text;
    }
  }

  /**
   * Fails if a class was left as it is.
   *
   * @throws IllegalStateException with Lincheck's line
   */
  synchronized void allWasTransformed() {
    if (first != null) {
      throw new IllegalStateException("Lincheck did not see all: " + first);
    }
  }
}
