package giantless.explore.search;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An interrupted search in a file, from which it goes on: of what program it is, what was counted,
 * and how far its strategy is. The end is the same as without the interruption.
 */
public final class Checkpoint {
  private static final int VERSION = 1;

  private final String program;
  private final String fingerprint;
  private final Resumable strategy;
  private final Totals totals;

  private Checkpoint(String program, String fingerprint, Resumable strategy, Totals totals) {
    this.program = program;
    this.fingerprint = fingerprint;
    this.strategy = strategy;
    this.totals = totals;
  }

  /**
   * @param program the name by which it is found again
   * @param fingerprint of the program, {@link Fingerprint#of}
   * @param exploration of a {@link Resumable} strategy
   * @throws IllegalArgumentException if the strategy is not resumable
   */
  public static Checkpoint of(String program, String fingerprint, Exploration exploration) {
    if (!(exploration.strategy() instanceof Resumable)) {
      throw new IllegalArgumentException(
          "strategy " + exploration.strategy().name() + " cannot be resumed");
    }
    return new Checkpoint(
        program, fingerprint, (Resumable) exploration.strategy(), exploration.totals());
  }

  /**
   * Reads a file of {@link #write}.
   *
   * @throws IOException if there is no such file
   * @throws StateException if it is no such file or is not whole
   */
  public static Checkpoint read(Path file) throws IOException {
    return restore(StateReader.of(file));
  }

  static Checkpoint parse(String name, String text) {
    return restore(new StateReader(name, text));
  }

  /**
   * @throws StateException if it is not what {@link #save} wrote
   */
  public static Checkpoint restore(StateReader in) {
    int version = in.line("giantless-search").integer();
    if (version != VERSION) {
      throw in.error("version " + version + "; this reads " + VERSION);
    }
    String program = in.line("program").text();
    String fingerprint = in.line("fingerprint").text();
    Totals totals = Totals.restore(in);
    Resumable strategy = Strategies.parse(in.line("strategy").text());
    strategy.restore(in);
    return new Checkpoint(program, fingerprint, strategy, totals);
  }

  String text() {
    return saved().sealed();
  }

  private StateWriter saved() {
    StateWriter out = new StateWriter();
    save(out);
    return out;
  }

  /** Writes down how far the strategy is now; between two executions. */
  public void save(StateWriter out) {
    out.line("giantless-search", VERSION);
    out.line("program", program);
    out.line("fingerprint", fingerprint);
    totals.save(out);
    out.line("strategy", strategy.spec());
    strategy.save(out);
  }

  /** Writes the file; one that is there already is replaced once the new one is whole. */
  public void write(Path file) throws IOException {
    saved().write(file);
  }

  public String program() {
    return program;
  }

  public Resumable strategy() {
    return strategy;
  }

  public Totals totals() {
    return totals;
  }

  /**
   * Demands that it is of the program as it is now.
   *
   * @param now the fingerprint of the program
   * @throws StateException if it is not
   */
  public void demand(String now) {
    if (!now.equals(fingerprint)) {
      throw new StateException(
          "the search is of another "
              + program
              + ": it does other things now, has other classes, or is explored with other options");
    }
  }

  /**
   * Goes on. A checkpoint goes on once.
   *
   * @param now the fingerprint of the program that it would go on with
   * @throws StateException if that is not the program of which it is
   */
  public Exploration resume(Explorer explorer, Program p, String now, Budget budget) {
    demand(now);
    return explorer.explore(p, strategy, budget, totals);
  }
}
