package giantless.properties.witness;

import giantless.lock.LockWatch;
import giantless.lock.Locks;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.OrderComparison;
import giantless.lock.witness.Sites;
import giantless.lock.witness.WatchChain;
import giantless.lock.witness.Witness;
import giantless.properties.witness.Hosts.Setup;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stack.local.UnpLocking;
import giantless.stack.net.NetisrMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whole hosts under one Witness, on real threads and on random schedules: no reversal, no lock kept
 * over a sleep or a return, and no order that {@link Locks} does not declare. The learnt order goes
 * beside the result records as {@code lock-order.json} and {@code lock-order.dot}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockOrderIT {
  private static final String REPLAY =
      "mvn -B verify -pl properties -am -Dit.test=LockOrderIT -Dsurefire.skip=true";
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final Witness witness = Witness.builder().observer("witness").sites(Sites.LINE).build();
  private final SeenClasses seen = new SeenClasses();
  private final LockWatch watch = WatchChain.of(witness, seen);
  private long explored;
  private long steps;
  private long nativeRuns;

  private static int schedules() {
    return "nightly".equals(System.getProperty("giantless.budget")) ? 40 : 2;
  }

  private static List<Setup> setups() {
    List<Setup> setups = new ArrayList<>();
    for (NetisrMode mode : NetisrMode.values()) {
      // Each locking of the UNIX domain with and without Giant, over the modes of netisr.
      boolean odd = mode.ordinal() % 2 == 1;
      UnpLocking.Kind one = odd ? UnpLocking.Kind.GLOBAL : UnpLocking.Kind.PER_PCB;
      UnpLocking.Kind other = odd ? UnpLocking.Kind.PER_PCB : UnpLocking.Kind.GLOBAL;
      setups.add(new Setup(mode, true, false, 0, one));
      setups.add(new Setup(mode, false, false, 0, other));
      setups.add(new Setup(mode, true, true, 0, one));
      setups.add(new Setup(mode, true, false, 8, other));
    }
    return setups;
  }

  /** Every test of the class judges what this has learnt. */
  @BeforeAll
  void traffic() {
    check("random schedules", this::onRandomSchedules);
    check("real threads", this::onRealThreads);
  }

  private long onRandomSchedules() {
    for (Setup setup : setups()) {
      for (long seed = 1; seed <= schedules(); seed++) {
        explore(setup, seed);
      }
    }
    return explored;
  }

  private void explore(Setup setup, long seed) {
    WorldOptions options = new WorldOptions().seed(seed).traceLimit(0).stepLimit(20_000_000);
    try (World world = new World(new RandomScheduler(seed), options)) {
      var result =
          world.run(
              () -> {
                Hosts hosts = new Hosts(name -> world.runtime(name, watch, 2), setup, SECOND);
                new Traffic(hosts).run();
                hosts.shutdownClean();
              });
      explored++;
      steps += result.steps();
      Failure f = result.failure();
      if (f != null) {
        throw new AssertionError(setup + " seed " + seed + ": " + f, f.cause());
      }
    }
  }

  private long onRealThreads() {
    for (Setup setup : setups()) {
      Hosts hosts = new Hosts(name -> NativeRuntime.real(watch, 2, 1), setup, MILLI);
      new Traffic(hosts).run();
      hosts.shutdownClean();
      nativeRuns++;
    }
    return nativeRuns;
  }

  /** Runs a check and leaves its record, good or bad. */
  private static void check(String name, LongSupplier body) {
    long start = System.nanoTime();
    ResultRecord.Builder record = ResultRecord.of("witness", name).replay(REPLAY);
    try {
      long n = body.getAsLong();
      record.passed("all that were looked at").count("looked at", n);
    } catch (RuntimeException | Error e) {
      record.failed(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }

  @Test
  void no_rule_of_witness_was_broken() {
    check(
        "no splat",
        () -> {
          OrderJudge.noSplat(witness);
          return witness.graph().edges().size();
        });
  }

  @Test
  void every_learnt_order_is_declared() {
    check(
        "declared order",
        () -> {
          OrderJudge.declared(Locks.all(), witness.graph());
          return witness.graph().edges().size();
        });
  }

  @Test
  void every_lock_class_is_in_use() {
    check(
        "classes in use",
        () -> {
          return OrderJudge.inUse(Locks.all(), seen);
        });
  }

  @AfterAll
  void export() throws IOException {
    Path dir =
        Files.createDirectories(
            Path.of(System.getProperty(ResultWriter.PROPERTY, "target/giantless-results"))
                .resolveSibling("witness"));
    LockOrderGraph graph = witness.graph();
    OrderComparison c = OrderComparison.of(Locks.all(), graph);
    Files.writeString(dir.resolve("lock-order.json"), c.toJson());
    Files.writeString(dir.resolve("lock-order.dot"), c.toDot());
    ResultWriter.write(
        ResultRecord.of("witness", "learnt order")
            .passed("exported to target/witness: lock-order.json, lock-order.dot")
            .count("edges", graph.edges().size())
            .count("declared and never seen", c.declaredNeverSeen().size())
            .count("schedules", explored)
            .count("steps", steps)
            .count("runs on real threads", nativeRuns)
            .replay(REPLAY)
            .build());
  }
}
