package giantless.explore.shard;

import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.search.Totals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What came of the parts of a shard. If the shard was cut short, its result is also the file from
 * which it goes on.
 */
public final class ShardResult {
  private static final int VERSION = 1;

  private final String source;
  private final String plan;
  private final String shard;
  private final List<PartResult> parts;

  /**
   * @param source where it comes from, for messages
   */
  ShardResult(String source, String plan, String shard, Collection<PartResult> parts) {
    this.source = source;
    this.plan = plan;
    this.shard = shard;
    this.parts = new ArrayList<>(parts);
  }

  /**
   * Reads a file of {@link #write}.
   *
   * @throws IOException if it cannot be read
   * @throws giantless.explore.search.StateException if it is no result or not whole
   */
  public static ShardResult read(Path file) throws IOException {
    return restore(file.toString(), StateReader.of(file));
  }

  /**
   * @param source where it comes from, for messages
   * @throws giantless.explore.search.StateException if it is not what {@link #save} wrote
   */
  public static ShardResult restore(String source, StateReader in) {
    if (in.line("giantless-shard").integer() != VERSION) {
      throw in.error("a result of another version than " + VERSION);
    }
    String plan = in.line("plan").text();
    String shard = in.line("shard").text();
    int count = in.line("parts").integer();
    List<PartResult> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(PartResult.restore(in));
    }
    return new ShardResult(source, plan, shard, parts);
  }

  public void write(Path file) throws IOException {
    StateWriter out = new StateWriter();
    save(out);
    out.write(file);
  }

  public void save(StateWriter out) {
    out.line("giantless-shard", VERSION);
    out.line("plan", plan);
    out.line("shard", shard);
    out.line("parts", parts.size());
    for (PartResult p : parts) {
      p.save(out);
    }
  }

  /** Where it comes from: a file, or this run. */
  public String source() {
    return source;
  }

  String plan() {
    return plan;
  }

  /** As in {@code --shard}: 1/2. */
  public String shard() {
    return shard;
  }

  /** Whether the part is one of this shard's. */
  boolean isOf(int part) {
    int slash = shard.indexOf('/');
    int index = Integer.parseInt(shard.substring(0, slash));
    return part % Integer.parseInt(shard.substring(slash + 1)) == index - 1;
  }

  List<PartResult> parts() {
    return parts;
  }

  /** Of its parts together. */
  public Totals totals() {
    Totals t = Totals.NONE;
    for (PartResult p : parts) {
      t = t.plus(p.totals);
    }
    return t;
  }

  /** How many of its parts were explored to their end. */
  public long finished() {
    return parts.stream().filter(p -> p.finished).count();
  }

  /** Executions that its parts began and that turned out to be others'. */
  public long redundant() {
    return parts.stream().mapToLong(p -> p.redundant).sum();
  }
}
