package giantless.cli;

import giantless.cli.explore.ExploreCommand;
import giantless.cli.explore.JoinCommand;
import giantless.cli.explore.ReplayCommand;
import giantless.cli.packetdrill.PacketdrillCommand;
import giantless.cli.tap.TapCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code giantless} command. */
@Command(
    name = "giantless",
    description = {
      "A BSD-style network stack around explicit locks, and what verifies its locking.",
      "",
      "explore runs scenarios on every schedule that matters, join puts together what was explored"
          + " in parts, replay runs one failure again; tap runs the stack as a host that the Linux"
          + " kernel can ping; witness shows the locks and their order; netstat shows the counters of"
          + " the host that ran last; packetdrill runs scripts against the stack."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ExploreCommand.class,
      JoinCommand.class,
      ReplayCommand.class,
      TapCommand.class,
      WitnessCommand.class,
      NetstatCommand.class,
      PacketdrillCommand.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "giantless 0.1.0",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; tap: stopped by SIGTERM or Ctrl-C, and all was well",
      "1:it ran and found something wrong (a failed scenario, a lock order violation, a leak)",
      "2:it could not run: wrong option, no device, no file"
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command as tests use it: returns its exit code and ends no JVM. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              if (e instanceof UserError) {
                line.getErr().println("giantless: " + e.getMessage());
                return 2;
              }
              throw e;
            });
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is needed");
  }
}
