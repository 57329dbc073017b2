package giantless.stress.lincheck;

import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Readers that sleep for a record: none sleeps beside one, and none for good. */
class SockBufSleepIT {
  /** Readers that sleep until there is a record. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class Sleepers extends OneSocket {
    @Operation(params = "record")
    public boolean append(int record) {
      return put(record);
    }

    @Operation
    public int receive() {
      return take(0);
    }
  }

  // As many records as readers, so that who sleeps for good was not woken.

  private static ExecutionScenario oneSleeper(Class<?> structure) {
    return Scenarios.of(
        List.of(Scenarios.actor(structure, "receive")),
        List.of(Scenarios.actor(structure, "append", 1)));
  }

  private static ExecutionScenario twoSleepers(Class<?> structure) {
    return Scenarios.of(
        List.of(Scenarios.actor(structure, "receive")),
        List.of(Scenarios.actor(structure, "receive")),
        List.of(Scenarios.actor(structure, "append", 1), Scenarios.actor(structure, "append", 2)));
  }

  @Test
  void no_reader_sleeps_beside_a_record() {
    Linearizability.layerHoldsIn(oneSleeper(Sleepers.class), Sleepers.class, Fifo.class);
  }

  @Test
  void of_two_sleepers_each_gets_a_record() {
    Linearizability.layerHoldsIn(twoSleepers(Sleepers.class), Sleepers.class, Fifo.class);
  }

  /** The wrong twin: whether somebody sleeps is looked at before the append, without the mutex. */
  @Param(name = "record", gen = IntGen.class, conf = "1:3")
  public static class LostWakeup extends WrongBuffer {
    private boolean sbWait;

    @Operation(params = "record")
    public boolean append(int record) {
      boolean wake = sbWait;
      lock.lock();
      boolean fits = length < OneSocket.RECORDS;
      if (fits) {
        add(record);
      }
      if (wake) {
        sbWait = false;
        rt.sleepQueue().wakeup(this);
      }
      lock.unlock();
      return fits;
    }

    @Operation
    public int receive() {
      lock.lock();
      while (length == 0) {
        sbWait = true;
        rt.sleepQueue().sleep(this, lock, "sbwait");
      }
      int first = remove();
      lock.unlock();
      return first;
    }
  }

  @Test
  void a_lost_wakeup_is_caught() {
    Linearizability.isBrokenIn(
        oneSleeper(LostWakeup.class), LostWakeup.class, Fifo.class, "The execution has hung");
  }
}
