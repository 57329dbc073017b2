package giantless.cli.tap;

import giantless.cli.LastRun;
import giantless.cli.UserError;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.LockProfile;
import giantless.lock.witness.Sites;
import giantless.lock.witness.WatchChain;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.ChanceFault;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.PcapCapture;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.SockAddrIn;
import giantless.stack.net.TapException;
import giantless.stack.net.TapIf;
import giantless.stack.netinet.InAddr;
import giantless.stack.netinet.InAliasReq;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The host that {@code giantless tap} runs: one interface on a TAP device, the small services,
 * Witness (which warns and counts, since a peer waits) and lock profiling. Used by one thread, and
 * stopped by one.
 */
final class TapHost {
  private final Host host;
  private final TapIf tap;
  private final Witness witness;
  private final LockProfile profile;
  private final ChanceFault rxFault;
  private final ChanceFault txFault;
  private List<Proc> services = List.of();
  private Proc client;
  private PcapCapture capture;
  private OutputStream captureFile;

  private TapHost(Host host, TapIf tap, Witness witness, LockProfile profile, Plan plan) {
    this.host = host;
    this.tap = tap;
    this.rxFault = new ChanceFault(host.kernel(), plan.loss(), plan.reorder(), plan.seed());
    this.txFault = new ChanceFault(host.kernel(), plan.loss(), plan.reorder(), ~plan.seed());
    this.witness = witness;
    this.profile = profile;
  }

  /**
   * What to run.
   *
   * @param loss percent of the frames that the driver loses, in each direction
   * @param reorder percent of the others that it delays
   * @param seed of both
   * @param uploadMax the longest HTTP body in bytes
   */
  record Plan(
      String device,
      String address,
      String gateway,
      NetisrMode netisr,
      boolean mpsafe,
      int cpus,
      Path pcap,
      double loss,
      double reorder,
      long seed,
      Path httpRoot,
      long uploadMax,
      Map<String, String> sysctls) {}

  /**
   * Boots the host.
   *
   * @throws UserError the device, the address or the file cannot be had
   */
  static TapHost boot(Plan plan, PrintWriter log) throws UserError {
    Witness witness =
        Witness.builder().warn(v -> log.println(v.getMessage())).sites(Sites.NONE).build();
    LockProfile profile = new LockProfile(false);
    NativeRuntime rt =
        NativeRuntime.real(WatchChain.of(witness, profile), plan.cpus(), System.nanoTime());
    Host host =
        Host.builder()
            .name("giantless")
            .runtime(rt)
            .mpsafe(plan.mpsafe())
            .netisr(plan.netisr())
            .build();
    TapIf tap;
    try {
      tap = TapIf.open(host.net(), plan.device(), lladdr(plan.address()));
    } catch (TapException e) {
      throw new UserError(e.getMessage());
    }
    TapHost running = new TapHost(host, tap, witness, profile, plan);
    running.configure(plan);
    return running;
  }

  /** A locally administered address made from the IPv4 address, so that it is stable. */
  private static byte[] lladdr(String address) throws UserError {
    int a;
    try {
      InAliasReq.parse(address);
      a = InAddr.aton(address.split("/", 2)[0]);
    } catch (IllegalArgumentException e) {
      throw new UserError("--address: " + e.getMessage());
    }
    return new byte[] {
      0x02, 0x67, (byte) (a >>> 24), (byte) (a >>> 16), (byte) (a >>> 8), (byte) a
    };
  }

  private void configure(Plan plan) throws UserError {
    for (Map.Entry<String, String> e : plan.sysctls().entrySet()) {
      try {
        host.kernel().sysctl().set(e.getKey(), e.getValue());
      } catch (SysException x) {
        throw new UserError("--sysctl " + e.getKey() + "=" + e.getValue() + ": " + x.errno());
      }
    }
    must("attach " + plan.device(), host.net().attach(tap));
    try {
      if (plan.pcap() != null) {
        captureFile = new BufferedOutputStream(Files.newOutputStream(plan.pcap()), 1 << 16);
        capture = PcapCapture.start(host.net(), tap.name(), 1 << 20, captureFile);
      }
    } catch (IOException e) {
      throw new UserError("--pcap: cannot write " + plan.pcap() + ": " + e.getMessage());
    }
    if (plan.loss() > 0 || plan.reorder() > 0) {
      tap.setFaults(rxFault, txFault);
    }
    tap.up();
    tap.run();
    must(
        "address " + plan.address(),
        host.inet().control.aifaddr(tap, InAliasReq.parse(plan.address())));
    if (plan.gateway() != null) {
      must(
          "gateway " + plan.gateway(),
          host.net()
              .routes
              .rtrequest(
                  RtCmd.ADD,
                  new RtInfo(
                      SockAddrIn.of(0),
                      SockAddrIn.parse(plan.gateway()),
                      SockAddrIn.mask(0),
                      RtFlags.RTF_UP | RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC)));
    }
    try {
      services = Services.start(host, plan.httpRoot(), plan.uploadMax());
    } catch (SysException e) {
      throw new UserError("services: " + e.errno());
    } catch (IOException e) {
      throw new UserError("--http-root: cannot read " + plan.httpRoot());
    }
  }

  Kernel kernel() {
    return host.kernel();
  }

  /** The system calls of the process that is the client. */
  Syscalls newClient() {
    client = host.newProc("client");
    return host.syscalls(client);
  }

  private static void must(String what, Errno errno) throws UserError {
    if (errno != Errno.OK) {
      throw new UserError(what + ": " + errno);
    }
  }

  /**
   * Stops the host, writes its statistics, and says how it went.
   *
   * @return true if no lock was misused and nothing was left behind
   */
  boolean stop(Path stats, PrintWriter log) throws IOException {
    // Before the interface, so that peers are told.
    if (client != null) {
      client.exit(0);
    }
    for (Proc service : services) {
      service.exit(0);
    }
    tap.down();
    host.net().detach(tap);
    long lost = 0;
    if (capture != null) {
      lost = capture.stop();
      captureFile.close();
    }
    String left = null;
    try {
      host.shutdownClean();
    } catch (giantless.lock.Panic e) {
      left = e.getMessage();
    }
    LastRun.write(stats, Statistics.of(host, tap, profile, witness));
    int violations = witness.violations().size();
    log.printf(
        "%d packets in, %d out; %d lock violations; %d packets not captured; statistics in %s%n",
        host.inet().ipstat.ips_total.get(),
        host.inet().ipstat.ips_localout.get(),
        violations,
        lost,
        stats);
    if (rxFault.frames.get() + txFault.frames.get() > 0) {
      log.println("driver, in: " + faults(rxFault) + "; out: " + faults(txFault));
    }
    log.println(left == null ? "stopped cleanly" : "stopped, but: " + left);
    return left == null && violations == 0;
  }

  private static String faults(ChanceFault f) {
    return f.frames + " frames, " + f.lost + " lost, " + f.delayed + " delayed";
  }
}
