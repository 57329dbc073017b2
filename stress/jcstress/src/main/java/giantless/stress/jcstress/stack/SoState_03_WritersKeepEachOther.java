package giantless.stress.jcstress.stack;

import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket;
import giantless.stack.socket.UipcSocket2;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * so_state may be read without the socket lock and not changed without it: of fcntl(2) and a
 * protocol that change different bits each keeps those of the other.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoState_03_WritersKeepEachOther}
 */
@JCStressTest
@Outcome(
    id = {"false, true, true", "true, true, true"},
    expect = Expect.ACCEPTABLE,
    desc = "both are there in the end")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "one was lost")
@State
public class SoState_03_WritersKeepEachOther {
  private final Socket so = TestHost.socket();

  @Actor
  public void fcntl(ZZZ_Result r) {
    so.rcv.lock.lock();
    so.changeState(Socket.SS_NBIO, 0);
    so.rcv.lock.unlock();
    r.r1 = so.hasState(Socket.SS_ISCONNECTING);
  }

  @Actor
  public void protocol() {
    UipcSocket2.soisconnecting(so);
  }

  @Arbiter
  public void close(ZZZ_Result r) {
    r.r2 = so.hasState(Socket.SS_NBIO);
    r.r3 = so.hasState(Socket.SS_ISCONNECTING);
    UipcSocket.soclose(so);
  }
}
