package giantless.stress.lincheck;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What TCP is made of: the hash of connections with those in TIME_WAIT, the syncache, the
 * reassembly queue. One class, as {@link SocketStructuresIT}.
 */
class TcpStructuresIT {
  @Test
  void four_ends_are_one_connection() {
    Linearizability.machineHolds(TcpHash.Hash.class, TcpHash.Specification.class);
  }

  @Test
  void two_syns_that_end_one_connection_are_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(TcpHash.EndedInAnotherHold.class, "timeWait", 0),
                Scenarios.actor(TcpHash.EndedInAnotherHold.class, "syn", 1)),
            List.of(Scenarios.actor(TcpHash.EndedInAnotherHold.class, "syn", 1))),
        TcpHash.EndedInAnotherHold.class,
        TcpHash.OneConnection.class,
        "Invalid execution results");
  }

  @Test
  void one_acknowledgement_makes_one_connection() {
    Linearizability.machineHolds(
        TcpSyncacheEntries.Syncache.class, TcpSyncacheEntries.Specification.class);
  }

  @Test
  void an_entry_of_which_two_connections_are_made_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(TcpSyncacheEntries.FoundAndRemoved.class, "syn", 1),
                Scenarios.actor(TcpSyncacheEntries.FoundAndRemoved.class, "ack", 1)),
            List.of(Scenarios.actor(TcpSyncacheEntries.FoundAndRemoved.class, "ack", 1))),
        TcpSyncacheEntries.FoundAndRemoved.class,
        TcpSyncacheEntries.Specification.class,
        "Invalid execution results");
  }

  @Test
  void each_byte_is_new_once() {
    Linearizability.machineHolds(TcpReassembly.Queue.class, TcpReassembly.Specification.class);
  }

  @Test
  void bytes_that_are_counted_without_the_lock_are_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(TcpReassembly.LookedAtBefore.class, "insert", 0)),
            List.of(Scenarios.actor(TcpReassembly.LookedAtBefore.class, "insert", 1))),
        TcpReassembly.LookedAtBefore.class,
        TcpReassembly.Specification.class,
        "Invalid execution results");
  }
}
