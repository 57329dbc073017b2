package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: the bytes of a new link-level address are written over the old ones
 * while senders read them. The right program is {@code Ifnet_02_AddressIsWhole}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Ifnet_AddressWrittenInPlace}
 */
@JCStressTest
@Outcome(
    id = {"1, 1", "2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "one address")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a mixture")
@State
public class Ifnet_AddressWrittenInPlace {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final byte[] lladdr = {2, 1, 1, 1, 1, 1};

  @Actor
  public void ioctl() {
    for (int i = 1; i < lladdr.length; i++) {
      lladdr[i] = 2;
      if (i == 3) {
        came.fetchAdd(1);
        Machine.window(came, 2);
      }
    }
  }

  @Actor
  public void sender(II_Result r) {
    Machine.window(came, 1);
    r.r1 = lladdr[1];
    r.r2 = lladdr[5];
    came.fetchAdd(1);
  }
}
