package giantless.stress.lincheck;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the UNIX domain is made of: its lists and connections with each locking, descriptors that
 * pass, and the collector. One class, as {@link SocketStructuresIT}.
 */
class UnixStructuresIT {
  @Test
  void connections_over_one_mutex_are_flags() {
    Linearizability.machineHolds(UnpLists.Global.class, UnpLists.Specification.class);
  }

  @Test
  void connections_over_link_lock_and_mutexes_are_flags() {
    Linearizability.machineHolds(UnpLists.PerPcb.class, UnpLists.Specification.class);
  }

  @Test
  void a_list_taken_in_many_holds_is_caught() {
    // Between its two looks one client leaves and the other comes: both are counted, and were never
    // there together. The connect that is refused says which of the threads was first.
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(UnpLists.ListInManyHolds.class, "connect", 0),
                Scenarios.actor(UnpLists.ListInManyHolds.class, "connected")),
            List.of(
                Scenarios.actor(UnpLists.ListInManyHolds.class, "connect", 0),
                Scenarios.actor(UnpLists.ListInManyHolds.class, "disconnect", 0),
                Scenarios.actor(UnpLists.ListInManyHolds.class, "connect", 1))),
        UnpLists.ListInManyHolds.class,
        UnpLists.Specification.class,
        "Invalid execution results");
  }

  @Test
  void what_passes_arrives_open_and_in_order() {
    Linearizability.machineHolds(
        DescriptorPassing.Passing.class, DescriptorPassing.Specification.class);
  }

  @Test
  void a_file_that_is_closed_in_flight_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(DescriptorPassing.WithoutReference.class, "pass", 0),
                Scenarios.actor(DescriptorPassing.WithoutReference.class, "receive")),
            List.of(Scenarios.actor(DescriptorPassing.WithoutReference.class, "replace", 0, 3))),
        DescriptorPassing.WithoutReference.class,
        DescriptorPassing.Specification.class,
        "Invalid execution results");
  }

  @Test
  void collector_takes_nothing_that_can_be_received() {
    Linearizability.machineHoldsUnderStress(
        UnpCollector.Global.class, UnpCollector.Specification.class);
    Linearizability.machineHoldsUnderStress(
        UnpCollector.PerPcb.class, UnpCollector.Specification.class);
  }

  @Test
  void a_collector_that_takes_what_is_being_sent_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(UnpCollector.CollectedBeforeItIsSent.class, "pass"),
                Scenarios.actor(UnpCollector.CollectedBeforeItIsSent.class, "receive")),
            List.of(Scenarios.actor(UnpCollector.CollectedBeforeItIsSent.class, "collect"))),
        UnpCollector.CollectedBeforeItIsSent.class,
        UnpCollector.Specification.class,
        "Invalid execution results");
  }
}
