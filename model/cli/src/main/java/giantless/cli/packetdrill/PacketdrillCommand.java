package giantless.cli.packetdrill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import giantless.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code giantless packetdrill}: scripts against the stack, each with a host of its own. */
@Command(
    name = "packetdrill",
    mixinStandardHelpOptions = true,
    description = {
      "Runs packetdrill scripts: each against a fresh host of this stack, on virtual time.",
      "A script that asks for what is not supported is NOT RUN, with file, line and reason."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every script passed",
      "1:a script failed",
      "2:wrong option, no such file, no script found",
      "3:none failed, but some were not run"
    })
public final class PacketdrillCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int SOME_NOT_RUN = 3;
  private static final String SUFFIX = ".pkt";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description = "scripts; of a directory all files below it that end in .pkt")
  private List<Path> paths;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "write a list of records: file, verdict, line, reason")
  private Path json;

  @Option(
      names = {"-D", "--define"},
      paramLabel = "NAME=VALUE",
      mapFallbackValue = "1",
      description = "define a name for all scripts")
  private Map<String, String> defines = new LinkedHashMap<>();

  @Option(
      names = "--ip_version",
      paramLabel = "VERSION",
      description = "ipv4, unless the script says otherwise")
  private String ipVersion;

  @Option(
      names = "--tolerance_usecs",
      paramLabel = "N",
      description = "how far times may be off, in microseconds; 4000")
  private Integer tolerance;

  @Option(names = "--mtu", paramLabel = "N", description = "the MTU of the interface; 1500")
  private Integer mtu;

  @Option(
      names = {"-O", "--option"},
      paramLabel = "NAME=VALUE",
      description = "another option of packetdrill, as it stands in the head of a script")
  private Map<String, String> others = new LinkedHashMap<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "print only what did not pass")
  private boolean quiet;

  @Override
  public Integer call() throws UserError {
    List<Path> files = files();
    List<Outcome> outcomes = new ArrayList<>();
    PrintWriter out = spec.commandLine().getOut();
    try (ScriptRunner runner = new ScriptRunner(options(), defines)) {
      for (Path file : files) {
        Outcome o = runner.run(file);
        outcomes.add(o);
        print(out, o);
      }
    }
    int[] counts = new int[Outcome.Verdict.values().length];
    for (Outcome o : outcomes) {
      counts[o.verdict().ordinal()]++;
    }
    int failed = counts[Outcome.Verdict.FAILED.ordinal()];
    int notRun = counts[Outcome.Verdict.NOT_RUN.ordinal()];
    out.printf(
        "%d scripts: %d passed, %d failed, %d not run%n",
        outcomes.size(), counts[Outcome.Verdict.PASSED.ordinal()], failed, notRun);
    out.flush();
    write(outcomes);
    return failed > 0 ? FAILED : notRun > 0 ? SOME_NOT_RUN : 0;
  }

  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>(others);
    if (ipVersion != null) {
      options.put("ip_version", ipVersion);
    }
    if (tolerance != null) {
      options.put("tolerance_usecs", tolerance.toString());
    }
    if (mtu != null) {
      options.put("mtu", mtu.toString());
    }
    return options;
  }

  private void print(PrintWriter out, Outcome o) {
    if (o.verdict() != Outcome.Verdict.PASSED) {
      out.printf("%-8s %s:%d: %s%n", o.verdict(), o.file(), o.line(), o.reason());
    } else if (!quiet) {
      out.printf("%-8s %s%n", o.verdict(), o.file());
    }
  }

  private List<Path> files() throws UserError {
    List<Path> files = new ArrayList<>();
    for (Path p : paths) {
      if (!Files.exists(p)) {
        throw new UserError("there is no " + p);
      }
      if (!Files.isDirectory(p)) {
        files.add(p);
        continue;
      }
      try (Stream<Path> below = Files.walk(p)) {
        below
            .filter(f -> f.toString().endsWith(SUFFIX) && Files.isRegularFile(f))
            .sorted()
            .forEach(files::add);
      } catch (IOException e) {
        throw new UserError("cannot read " + p + ": " + e.getMessage());
      }
    }
    if (files.isEmpty()) {
      throw new UserError("no scripts (*" + SUFFIX + ") found");
    }
    return files;
  }

  private void write(List<Outcome> outcomes) throws UserError {
    if (json == null) {
      return;
    }
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode list = mapper.createArrayNode();
    for (Outcome o : outcomes) {
      list.addObject()
          .put("file", o.file())
          .put("verdict", o.verdict().toString())
          .put("line", o.line())
          .put("reason", o.reason());
    }
    try {
      mapper.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), list);
    } catch (IOException e) {
      throw new UserError("cannot write " + json + ": " + e.getMessage());
    }
  }
}
