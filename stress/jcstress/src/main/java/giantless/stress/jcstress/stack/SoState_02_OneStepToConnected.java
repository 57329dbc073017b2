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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * so_state is read without its lock, all bits at once. A socket becomes connected in one store: who
 * looks sees it connecting or connected, and not neither, which would be an attempt that failed.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoState_02_OneStepToConnected}
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "connecting")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "connected")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both or neither")
@State
public class SoState_02_OneStepToConnected {
  private final Socket so = TestHost.socket();

  public SoState_02_OneStepToConnected() {
    UipcSocket2.soisconnecting(so);
  }

  @Actor
  public void protocol() {
    UipcSocket2.soisconnected(so);
  }

  @Actor
  public void looker(ZZ_Result r) {
    int state = so.soState();
    r.r1 = (state & Socket.SS_ISCONNECTING) != 0;
    r.r2 = (state & Socket.SS_ISCONNECTED) != 0;
  }

  @Arbiter
  public void close(ZZ_Result r) {
    UipcSocket.soclose(so);
  }
}
