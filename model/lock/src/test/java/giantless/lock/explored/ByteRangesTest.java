package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stretches of an array know a conflict where one byte after another knows it. */
class ByteRangesTest {
  private static final int LENGTH = 14;
  private static final int THREADS = 3;

  private static final int ACCESSES = 60;

  private static final FieldSite READ = FieldSite.contents(false, "read");
  private static final FieldSite WRITE = FieldSite.contents(true, "write");

  /** Every access to every byte. */
  private static final class Plain {
    private final boolean seesReads;
    private final List<List<Long>> reads = new ArrayList<>();
    private final List<List<Long>> writes = new ArrayList<>();

    Plain(boolean seesReads) {
      this.seesReads = seesReads;
      for (int i = 0; i < LENGTH; i++) {
        reads.add(new ArrayList<>());
        writes.add(new ArrayList<>());
      }
    }

    /** The bytes with an access that this one has no order with. */
    List<Integer> touch(ThreadClock t, boolean write, int from, int to) {
      List<Integer> conflicts = new ArrayList<>();
      for (int i = from; i < to; i++) {
        boolean read = write && seesReads && reads.get(i).stream().anyMatch(e -> !t.covers(e));
        if (read || writes.get(i).stream().anyMatch(e -> !t.covers(e))) {
          conflicts.add(i);
        }
        (write ? writes : reads).get(i).add(t.epoch);
      }
      return conflicts;
    }
  }

  private static ThreadClock clock(World world, ExploredRuntime rt, RaceDetector detector, int id) {
    return detector.add(
        new ExploredThread(world, rt, id, "t" + id, Priority.USER, 0, () -> {}, new Object()));
  }

  /** Threads go on where they were, most often, and at times see all that another one has seen. */
  private static boolean conflicts(long seed, boolean seesReads) {
    Random random = new Random(seed);
    WorldOptions options = new WorldOptions().races(true);
    try (World world = new World(new DeterministicScheduler(), options)) {
      ExploredRuntime rt = world.runtime("", null, 1);
      RaceDetector detector = new RaceDetector(world, options);
      ThreadClock[] threads = new ThreadClock[THREADS];
      int[] at = new int[THREADS];
      boolean[] writes = new boolean[THREADS];
      for (int i = 0; i < THREADS; i++) {
        threads[i] = clock(world, rt, detector, i);
      }
      ByteRanges stretches = new ByteRanges();
      Plain bytes = new Plain(seesReads);
      int who = 0;
      StringBuilder story = new StringBuilder("seed " + seed);
      for (int n = 0; n < ACCESSES; n++) {
        if (random.nextInt(8) == 0) {
          int next = random.nextInt(THREADS);
          if (next != who && random.nextInt(10) > 0) {
            threads[next].join(threads[who]);
            threads[who].tick();
          }
          who = next;
        }
        if (random.nextInt(5) == 0 || at[who] == LENGTH) {
          at[who] = random.nextInt(LENGTH);
          writes[who] = random.nextInt(3) == 0;
        }
        int from = at[who];
        int count = random.nextInt(6) == 0 ? 1 + random.nextInt(LENGTH - from) : 1;
        at[who] = from + count;
        boolean write = writes[who];
        story.append(String.format("%n%d %s %d+%d", who, write ? "W" : "R", from, count));
        List<Integer> expected = bytes.touch(threads[who], write, from, at[who]);
        Access found = stretches.touch(threads[who], write ? WRITE : READ, from, at[who], detector);
        assertThat(found != null).as(story.toString()).isEqualTo(!expected.isEmpty());
        if (found != null) {
          assertThat(expected).as(story.toString()).contains(stretches.conflictAt);
          return true;
        }
      }
      return false;
    }
  }

  private static int conflicts(boolean seesReads) {
    int conflicts = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      conflicts += conflicts(seed, seesReads) ? 1 : 0;
    }
    return conflicts;
  }

  @Test
  void stretches_conflict_where_their_bytes_do() {
    assertThat(conflicts(true)).isBetween(400, 3_600);
  }

  /** The twin: whoever does not see reads misses conflicts. */
  @Test
  void a_model_that_forgets_reads_is_caught() {
    assertThatThrownBy(() -> conflicts(false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected: false\n but was: true");
  }

  /**
   * One thread writes a byte and stays; another, not ordered with it, reads all that is before in
   * blocks, of each every second byte first, as a checksum does, and at last the byte.
   */
  private static Failure afterSum(int length) {
    byte[] data = new byte[length + 1];
    WorldOptions options = new WorldOptions().races(true);
    try (World world = new World(new DeterministicScheduler(), options)) {
      ExploredRuntime rt = world.runtime("", null, 1);
      WovenFields fields = world.fields;
      return world
          .run(
              () -> {
                KThread writer =
                    rt.spawn(
                        "writer",
                        Priority.USER,
                        0,
                        () -> {
                          fields.elements(data, length, 1, WRITE);
                          rt.yieldCpu();
                        });
                rt.yieldCpu();
                for (int block = 0; block < length; block += 16) {
                  for (int half = 0; half < 2; half++) {
                    for (int i = block + half; i < block + 16; i += 2) {
                      fields.elements(data, i, 1, READ);
                    }
                  }
                }
                fields.elements(data, length, 1, READ);
                writer.join();
              })
          .failure();
    }
  }

  /** One thread writes every second byte, and another, not ordered with it, reads the first. */
  private static Failure afterScattered(int writes, boolean joins) {
    byte[] data = new byte[2 * writes];
    WorldOptions options = new WorldOptions().races(true);
    try (World world = new World(new DeterministicScheduler(), options)) {
      ExploredRuntime rt = world.runtime("", null, 1);
      return world
          .run(
              () -> {
                KThread writer =
                    rt.spawn(
                        "writer",
                        Priority.USER,
                        0,
                        () -> {
                          for (int i = 0; i < data.length; i += 2) {
                            world.fields.elements(data, i, 1, WRITE);
                          }
                        });
                if (joins) {
                  writer.join();
                } else {
                  rt.yieldCpu();
                }
                world.fields.elements(data, 0, 1, READ);
                writer.join();
              })
          .failure();
    }
  }

  @Test
  void an_access_is_not_forgotten_however_many_come_after_it() {
    for (int writes : new int[] {1, ByteRanges.FIRST, ByteRanges.FIRST + 1, 1_000}) {
      Failure f = afterScattered(writes, false);
      assertThat(f).as("%d writes", writes).isNotNull();
      assertThat(f.message()).contains("race on element 0 of byte[]", "write by thread writer");
      assertThat(afterScattered(writes, true)).isNull();
    }
  }

  @Test
  void a_long_sum_does_not_make_an_access_forgotten() {
    assertThat(afterSum(32)).isNotNull();
    Failure f = afterSum(1_600);
    assertThat(f).isNotNull();
    assertThat(f.kind()).isEqualTo(Failure.Kind.RACE);
    assertThat(f.message()).contains("race on element 1600 of byte[]", "write by thread writer");
  }
}
