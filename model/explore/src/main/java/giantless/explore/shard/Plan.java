package giantless.explore.shard;

import giantless.explore.search.Explorer;
import giantless.explore.search.Fingerprint;
import giantless.explore.search.Program;
import giantless.explore.search.Split;
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
   * @throws giantless.explore.search.StateException if it is no plan or not whole
   */
  public static Plan read(Path file) throws IOException {
    StateReader in = Files.read(file);
    if (in.line("giantless-plan").integer() != VERSION) {
      throw in.error("a plan of another version than " + VERSION);
    }
    String program = in.line("program").text();
    String fingerprint = in.line("fingerprint").text();
    return new Plan(program, fingerprint, Split.restore(in));
  }

  public void write(Path file) throws IOException {
    Files.write(file, body());
  }

  private StateWriter body() {
    StateWriter out = new StateWriter();
    out.line("giantless-plan", VERSION);
    out.line("program", program);
    out.line("fingerprint", fingerprint);
    split.save(out);
    return out;
  }

  public String program() {
    return program;
  }

  /** Of the program, with the explorer's settings. */
  String fingerprint() {
    return fingerprint;
  }

  Split split() {
    return split;
  }

  /** Differs if anything does. */
  String id() {
    return id;
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
