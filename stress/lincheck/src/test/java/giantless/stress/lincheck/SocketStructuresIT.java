package giantless.stress.lincheck;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a socket is made of: the bytes of a stream, the queues of a listener, and the note of a
 * kqueue. Several structures in one class, since each class costs a JVM and all its transformed
 * classes.
 */
class SocketStructuresIT {
  @Test
  void a_stream_buffer_is_a_queue_of_bytes() {
    Linearizability.machineHolds(StreamBuf.Stream.class, StreamBuf.Specification.class);
  }

  @Test
  void readers_that_interlace_are_caught() {
    // One has the first byte alone, though both were there before either began.
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(StreamBuf.WithoutSblock.class, "append", 1),
                Scenarios.actor(StreamBuf.WithoutSblock.class, "append", 2),
                Scenarios.actor(StreamBuf.WithoutSblock.class, "receive")),
            List.of(Scenarios.actor(StreamBuf.WithoutSblock.class, "receive"))),
        StreamBuf.WithoutSblock.class,
        StreamBuf.Specification.class,
        "Invalid execution results");
  }

  @Test
  void each_connection_is_accepted_once() {
    Linearizability.machineHolds(AcceptQueue.Queues.class, AcceptQueue.Specification.class);
  }

  @Test
  void a_connection_that_is_accepted_twice_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(AcceptQueue.TakenInTwoHolds.class, "arrive"),
                Scenarios.actor(AcceptQueue.TakenInTwoHolds.class, "accept")),
            List.of(Scenarios.actor(AcceptQueue.TakenInTwoHolds.class, "accept"))),
        AcceptQueue.TakenInTwoHolds.class,
        AcceptQueue.Specification.class,
        "Invalid execution results");
  }

  @Test
  void what_is_triggered_is_told_once() {
    Linearizability.machineHolds(KqueueNote.Note.class, KqueueNote.Specification.class);
  }

  @Test
  void an_event_that_is_told_twice_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(KqueueNote.ToldTwice.class, "add"),
                Scenarios.actor(KqueueNote.ToldTwice.class, "trigger"),
                Scenarios.actor(KqueueNote.ToldTwice.class, "scan")),
            List.of(Scenarios.actor(KqueueNote.ToldTwice.class, "scan"))),
        KqueueNote.ToldTwice.class,
        KqueueNote.Specification.class,
        "Invalid execution results");
  }
}
