package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.Priority;
import org.junit.jupiter.api.Test;

/** Who learns of a signal is ordered after who sent it; whose signal it is, is another question. */
class LearntSignalsTest {
  private static final FieldSite READ = FieldSite.contents(false, "read");
  private static final FieldSite WRITE = FieldSite.contents(true, "write");

  /** One thread writes and interrupts a second, a third learns of it; then one of them reads. */
  private static Failure readBy(boolean learner) {
    byte[] data = new byte[1];
    WorldOptions options = new WorldOptions().races(true);
    try (World world = new World(new DeterministicScheduler(), options)) {
      ExploredRuntime rt = world.runtime("", null, 1);
      WovenFields fields = world.fields;
      Runnable read = () -> fields.elements(data, 0, 1, READ);
      return world
          .run(
              () -> {
                KThread target =
                    rt.spawn(
                        "target",
                        Priority.USER,
                        0,
                        () -> {
                          rt.park(10);
                          if (!learner) {
                            read.run();
                          }
                        });
                KThread sender =
                    rt.spawn(
                        "sender",
                        Priority.USER,
                        0,
                        () -> {
                          fields.elements(data, 0, 1, WRITE);
                          target.interrupt();
                        });
                KThread asks =
                    rt.spawn(
                        "asks",
                        Priority.USER,
                        0,
                        () -> {
                          rt.park(5);
                          assertThat(target.isInterrupted()).isTrue();
                          if (learner) {
                            read.run();
                          }
                        });
                target.join();
                sender.join();
                asks.join();
              })
          .failure();
    }
  }

  @Test
  void who_learns_of_the_signal_of_another_is_ordered_after_its_sender() {
    assertThat(readBy(true)).isNull();
  }

  @Test
  void who_is_interrupted_and_does_not_learn_of_it_is_in_no_order_with_the_sender() {
    Failure f = readBy(false);
    assertThat(f).isNotNull();
    assertThat(f.kind()).isEqualTo(Failure.Kind.RACE);
    assertThat(f.message()).contains("read by thread target", "write by thread sender");
  }
}
