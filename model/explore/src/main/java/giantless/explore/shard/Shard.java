package giantless.explore.shard;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Fingerprint;
import giantless.explore.search.Program;
import giantless.explore.search.StateException;
import giantless.explore.search.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Explores every n-th part of a plan, in one or more Java threads of this JVM, of which each has an
 * explorer and a program of its own and takes the next part when it is done with one. Threads of
 * one JVM share its heap and their collector's pauses; a shard for each processor, in JVMs of their
 * own, comes nearer to as many times the rate.
 */
public final class Shard {
  private final Plan plan;
  private final int index;
  private final int count;
  private ShardResult before;

  /**
   * @param index from 1 to {@code count}
   * @throws IllegalArgumentException for another index
   */
  public Shard(Plan plan, int index, int count) {
    if (index < 1 || index > count) {
      throw new IllegalArgumentException("shard " + index + "/" + count + " is none of them");
    }
    this.plan = plan;
    this.index = index;
    this.count = count;
  }

  /**
   * Reads {@code 1/2}.
   *
   * @throws IllegalArgumentException for anything else, with what was expected
   */
  public static Shard parse(Plan plan, String text) {
    if (!text.matches("[0-9]{1,6}/[0-9]{1,6}")) {
      throw new IllegalArgumentException("shard \"" + text + "\" is not of the form 1/2");
    }
    String[] both = text.split("/");
    return new Shard(plan, Integer.parseInt(both[0]), Integer.parseInt(both[1]));
  }

  /**
   * Goes on where an earlier run of this shard stopped.
   *
   * @throws StateException if it was another shard, or of another plan
   */
  public Shard after(ShardResult earlier) {
    if (!earlier.plan().equals(plan.id()) || !earlier.shard().equals(name())) {
      throw new StateException(
          earlier.source()
              + " is of shard "
              + earlier.shard()
              + (earlier.plan().equals(plan.id()) ? "" : " of another plan")
              + ", not of "
              + name());
    }
    before = earlier;
    return this;
  }

  /** As in {@code --shard}: 1/2. */
  public String name() {
    return index + "/" + count;
  }

  /**
   * Explores.
   *
   * @param explorers gives each worker its own, with the settings of the plan's; closed here
   * @param programs gives each worker its own
   * @param workers how many Java threads, at least 1
   * @param budget of each worker
   * @throws StateException if the program is not that of the plan
   */
  public ShardResult explore(
      Supplier<Explorer> explorers, Supplier<Program> programs, int workers, Budget budget) {
    Map<Integer, PartResult> done = done();
    List<Integer> todo = todo(done);
    AtomicInteger next = new AtomicInteger();
    Callable<List<PartResult>> work =
        () -> {
          try (Explorer explorer = explorers.get()) {
            Program program = programs.get();
            String fingerprint = Fingerprint.of(explorer, program);
            return new Worker(explorer, program, fingerprint, budget).run(todo, done, next);
          }
        };
    return result(done, together(work, workers));
  }

  /**
   * Explores in this Java thread alone.
   *
   * @param explorer with the settings of the plan's
   * @param fingerprint of the program
   * @throws StateException if the program is not that of the plan
   */
  public ShardResult explore(
      Explorer explorer, Program program, String fingerprint, Budget budget) {
    Map<Integer, PartResult> done = done();
    Worker worker = new Worker(explorer, program, fingerprint, budget);
    return result(done, worker.run(todo(done), done, new AtomicInteger()));
  }

  /** What an earlier run of this shard has. */
  private Map<Integer, PartResult> done() {
    Map<Integer, PartResult> done = new TreeMap<>();
    if (before != null) {
      before.parts().forEach(p -> done.put(p.part, p));
    }
    return done;
  }

  private List<Integer> todo(Map<Integer, PartResult> done) {
    List<Integer> todo = new ArrayList<>();
    for (int part = index - 1; part < plan.parts(); part += count) {
      if (!done.containsKey(part) || !done.get(part).finished) {
        todo.add(part);
      }
    }
    return todo;
  }

  private ShardResult result(Map<Integer, PartResult> done, List<PartResult> more) {
    more.forEach(p -> done.put(p.part, p));
    return new ShardResult("this run", plan.id(), name(), done.values());
  }

  /** How many parts of the plan are this shard's. */
  public int parts() {
    return plan.parts() < index ? 0 : (plan.parts() - index) / count + 1;
  }

  private static List<PartResult> together(Callable<List<PartResult>> work, int workers) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<List<PartResult>>> all = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        all.add(threads.submit(work));
      }
      List<PartResult> results = new ArrayList<>();
      for (Future<List<PartResult>> f : all) {
        results.addAll(f.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while parts were explored", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException) {
        throw (RuntimeException) e.getCause();
      }
      throw new IllegalStateException("a worker failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** One Java thread's share. */
  private final class Worker {
    private final Explorer explorer;
    private final Program program;
    private final Budget.Left budget;

    Worker(Explorer explorer, Program program, String fingerprint, Budget budget) {
      this.explorer = explorer;
      this.program = program;
      this.budget = budget.begin();
      plan.demand(fingerprint);
    }

    List<PartResult> run(List<Integer> todo, Map<Integer, PartResult> earlier, AtomicInteger next) {
      List<PartResult> results = new ArrayList<>();
      for (int i = next.getAndIncrement();
          i < todo.size() && !budget.isSpent();
          i = next.getAndIncrement()) {
        int part = todo.get(i);
        PartResult was = earlier.get(part);
        Dpor dpor = was == null ? plan.split().part(part) : was.goOn(plan.split().expiries());
        Totals before = was == null ? Totals.NONE : was.totals;
        Exploration e = explorer.explore(program, dpor, budget.rest(), before);
        budget.took(e.executions() - before.executions());
        results.add(PartResult.of(part, dpor, e));
        if (e.end() == Exploration.End.FAILURE || e.end() == Exploration.End.STOPPED) {
          next.set(todo.size());
        }
      }
      return results;
    }
  }
}
