package giantless.stress.jcstress.stack;

import giantless.stack.kern.Errno;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * An ICMP error that UDP stores while a call takes an earlier one is reported by that call or by
 * the next.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoError_02_LaterOneIsNotLost}
 */
@JCStressTest
@Outcome(
    id = "true, false",
    expect = Expect.ACCEPTABLE,
    desc = "stored before: the call reports it")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "stored after: the next call does")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "lost or reported twice")
@State
public class SoError_02_LaterOneIsNotLost {
  private final Socket so = TestHost.socket();

  public SoError_02_LaterOneIsNotLost() {
    so.setSoError(Errno.EHOSTUNREACH);
  }

  @Actor
  public void call(ZZ_Result r) {
    r.r1 = so.takeError() == Errno.ECONNREFUSED;
  }

  @Actor
  public void event() {
    so.setSoError(Errno.ECONNREFUSED);
  }

  @Arbiter
  public void nextCall(ZZ_Result r) {
    r.r2 = so.takeError() == Errno.ECONNREFUSED;
    UipcSocket.soclose(so);
  }
}
