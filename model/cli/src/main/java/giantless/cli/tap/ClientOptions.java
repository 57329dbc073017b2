package giantless.cli.tap;

import giantless.cli.UserError;
import giantless.cli.tap.http.HttpFetch;
import giantless.cli.tap.tcp.StreamClient;
import giantless.lock.contract.Frozen;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
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
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Option;

/** What the host does as a client: fetches in turn, then all streams at once; then it stops. */
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
      description =
          "send the chargen stream for --seconds, to a sink as that on port 5001; all that is sent"
              + " and received runs at the same time")
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
  private interface Task {
    /**
     * @return what to tell the user
     */
    String run(Kernel kernel, Syscalls sys) throws SysException, IOException;
  }

  /** All there is to do. */
  record Plan(List<Task> fetches, List<Task> streams) {
    /** Whether the host only serves. */
    boolean isEmpty() {
      return fetches.isEmpty() && streams.isEmpty();
    }
  }

  /**
   * What is asked for.
   *
   * @throws UserError an address or a URL is none
   */
  Plan plan() throws UserError {
    if (seconds <= 0 || seconds > 86_400 || stallSeconds < 1 || stallSeconds > 86_400) {
      throw new UserError("--seconds and --stall: from 1 to 86400");
    }
    if (output != null && fetch.isEmpty()) {
      throw new UserError("--output needs a --fetch");
    }
    int stall = stallSeconds * 1000;
    List<Task> fetches = new ArrayList<>();
    for (int i = 0; i < fetch.size(); i++) {
      String url = fetch.get(i);
      HttpFetch http = new HttpFetch(url);
      Path file = i == fetch.size() - 1 ? output : null;
      fetches.add((kernel, sys) -> "fetched " + url + ": " + fetch(http, sys, file, stall));
    }
    List<Task> streams = new ArrayList<>();
    for (String to : send) {
      SockAddrIn peer = peer("--send", to);
      streams.add(
          (kernel, sys) -> to + ": " + StreamClient.send(kernel, sys, peer, seconds, stall));
    }
    for (String from : receive) {
      SockAddrIn peer = peer("--receive", from);
      streams.add(
          (kernel, sys) -> from + ": " + StreamClient.receive(kernel, sys, peer, seconds, stall));
    }
    return new Plan(fetches, streams);
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
   * Does all of it, as one process: a thread for each stream.
   *
   * @return false if something failed
   */
  static boolean run(Plan plan, TapHost host, PrintWriter out) throws InterruptedException {
    Syscalls sys = host.newClient();
    boolean good = true;
    for (Task task : plan.fetches()) {
      good &= run(task, host.kernel(), sys, out);
    }
    AtomicInteger intact = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (Task task : plan.streams()) {
      threads.add(
          new Thread(
              () -> {
                if (run(task, host.kernel(), sys, out)) {
                  intact.incrementAndGet();
                }
              },
              "stream " + threads.size()));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return good && intact.get() == threads.size();
  }

  private static boolean run(Task task, Kernel kernel, Syscalls sys, PrintWriter out) {
    String said;
    boolean good = false;
    try {
      said = task.run(kernel, sys);
      good = true;
    } catch (SysException e) {
      said = "FAILED: " + (e.errno() == Errno.EWOULDBLOCK ? "stalled: " : "") + e.getMessage();
    } catch (IOException e) {
      said = "FAILED: " + e.getMessage();
    }
    out.println(said);
    out.flush();
    return good;
  }
}
