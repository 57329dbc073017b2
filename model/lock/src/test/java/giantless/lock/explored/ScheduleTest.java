package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A schedule decides the execution: the same one gives the same trace, on every carrier. */
class ScheduleTest {
  private static final LockClass RW = LockClass.rw("test rw").build();

  /** The carriers that this JVM has; on 17 the same one twice. */
  private static List<ThreadCarrier> carriers() {
    return List.of(ThreadCarrier.best(), ThreadCarrier.platformThreads());
  }

  /** A program made at random from a seed: locks, rw locks, sleeps with limits, choices. */
  private static Consumer<ExploredRuntime> program(long seed) {
    return rt -> {
      Mtx[] m = {rt.mtx(Locks.SO_SND), rt.mtx(Locks.SO_RCV), rt.mtx(Locks.SO_RCV)};
      RwLock rw = rt.rw(RW);
      CondVar cv = rt.cv("wait");
      List<KThread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long mine = seed * 31 + i;
        threads.add(
            rt.spawn(
                "t" + i,
                Priority.USER,
                i % 2,
                () -> {
                  SplittableRandom random = new SplittableRandom(mine);
                  for (int k = 0; k < 5; k++) {
                    step(rt, random, m, rw, cv);
                  }
                }));
      }
      threads.forEach(t -> t.join());
    };
  }

  private static void step(
      ExploredRuntime rt, SplittableRandom random, Mtx[] m, RwLock rw, CondVar cv) {
    Mtx first = m[random.nextInt(3)];
    switch (random.nextInt(6)) {
      case 0:
        first.lock();
        Mtx second = m[random.nextInt(3)];
        if (second.tryLock()) {
          second.unlock();
        }
        first.unlock();
        break;
      case 1:
        rw.rlock();
        first.lock();
        first.unlock();
        rw.runlock();
        break;
      case 2:
        first.lock();
        rw.wlock();
        rw.wunlock();
        first.unlock();
        break;
      case 3:
        m[0].lock();
        cv.timedAwait(m[0], 1 + random.nextInt(100));
        m[0].unlock();
        break;
      case 4:
        cv.signal();
        break;
      default:
        rt.pause(rt.choose(3, "pause") + rt.random(5));
        break;
    }
  }

  @Test
  void same_seed_same_trace_on_every_carrier() {
    Set<List<String>> different = new HashSet<>();
    Set<Failure.Kind> kinds = new HashSet<>();
    List<ThreadCarrier> carriers = carriers();
    for (int seed = 0; seed < 150; seed++) {
      List<Result> results = new ArrayList<>();
      for (ThreadCarrier c : carriers) {
        results.add(
            Simulation.run(
                new RandomScheduler(seed, seed % 2 == 0),
                new WorldOptions().carrier(c).seed(seed),
                program(seed / 10)));
      }
      Result a = results.get(0);
      Result b = results.get(1);
      assertThat(b.trace().lines()).isEqualTo(a.trace().lines());
      assertThat(b.schedule()).isEqualTo(a.schedule());
      assertThat(b.nanos()).isEqualTo(a.nanos());
      assertThat(String.valueOf(b.failure())).isEqualTo(String.valueOf(a.failure()));
      different.add(a.trace().lines());
      kinds.add(a.failure() == null ? null : a.failure().kind());
    }
    carriers.forEach(c -> c.close());
    assertThat(different).hasSize(150);
    assertThat(kinds).containsExactlyInAnyOrder(null, Failure.Kind.DEADLOCK);
  }

  @Test
  void replay_gives_the_trace_again_failures_and_time_included() {
    try (ThreadCarrier carrier = ThreadCarrier.best()) {
      WorldOptions o = new WorldOptions().carrier(carrier);
      for (int seed = 0; seed < 150; seed++) {
        boolean time = seed % 2 == 0;
        Result a = Simulation.run(new RandomScheduler(seed, time), o, program(seed));
        ReplayScheduler replay = (ReplayScheduler) a.replay();
        Result b = Simulation.run(replay, o, program(seed));
        assertThat(replay.isUsedUp()).isTrue();
        assertThat(b.schedule()).isEqualTo(a.schedule());
        assertThat(b.nanos()).isEqualTo(a.nanos());
        assertThat(String.valueOf(b.failure())).isEqualTo(String.valueOf(a.failure()));
      }
    }
  }

  @Test
  void replay_of_another_program_diverges() {
    Consumer<ExploredRuntime> two =
        rt -> {
          KThread t = rt.spawn("t", Priority.USER, 0, () -> rt.yieldCpu());
          t.join();
        };
    Result a = Simulation.run(two);
    Result b = Simulation.run(new ReplayScheduler(a.schedule()), rt -> rt.yieldCpu());
    assertThat(b.failure().kind()).isEqualTo(Failure.Kind.DIVERGED);
    assertThat(b.failure().message())
        .isEqualTo("replay: decision 2 of the schedule: thread 1 cannot run");
    assertThatThrownBy(() -> b.orThrow()).isInstanceOf(AssertionError.class);
  }

  @Test
  void default_schedule_lets_a_thread_run_until_it_blocks() {
    Result r =
        Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              m.lock();
              rt.spawn("a", Priority.USER, 0, () -> m.lock());
              rt.spawn("b", Priority.USER, 0, () -> m.tryLock());
              m.unlock();
              rt.pause(7);
            });
    assertThat(r.trace().columns())
        .isEqualTo(
            "     main                   a            b\n"
                + "   1 starts\n"
                + "   2 lock so_rcv\n"
                + "   3 spawns a\n"
                + "   4 spawns b\n"
                + "   5 unlock so_rcv\n"
                + "   6                        starts\n"
                + "   7                        lock so_rcv\n"
                + "   8                        ends\n"
                + "   9                                     starts\n"
                + "  10                                     trylock so_rcv, fails\n"
                + "  11                                     ends\n"
                + "  12 time runs out at 7 ns\n"
                + "  13 park\n"
                + "  14 ends\n");
  }

  @Test
  void sites_name_the_line_outside_of_the_runtime() {
    Result r =
        Simulation.run(
            new DeterministicScheduler(),
            new WorldOptions().sites(true),
            rt -> rt.mtx(Locks.SO_RCV).lock());
    assertThat(r.trace().lines().get(1))
        .matches("main: lock so_rcv at ScheduleTest\\.lambda.*:\\d+");
    assertThat(Simulation.run(rt -> rt.yieldCpu()).trace().site(0)).isNull();
  }

  @Test
  void random_schedulers_try_every_answer_of_a_choice_and_the_default_gives_the_first() {
    Set<Integer> answers = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      Simulation.run(seed, rt -> answers.add(rt.choose(3, "packet lost"))).orThrow();
    }
    assertThat(answers).containsExactlyInAnyOrder(0, 1, 2);
    Result r = Simulation.run(rt -> rt.choose(3, "packet lost"));
    assertThat(r.trace().lines()).contains("main: choose packet lost = 0");
    assertThat(r.schedule()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void random_numbers_do_not_depend_on_the_schedule() {
    Set<List<Integer>> drawn = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      List<Integer> mine = new ArrayList<>();
      Simulation.run(
              new RandomScheduler(seed),
              rt -> {
                rt.spawn("t", Priority.USER, 0, () -> rt.random(1000));
                rt.yieldCpu();
                mine.add(rt.random(1000));
                mine.add(rt.random(1000));
              })
          .orThrow();
      drawn.add(mine);
    }
    assertThat(drawn).hasSize(1);
  }

  @Test
  void a_scheduler_may_stop_but_not_decide_the_impossible() {
    Result stopped = Simulation.run(w -> Scheduler.STOP, rt -> rt.yieldCpu());
    assertThat(stopped.isStopped()).isTrue();
    assertThat(stopped.isComplete()).isFalse();
    assertThat(stopped.failure()).isNull();
    Result wrong = Simulation.run(w -> 5, rt -> rt.yieldCpu());
    assertThat(wrong.failure().message())
        .isEqualTo("the scheduler decided 5, which is not possible");
    Result thrown =
        Simulation.run(
            w -> {
              throw new IllegalArgumentException("no idea");
            },
            rt -> rt.yieldCpu());
    assertThat(thrown.failure().message())
        .isEqualTo("the scheduler threw java.lang.IllegalArgumentException: no idea");
  }

  @Test
  void dependent_operations_touch_one_object_that_one_of_them_writes() {
    Object x = new Object();
    Object y = new Object();
    Operation readX = Operation.read(Operation.Kind.GET, x, null);
    Operation writeX = Operation.write(Operation.Kind.SET, x, null);
    Operation writeY = Operation.write(Operation.Kind.LOCK, y, null);
    Operation sleep = Operation.sleep(x, y, null, "w");
    Operation none = Operation.read(Operation.Kind.YIELD, null, null);
    assertThat(readX.dependsOn(readX)).isFalse();
    assertThat(readX.dependsOn(writeX)).isTrue();
    assertThat(writeX.dependsOn(readX)).isTrue();
    assertThat(writeX.dependsOn(writeY)).isFalse();
    assertThat(sleep.dependsOn(writeY)).isTrue();
    assertThat(writeY.dependsOn(sleep)).isTrue();
    assertThat(sleep.dependsOn(readX)).isTrue();
    assertThat(none.dependsOn(none)).isFalse();
  }

  @Test
  void trace_says_whom_a_step_woke() {
    Result r =
        Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("sbwait");
              KThread t =
                  rt.spawn(
                      "t",
                      Priority.USER,
                      0,
                      () -> {
                        m.lock();
                        cv.await(m);
                        m.unlock();
                      });
              rt.yieldCpu();
              cv.broadcast();
              t.join();
            });
    int step = r.orThrow().trace().lines().indexOf("main: broadcast sbwait");
    assertThat(r.trace().woken(step)).containsExactly(1);
    assertThat(r.trace().woken(step + 1)).isEmpty();
  }
}
