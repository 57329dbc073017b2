package giantless.stress.jcstress.stack;

import giantless.stack.kern.Errno;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket;
import giantless.stack.socket.UipcSocket2;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * so_state is written under the socket lock and read without. A protocol stores so_error first and
 * then ends the attempt to connect: who sees the end sees the reason.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoState_01_EndShowsItsReason}
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "still connecting, no error")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the error came first")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "ended, with its reason")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "ended, and no reason")
@State
public class SoState_01_EndShowsItsReason {
  private final Socket so = TestHost.socket();

  public SoState_01_EndShowsItsReason() {
    UipcSocket2.soisconnecting(so);
  }

  @Actor
  public void protocol() {
    so.setSoError(Errno.ETIMEDOUT);
    UipcSocket2.soisdisconnected(so);
  }

  @Actor
  public void looker(ZZ_Result r) {
    r.r1 = !so.hasState(Socket.SS_ISCONNECTING);
    r.r2 = so.soError() == Errno.ETIMEDOUT;
  }

  @Arbiter
  public void close(ZZ_Result r) {
    UipcSocket.soclose(so);
  }
}
