package giantless.cli.packetdrill;

import java.util.HashMap;
import java.util.Map;

/** What a script knows of its descriptors: its own numbers for the kernel's, and their kinds. */
final class Descriptors {
  /** No descriptor of the kernel's is as high: what a script has not opened stays not open. */
  private static final int NOT_OPEN = 10_000;

  private final Map<Integer, Integer> live = new HashMap<>();
  private final Map<Integer, Boolean> streams = new HashMap<>();
  private int connection = -1;

  /** The kernel's number for the script's. */
  int live(int script) {
    return live.getOrDefault(script, script < 0 ? script : script + NOT_OPEN);
  }

  /** A call that succeeded has returned a descriptor, for which the script has another number. */
  void opened(int script, int fd) {
    live.put(script, fd);
  }

  /** The script has closed it. */
  void closed(int script, int fd) {
    live.remove(script);
    if (connection == fd) {
      connection = -1;
    }
  }

  /** Whether a socket is one of streams, as it is unless something else was said. */
  boolean isStream(int fd) {
    return streams.getOrDefault(fd, true);
  }

  void isStream(int fd, boolean stream) {
    streams.put(fd, stream);
  }

  /** The kernel's descriptor of the connection that was made last; -1 if there is none. */
  int connection() {
    return connection;
  }

  void connected(int fd) {
    connection = fd;
  }
}
