package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Streams of {@link #SECONDS} between Linux's TCP and ours, in both roles and both directions, also
 * while the driver loses and delays frames: every byte is compared, and none of them may stall. A
 * namespace and a host each, and all at the same time, as a stream of so many seconds mostly waits.
 */
class TapStreamsIT {
  private static final boolean NIGHTLY = "nightly".equals(System.getProperty("giantless.budget"));
  private static final int SECONDS = NIGHTLY ? 60 : 10;

  /** Until a command must have ended; a stall ends it before. */
  private static final int SECONDS_MAX = SECONDS + 60;

  private static final String US = TapTestbed.US;
  private static final String LINUX = TapTestbed.LINUX;

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({"0, 0", "1, 1", "5, 2"})
  void streams_of_a_client_on_linux_do_not_stall(String loss, String reorder) throws Exception {
    try (TapTestbed tap = testbed("served-" + loss)) {
      tap.check(
          what("Linux connects", loss, reorder),
          () -> {
            tap.boot(faults(loss, reorder));
            String peer = tap.resource("peer.py").toString();
            String[] send = {"python3", peer, "send", US, "5001", "" + SECONDS};
            String[] receive = {"python3", peer, "receive", US, "19", "" + SECONDS};
            Path sent = tap.directory().resolve("sent.txt");
            Path received = tap.directory().resolve("received.txt");
            Process sender = tap.ns().start(sent, send);
            Process receiver = tap.ns().start(received, receive);
            assertThat(Namespace.ended(sender, sent, SECONDS_MAX, send)).contains("intact: sent");
            assertThat(Namespace.ended(receiver, received, SECONDS_MAX, receive))
                .contains("intact: received");
            assertFaults(loss, tap.halt());
          });
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({"0, 0", "1, 1", "5, 2"})
  void streams_to_a_server_on_linux_do_not_stall(String loss, String reorder) throws Exception {
    try (TapTestbed tap = testbed("connects-" + loss)) {
      tap.check(
          what("Linux serves", loss, reorder),
          () -> {
            tap.ns()
                .startUntil(
                    tap.directory().resolve("server.txt"),
                    "serving",
                    "python3",
                    tap.resource("peer.py").toString(),
                    "serve",
                    LINUX,
                    "6001",
                    "6019");
            String said =
                tap.client(
                    SECONDS_MAX,
                    faults(loss, reorder),
                    "--send",
                    LINUX + ":6001",
                    "--receive",
                    LINUX + ":6019",
                    "--seconds",
                    "" + SECONDS,
                    "--stall",
                    "20");
            assertThat(said).containsPattern("6001: sent .*; intact");
            assertThat(said).containsPattern("6019: received .*; intact");
            assertFaults(loss, said);
          });
    }
  }

  private static TapTestbed testbed(String part) throws Exception {
    return new TapTestbed(TapStreamsIT.class, part, "python3");
  }

  private static String what(String roles, String loss, String reorder) {
    return String.format(
        "streams of %d s, %s, loss %s %%, reordering %s %%", SECONDS, roles, loss, reorder);
  }

  private static String[] faults(String loss, String reorder) {
    return new String[] {"--loss", loss, "--reorder", reorder, "--seed", TapTestbed.SEED};
  }

  private static void assertFaults(String loss, String said) {
    if (!loss.equals("0")) {
      assertThat(said).as("the driver has lost some").contains("driver, in: ");
      assertThat(said).as("the driver has lost some").doesNotContain(" 0 lost");
    }
  }
}
