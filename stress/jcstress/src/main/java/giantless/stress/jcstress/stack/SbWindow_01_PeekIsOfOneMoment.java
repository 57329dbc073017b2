package giantless.stress.jcstress.stack;

import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What a window is made of, the limit and what is in the buffer, are two numbers; who peeks takes
 * the buffer's mutex, so it is the room of one moment. Here the limit is raised and lowered again
 * in one hold.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SbWindow_01_PeekIsOfOneMoment}
 */
@JCStressTest
@Outcome(id = "100", expect = Expect.ACCEPTABLE, desc = "the room before and after")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a room that there never was")
@State
public class SbWindow_01_PeekIsOfOneMoment {
  private static final int LIMIT = 100;

  private final Socket so = TestHost.socket();

  public SbWindow_01_PeekIsOfOneMoment() {
    so.rcv.lock.lock();
    so.rcv.sbreserveLocked(LIMIT);
    so.rcv.lock.unlock();
  }

  @Actor
  public void changer() {
    so.rcv.lock.lock();
    so.rcv.sbreserveLocked(2 * LIMIT);
    so.rcv.sbreserveLocked(LIMIT);
    so.rcv.lock.unlock();
  }

  @Actor
  public void peeker(I_Result r) {
    so.rcv.lock.lock();
    r.r1 = so.rcv.sbspace();
    so.rcv.lock.unlock();
  }

  @Arbiter
  public void close(I_Result r) {
    UipcSocket.soclose(so);
  }
}
