package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.File;
import giantless.stack.kern.Proc;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A descriptor is in the table before its file is set up, and f_flag is read without FILE_LOCK. Who
 * guesses the number of a socket that another thread makes gets EBADF, or the file with its object
 * and its flags; the flags of fcntl(2) come as one store. The wrong twins are {@code
 * File_FoundBeforeItIsSetUp} and, for the flags, {@code SoState_TwoSteps}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=File_01_FoundIsSetUp}
 */
@JCStressTest
@Outcome(id = "0, 0, 7", expect = Expect.ACCEPTABLE, desc = "EBADF")
@Outcome(
    id = {"1, 3, 7", "1, 7, 7"},
    expect = Expect.ACCEPTABLE,
    desc = "the socket, before or after fcntl(2)")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a file that is not set up, or flags lost")
@State
public class File_01_FoundIsSetUp {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final Host host = Host.builder().runtime(Machine.RT).build();
  private final Proc proc = host.newProc("found is set up");
  private final Syscalls sys = host.syscalls(proc);

  @Actor
  public void maker() {
    Machine.meet(came);
    TestHost.must(() -> sys.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0));
    proc.fd().setfl(0, File.FNONBLOCK, proc.curthread());
  }

  @Actor
  public void guesser(III_Result r) {
    Machine.meet(came);
    File fp = proc.fd().fget(0);
    if (fp != null) {
      r.r1 = fp.type() == File.DTYPE_SOCKET && fp.data() instanceof Socket ? 1 : -1;
      r.r2 = fp.flag();
      fp.fdrop(proc.curthread());
    }
  }

  @Arbiter
  public void close(III_Result r) {
    r.r3 = proc.fd().getfl(0, proc.curthread());
    proc.fd().close(0, proc.curthread());
  }
}
