package giantless.stress.jcstress.stack;

import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Poll;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.SocketConst;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * so_qlen: poll(2) on a listening socket looks at the length of its queue without the accept lock
 * and sleeps if it is 0. Who puts a connection on the queue raises it first and wakes then, so each
 * connection ends the sleep. The wrong twin is {@code Sleep_TestedWithoutLock}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoQueue_01_PollSeesTheConnection}
 */
@JCStressTest
@Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "each connection was polled for and accepted")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "poll slept on with a connection waiting")
@State
public class SoQueue_01_PollSeesTheConnection {
  private static final int TIMES = 4;
  private static final SockAddrUn NAME = new SockAddrUn("/l");

  /** Where a wakeup is lost the test needs an end: a minute, for what takes microseconds. */
  private static final int MILLIS = 60_000;

  private final Host host = Host.builder().runtime(Machine.RT).build();
  private final Syscalls server = host.syscalls(host.newProc("server"));
  private final Syscalls client = host.syscalls(host.newProc("client"));
  private int listener;

  public SoQueue_01_PollSeesTheConnection() {
    TestHost.must(
        () -> {
          listener = server.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
          server.bind(listener, NAME);
          server.listen(listener, TIMES);
        });
  }

  @Actor
  public void accepter(I_Result r) {
    TestHost.must(() -> accept(r));
  }

  private void accept(I_Result r) throws SysException {
    Poll.PollFd[] fds = {new Poll.PollFd(listener, Poll.POLLIN)};
    for (int i = 0; i < TIMES && server.poll(fds, MILLIS) == 1; i++) {
      server.close(server.accept(listener, null));
      r.r1++;
    }
  }

  @Actor
  public void connecter() {
    TestHost.must(this::connect);
  }

  private void connect() throws SysException {
    for (int i = 0; i < TIMES; i++) {
      int fd = client.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
      client.connect(fd, NAME);
      client.close(fd);
    }
  }
}
