package giantless.explore.shard;

import giantless.explore.search.Explorer;
import giantless.explore.search.Fingerprint;
import giantless.explore.search.Program;
import giantless.explore.search.Split;
import giantless.explore.search.StateException;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Which parts a search is made of. Shard i of n explores the parts i - 1, i - 1 + n, and so on; how
 * many shards there are is for those to say who run them, and need not be known here.
 */
public final class Plan {
  private static final int VERSION = 1;

  private final String program;
  private final String fingerprint;
  private final Split split;
  private final String id;

  private Plan(String program, String fingerprint, Split split) {
    this.program = program;
    this.fingerprint = fingerprint;
    this.split = split;
    this.id = StateWriter.hash(body().lines());
  }

  /**
   * @param name the name by which the program is found again
   * @param expiries as in {@link giantless.explore.search.Dpor#Dpor(int)}
   * @param parts at least so many, if there are so many executions
   */
  public static Plan of(Explorer explorer, String name, Program program, int expiries, int parts) {
    String print = Fingerprint.of(explorer, program);
    return new Plan(name, print, Split.of(explorer, program, expiries, parts));
  }

  /**
   * Reads a file of {@link #write}.
   *
   * @throws IOException if it cannot be read
   * @throws StateException if it is no plan or not whole
   */
  public static Plan read(Path file) throws IOException {
    return restore(StateReader.of(file));
  }

  /**
   * @throws StateException if it is not what {@link #save} wrote
   */
  public static Plan restore(StateReader in) {
    if (in.line("giantless-plan").integer() != VERSION) {
      throw in.error("a plan of another version than " + VERSION);
    }
    String program = in.line("program").text();
    String fingerprint = in.line("fingerprint").text();
    return new Plan(program, fingerprint, Split.restore(in));
  }

  public void write(Path file) throws IOException {
    body().write(file);
  }

  private StateWriter body() {
    StateWriter out = new StateWriter();
    save(out);
    return out;
  }

  public void save(StateWriter out) {
    out.line("giantless-plan", VERSION);
    out.line("program", program);
    out.line("fingerprint", fingerprint);
    split.save(out);
  }

  public String program() {
    return program;
  }

  /**
   * Demands that the program is that of the plan.
   *
   * @param now its fingerprint
   * @throws StateException if it is not
   */
  public void demand(String now) {
    if (!now.equals(fingerprint)) {
      throw new StateException(
          "the plan is of another "
              + program
              + ": it does other things now, has other classes, or is explored with other options");
    }
  }

  Split split() {
    return split;
  }

  /** Whether it has the same parts of the same program. */
  public boolean isSame(Plan other) {
    return id.equals(other.id);
  }

  /** Differs if anything does. */
  String id() {
    return id;
  }

  /** As in {@link giantless.explore.search.Dpor#Dpor(int)}. */
  public int expiries() {
    return split.expiries();
  }

  public int parts() {
    return split.parts();
  }

  @Override
  public String toString() {
    return split.parts()
        + " parts that begin with up to "
        + split.operations()
        + " operations of "
        + program;
  }
}
