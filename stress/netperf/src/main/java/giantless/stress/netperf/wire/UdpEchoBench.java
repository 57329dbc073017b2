package giantless.stress.netperf.wire;

import giantless.lock.LockWatch;
import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One UDP datagram of 64 bytes to the other host and back, with Witness off, on, and on with the
 * place of every acquisition: what watching costs.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class UdpEchoBench {
  @Param({"off", "on", "lines"})
  public String witness;

  private final byte[] out = new byte[64];
  private final byte[] in = new byte[64];
  private TwoHosts wire;
  private Syscalls client;
  private int s;

  @Setup
  public void boot() throws SysException {
    wire = new TwoHosts(NetisrMode.DIRECT, true, watch());
    startEcho(wire.b.syscalls(wire.b.newProc("echo")));
    client = wire.a.syscalls(wire.a.newProc("client"));
    s = client.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
    client.connect(s, new SockAddrIn(0x0a000002, 7));
  }

  private LockWatch watch() {
    return switch (witness) {
      case "off" -> null;
      case "on" -> Witness.builder().panic().sites(Sites.NONE).build();
      default -> Witness.builder().panic().sites(Sites.LINE).build();
    };
  }

  private static void startEcho(Syscalls sys) throws SysException {
    int t = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
    sys.bind(t, new SockAddrIn(0, 7));
    sys.proc().spawn("echo", () -> echo(sys, t));
  }

  private static void echo(Syscalls sys, int t) {
    byte[] buf = new byte[2048];
    SockAddr[] from = new SockAddr[1];
    try {
      while (true) {
        int n = sys.recvfrom(t, buf, 0, buf.length, 0, from);
        sys.sendto(t, buf, 0, n, 0, from[0]);
      }
    } catch (SysException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public int echo() throws SysException {
    client.send(s, out, 0);
    return client.recv(s, in, 0);
  }

  @TearDown
  public void shutdown() {
    client.proc().exit(0);
    wire.close();
  }
}
