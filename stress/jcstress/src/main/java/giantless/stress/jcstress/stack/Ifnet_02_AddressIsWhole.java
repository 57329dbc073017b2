package giantless.stress.jcstress.stack;

import giantless.stack.net.EtherIf;
import giantless.stack.net.Iff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The link-level address is replaced whole: a sender that reads it without a lock puts the old one
 * or the new one into the frame, never a mixture.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Ifnet_02_AddressIsWhole}
 */
@JCStressTest
@Outcome(
    id = {"1, 1", "2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "one address")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a mixture, or no address")
@State
public class Ifnet_02_AddressIsWhole {
  private static final byte[] OLD = {2, 1, 1, 1, 1, 1};
  private static final byte[] NEW = {2, 2, 2, 2, 2, 2};

  private final EtherIf ifp = TestHost.ether(OLD);

  @Actor
  public void ioctl() {
    ifp.ioctl(Iff.SIOCSIFLLADDR, NEW);
  }

  @Actor
  public void sender(II_Result r) {
    byte[] address = ifp.lladdr();
    r.r1 = address[1];
    r.r2 = address[5];
  }
}
