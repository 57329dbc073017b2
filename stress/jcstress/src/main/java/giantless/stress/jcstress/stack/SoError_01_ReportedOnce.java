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
 * so_error has no lock. Two calls that find it both take it, and one of them reports it.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoError_01_ReportedOnce}
 */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "one call reports it")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both or none")
@State
public class SoError_01_ReportedOnce {
  private final Socket so = TestHost.socket();

  public SoError_01_ReportedOnce() {
    so.setSoError(Errno.ECONNREFUSED);
  }

  @Actor
  public void sender(ZZ_Result r) {
    r.r1 = so.takeError() == Errno.ECONNREFUSED;
  }

  @Actor
  public void receiver(ZZ_Result r) {
    r.r2 = so.takeError() == Errno.ECONNREFUSED;
  }

  @Arbiter
  public void close(ZZ_Result r) {
    UipcSocket.soclose(so);
  }
}
