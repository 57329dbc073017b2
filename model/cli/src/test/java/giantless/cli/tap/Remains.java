package giantless.cli.tap;

import com.fasterxml.jackson.databind.JsonNode;
import giantless.cli.LastRun;
import giantless.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a check that has failed leaves to look at: capture, statistics and console of its host, put
 * aside from where the next check writes its own, and the counters that tell of refused and of
 * repeated packets.
 */
final class Remains {
  private static final List<String> TOLD =
      List.of(
          "/interfaces/tap0/ifi_ipackets",
          "/interfaces/tap0/ifi_opackets",
          "/interfaces/tap0/ifi_oerrors",
          "/interfaces/tap0/ifi_iqdrops",
          "/interfaces/tap0/ifq_drops",
          "/protocols/tcp/tcpsRexmttimeo",
          "/protocols/tcp/tcpsSndrexmitpack",
          "/protocols/tcp/tcpsSackRexmits",
          "/protocols/tcp/tcpsRcvduppack",
          "/protocols/tcp/tcpsRcvoopack");

  private Remains() {}

  /**
   * Puts files aside.
   *
   * @param directory where they are, and a directory for each check gets made
   * @param check its name
   * @param names of the files; what is not there is left out
   * @param statistics which of them has the counters
   * @return where they are now, and the counters
   */
  static String keep(Path directory, String check, List<String> names, String statistics)
      throws IOException {
    Path kept = directory.resolve("failed").resolve(check.replaceAll("[^A-Za-z0-9]+", "-"));
    Files.createDirectories(kept);
    List<String> there = new ArrayList<>();
    for (String name : names) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        Files.copy(file, kept.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        there.add(name);
      }
    }
    return "kept in " + kept + ": " + there + counters(kept.resolve(statistics));
  }

  private static String counters(Path file) {
    JsonNode run;
    try {
      run = LastRun.read(file);
    } catch (UserError e) {
      return "; no counters: " + e.getMessage();
    }
    StringBuilder b = new StringBuilder();
    for (String path : TOLD) {
      JsonNode value = run.at(path);
      if (!value.isMissingNode()) {
        b.append("; ").append(path.substring(path.lastIndexOf('/') + 1)).append(' ').append(value);
      }
    }
    return b.toString();
  }
}
