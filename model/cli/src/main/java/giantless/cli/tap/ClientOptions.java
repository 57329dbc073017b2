package giantless.cli.tap;

import giantless.cli.UserError;
import giantless.cli.tap.http.HttpFetch;
import giantless.cli.tap.tcp.StreamClient;
import giantless.lock.contract.Frozen;
import giantless.stack.Syscalls;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAddr;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the host does as a client: one thing after another, then it stops. */
final class ClientOptions {
  @Option(
      names = "--fetch",
      paramLabel = "URL",
      description = "get http://A.B.C.D[:PORT]/PATH; may be repeated, as the other two")
  @Frozen("the command line is read")
  private List<String> fetch = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "where the last --fetch writes; default: nowhere, length and SHA-256 are shown")
  @Frozen("the command line is read")
  private Path output;

  @Option(
      names = "--send",
      paramLabel = "A.B.C.D:PORT",
      description = "send the chargen stream for --seconds, to a sink as that on port 5001")
  @Frozen("the command line is read")
  private List<String> send = new ArrayList<>();

  @Option(
      names = "--receive",
      paramLabel = "A.B.C.D:PORT",
      description = "receive the chargen stream for --seconds and check it")
  @Frozen("the command line is read")
  private List<String> receive = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "how long --send and --receive take; default 10")
  @Frozen("the command line is read")
  private double seconds;

  @Option(
      names = "--stall",
      paramLabel = "S",
      defaultValue = "30",
      description = "fail when nothing moves for so many seconds; default 30")
  @Frozen("the command line is read")
  private int stallSeconds;

  /** One thing to do. */
  interface Task {
    /**
     * @return what to tell the user
     */
    String run(Kernel kernel, Syscalls sys) throws SysException, IOException;
  }

  /**
   * What is asked for, in the order fetch, send, receive; empty for a host that only serves.
   *
   * @throws UserError an address or a URL is none
   */
  List<Task> tasks() throws UserError {
    if (seconds <= 0 || seconds > 86_400 || stallSeconds < 1 || stallSeconds > 86_400) {
      throw new UserError("--seconds and --stall: from 1 to 86400");
    }
    if (output != null && fetch.isEmpty()) {
      throw new UserError("--output needs a --fetch");
    }
    int stall = stallSeconds * 1000;
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < fetch.size(); i++) {
      String url = fetch.get(i);
      HttpFetch http = new HttpFetch(url);
      Path file = i == fetch.size() - 1 ? output : null;
      tasks.add((kernel, sys) -> "fetched " + url + ": " + fetch(http, sys, file, stall));
    }
    for (String to : send) {
      SockAddrIn peer = peer("--send", to);
      tasks.add((kernel, sys) -> to + ": " + StreamClient.send(kernel, sys, peer, seconds, stall));
    }
    for (String from : receive) {
      SockAddrIn peer = peer("--receive", from);
      tasks.add(
          (kernel, sys) -> from + ": " + StreamClient.receive(kernel, sys, peer, seconds, stall));
    }
    return tasks;
  }

  private static String fetch(HttpFetch http, Syscalls sys, Path file, int stall)
      throws SysException, IOException {
    if (file == null) {
      return http.get(sys, null, stall);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      return http.get(sys, out, stall);
    }
  }

  private static SockAddrIn peer(String option, String text) throws UserError {
    int colon = text.indexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port < 65536) {
        return new SockAddrIn(InAddr.aton(text.substring(0, colon)), port);
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(option + ": not A.B.C.D:PORT: " + text);
    }
    throw new UserError(option + ": not A.B.C.D:PORT: " + text);
  }

  /**
   * Does all of it.
   *
   * @return false if something failed
   */
  static boolean run(List<Task> tasks, TapHost host, PrintWriter out) {
    Syscalls sys = host.newClient();
    boolean good = true;
    for (Task task : tasks) {
      try {
        out.println(task.run(host.kernel(), sys));
      } catch (SysException e) {
        boolean stalled = e.errno() == giantless.stack.kern.Errno.EWOULDBLOCK;
        out.println("FAILED: " + (stalled ? "stalled: " : "") + e.getMessage());
        good = false;
      } catch (IOException e) {
        out.println("FAILED: " + e.getMessage());
        good = false;
      }
      out.flush();
    }
    return good;
  }
}
