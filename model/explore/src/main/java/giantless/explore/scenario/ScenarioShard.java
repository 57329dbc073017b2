package giantless.explore.scenario;

import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.search.Totals;
import giantless.explore.shard.Plan;
import giantless.explore.shard.ShardResult;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What came of the parts of a scenario's search that one shard has, with the whole plan, so that
 * the files of all shards are all that joining them needs. If the shard was cut short it goes on
 * from its file.
 */
public final class ScenarioShard {
  private static final int VERSION = 1;

  private final Plan plan;
  private final ShardResult result;
  private final TaughtOrder order;

  ScenarioShard(Plan plan, ShardResult result, TaughtOrder order) {
    this.plan = plan;
    this.result = result;
    this.order = order;
  }

  /**
   * Reads a file of {@link #write}.
   *
   * @throws IOException if it cannot be read
   * @throws giantless.explore.search.StateException if it is no such file or not whole
   */
  public static ScenarioShard read(Path file) throws IOException {
    StateReader in = StateReader.of(file);
    int version = in.line("giantless-scenario-shard").integer();
    if (version != VERSION) {
      throw in.error("version " + version + "; this reads " + VERSION);
    }
    Plan plan = Plan.restore(in);
    ShardResult result = ShardResult.restore(file.toString(), in);
    return new ScenarioShard(plan, result, TaughtOrder.restore(in));
  }

  /** Writes the file; one that is there already is replaced once the new one is whole. */
  public void write(Path file) throws IOException {
    StateWriter out = new StateWriter();
    out.line("giantless-scenario-shard", VERSION);
    plan.save(out);
    result.save(out);
    order.save(out);
    out.write(file);
  }

  /** The scenario as traces call it. */
  public String scenario() {
    return plan.program();
  }

  public Plan plan() {
    return plan;
  }

  /** As in {@code --shard}: 1/2. */
  public String shard() {
    return result.shard();
  }

  /** How many of its parts were explored to their end. */
  public long finished() {
    return result.finished();
  }

  /** Of its parts together. */
  public Totals totals() {
    return result.totals();
  }

  /** Executions that its parts began and that turned out to be others'. */
  public long redundant() {
    return result.redundant();
  }

  ShardResult result() {
    return result;
  }

  TaughtOrder order() {
    return order;
  }
}
