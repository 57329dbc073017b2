package giantless.cli.tap;

import giantless.cli.LastRun;
import giantless.cli.UserError;
import giantless.stack.net.NetisrMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code giantless tap}: a host on a TAP device until SIGTERM or SIGINT. */
@Command(
    name = "tap",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a host on a TAP device until SIGTERM or Ctrl-C, then writes its statistics. Over UDP"
          + " and TCP it serves echo (7), discard (9), daytime (13), chargen (19) and time (37),"
          + " over TCP also HTTP (80) and a sink (5001) that answers with length and SHA-256 of"
          + " what came.",
      "With --fetch, --send or --receive it is a client too, and stops when that is done: exit code"
          + " 0 if all came intact.",
      "Needs the right to open the device (root, or a device made for the user)."
    },
    footerHeading = "%nExample, in a network namespace of its own:%n",
    footer = {
      "  ip netns add demo",
      "  ip -n demo tuntap add tap0 mode tap",
      "  ip -n demo address add 10.77.0.1/24 dev tap0",
      "  ip -n demo link set tap0 up",
      "  ip netns exec demo java -jar giantless.jar tap \\",
      "    --device tap0 --address 10.77.0.2/24 &",
      "  ip netns exec demo ping 10.77.0.2",
      "  ip netns exec demo curl -T FILE http://10.77.0.2/",
      "  kill %%1; ip netns del demo"
    })
public final class TapCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--device", required = true, paramLabel = "NAME", description = "the TAP device")
  private String device;

  @Option(
      names = "--address",
      required = true,
      paramLabel = "A.B.C.D/LEN",
      description = "the host's address and prefix length")
  private String address;

  @Option(names = "--gateway", paramLabel = "A.B.C.D", description = "the default router")
  private String gateway;

  @Option(names = "--pcap", paramLabel = "FILE", description = "capture all packets as pcapng")
  private Path pcap;

  @Option(
      names = "--netisr",
      paramLabel = "MODE",
      converter = Mode.class,
      description = "direct, one-thread or per-cpu; default ${DEFAULT-VALUE}",
      defaultValue = "direct")
  private NetisrMode netisr;

  @Option(
      names = "--mpsafe",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "debug.mpsafenet: --no-mpsafe runs the network under Giant")
  private boolean mpsafe;

  @Option(names = "--cpus", paramLabel = "N", defaultValue = "2", description = "CPUs; default 2")
  private int cpus;

  @Option(
      names = "--sysctl",
      paramLabel = "NAME=VALUE",
      description = {
        "set a sysctl before the interface comes up; may be repeated.",
        "net.inet.icmp.icmplim is 0 here (no limit), so that flood pings are all answered, and"
            + " kern.ipc.somaxconn 1024; FreeBSD's defaults are 200 a second and 128"
      })
  private Map<String, String> sysctls = new LinkedHashMap<>();

  @Option(
      names = "--loss",
      paramLabel = "P",
      defaultValue = "0",
      description = "the driver loses P percent of the frames, in both directions")
  private double loss;

  @Option(
      names = "--reorder",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "the driver delays P percent of the frames by up to 3 ms, so that others overtake")
  private double reorder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "which frames --loss and --reorder take; printed; default: by the clock")
  private Long seed;

  @Option(
      names = "--http-root",
      paramLabel = "DIR",
      description = "the directory that HTTP shows; default: none")
  private Path httpRoot;

  @Option(
      names = "--upload-max",
      paramLabel = "BYTES",
      defaultValue = "1073741824",
      description = "the longest body of an HTTP request; default 1 GiB")
  private long uploadMax;

  @ArgGroup(exclusive = false, heading = "%nAs a client:%n")
  private ClientOptions client = new ClientOptions();

  @Option(
      names = "--stats",
      paramLabel = "FILE",
      description = "where the statistics go; default: where netstat looks for them")
  private Path stats = LastRun.defaultFile();

  /** The modes as they are written on the command line. */
  static final class Mode implements ITypeConverter<NetisrMode> {
    static String word(NetisrMode m) {
      return m.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public NetisrMode convert(String value) {
      for (NetisrMode m : NetisrMode.values()) {
        if (word(m).equals(value)) {
          return m;
        }
      }
      throw new TypeConversionException("'" + value + "' is not direct, one-thread or per-cpu");
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (cpus < 1 || cpus > 64) {
      throw new UserError("--cpus: not in 1..64: " + cpus);
    }
    percent("--loss", loss);
    percent("--reorder", reorder);
    Addresses.check(device, address, gateway);
    LastRun.mustBeWritable(stats);
    ClientOptions.Plan plan = client.plan();
    sysctls.putIfAbsent("net.inet.icmp.icmplim", "0");
    sysctls.putIfAbsent("kern.ipc.somaxconn", "1024");
    long n = seed == null ? System.nanoTime() : seed;
    TapHost host =
        TapHost.boot(
            new TapHost.Plan(
                device, address, gateway, netisr, mpsafe, cpus, pcap, loss, reorder, n, httpRoot,
                uploadMax, sysctls),
            out);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(host, out, stopped, plan.isEmpty()), "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    if (loss > 0 || reorder > 0) {
      out.printf("loss %s %%, reorder %s %%, seed %d%n", loss, reorder, n);
    }
    out.printf(
        "%s is %s, netisr %s; SIGTERM or Ctrl-C stops it%n", device, address, Mode.word(netisr));
    out.flush();
    if (plan.isEmpty()) {
      stopped.await();
      return 0;
    }
    // The exit of the JVM runs the hook, which stops the host.
    return ClientOptions.run(plan, host, out) ? 0 : 1;
  }

  private static void percent(String option, double value) throws UserError {
    if (!(value >= 0 && value <= 100)) {
      throw new UserError(option + ": not in 0..100: " + value);
    }
  }

  /**
   * In the JVM's shutdown: after this the process ends, whatever the exit code would be.
   *
   * @param bySignal whether only a signal ends this run; the JVM would give that as its exit code
   */
  private void stop(TapHost host, PrintWriter out, CountDownLatch stopped, boolean bySignal) {
    boolean clean = false;
    try {
      clean = host.stop(stats, out);
    } catch (IOException e) {
      out.println("giantless: " + e.getMessage());
    }
    out.flush();
    stopped.countDown();
    if (!clean || bySignal) {
      Runtime.getRuntime().halt(clean ? 0 : 1);
    }
  }
}
