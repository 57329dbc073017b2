package giantless.cli.packetdrill;

import giantless.cli.packetdrill.Shell.Result;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.netinet.TcpPcblist;
import giantless.stack.netinet.TcpState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The commands that scripts use: sysctl(8), sockstat(1), tcpdrop(8), and what looks at their
 * output. Each acts on the script's host.
 */
final class ShellCommands implements Shell.Commands {
  private static final Set<String> OFF = Set.of("0");
  private static final Set<String> ANY = Set.of("0", "1");

  /**
   * Variables that tune what this host does not have: how far a callout may be off (they are exact
   * here), which of several TCP stacks is the default (there is one), and the like. Only what is
   * true can be set, be it that the thing is off, or that it makes no difference.
   */
  private static final Map<String, Set<String>> FIXED =
      Map.ofEntries(
          Map.entry("kern.timecounter.alloweddeviation", Set.of("0", "5")),
          Map.entry("net.inet.tcp.cc.abe_frlossreduce", OFF),
          Map.entry("net.inet.tcp.cc.newreno.beta", Set.of("50")),
          Map.entry("net.inet.tcp.cc.newreno.beta_ecn", Set.of("80")),
          Map.entry("net.inet.tcp.do_lrd", OFF),
          Map.entry("net.inet.tcp.ecn.generalized", OFF),
          Map.entry("net.inet.tcp.fastopen.client_enable", ANY),
          Map.entry("net.inet.tcp.fastopen.server_enable", OFF),
          Map.entry("net.inet.tcp.functions_default", Set.of("freebsd")),
          Map.entry("net.inet.tcp.functions_inherit_listen_socket_stack", ANY),
          Map.entry("net.inet.tcp.isn_reseed_interval", OFF),
          Map.entry("net.inet.tcp.log_debug", ANY),
          Map.entry("net.inet.tcp.maxunacktime", OFF),
          Map.entry("net.inet.tcp.newcwv", OFF),
          Map.entry("net.inet.tcp.per_cpu_timers", ANY),
          Map.entry("net.inet.tcp.require_unique_port", OFF),
          Map.entry("net.inet.tcp.retries", Set.of("12")),
          Map.entry("net.inet.tcp.rfc6675_pipe", Set.of("1")),
          Map.entry("net.inet.tcp.sack.globalmaxholes", Set.of("65536")),
          Map.entry("net.inet.tcp.sack.lrd", OFF),
          Map.entry("net.inet.tcp.sack.revised", Set.of("1")),
          Map.entry("net.inet.tcp.tso", ANY),
          Map.entry("net.inet.tcp.udp_tunneling_port", OFF));

  /** Modes of net.inet.tcp.ecn.enable that FreeBSD has and this host has not: accurate ECN. */
  private static final Set<String> ACCURATE_ECN =
      Set.of("net.inet.tcp.ecn.enable=3", "net.inet.tcp.ecn.enable=4");

  /** Modules of the kernel that are always there. */
  private static final Set<String> MODULES = Set.of("cc_newreno", "cc_cubic");

  private static final Result OK = new Result(0, "");
  private static final long MICROS = 1_000_000;

  private final Testbed bed;

  ShellCommands(Testbed bed) {
    this.bed = bed;
  }

  @Override
  public Result run(int line, List<String> words, String in) throws ScriptException {
    List<String> args = words.subList(1, words.size());
    switch (words.get(0)) {
      case "sysctl":
      case "/sbin/sysctl":
        return sysctl(line, args);
      case "sockstat":
        return new Sockstat(bed).run(line, args);
      case "tcpdrop":
        return tcpdrop(line, args);
      case "grep":
      case "egrep":
        return grep(line, args, in, words.get(0).equals("egrep"));
      case "wc":
        return wc(line, args, in);
      case "test":
        return test(line, args);
      case "[":
        if (args.isEmpty() || !args.get(args.size() - 1).equals("]")) {
          throw new ScriptException(line, "[ without ]");
        }
        return test(line, args.subList(0, args.size() - 1));
      case "true":
      case ":":
        return OK;
      case "false":
        return new Result(1, "");
      case "echo":
        return new Result(0, String.join(" ", args) + "\n");
      case "cat":
      case "tr":
        return filter(line, words, in);
      case "exit":
        return new Result(args.isEmpty() ? 0 : Integer.parseInt(args.get(0)), "");
      case "uname":
        return new Result(0, "FreeBSD\n");
      case "sleep":
        bed.runUntil(bed.now() + (long) (Double.parseDouble(args.get(0)) * MICROS));
        return OK;
      case "ifconfig":
        return ifconfig(line, args);
      case "kldload":
        return kldload(line, args);
      case "kldstat":
        return kldstat(line, args);
      case "sudo":
        return run(line, args, in);
      default:
        throw new ScriptException(line, "the command " + words.get(0) + " is not supported");
    }
  }

  private static Result filter(int line, List<String> words, String in) throws ScriptException {
    if (words.size() == 1 && words.get(0).equals("cat")) {
      return new Result(0, in);
    }
    if (words.size() == 3 && words.get(1).equals("-d") && words.get(2).equals(" ")) {
      return new Result(0, in.replace(" ", ""));
    }
    throw new ScriptException(line, "not supported: " + String.join(" ", words));
  }

  /** {@code sysctl [-nqiw] NAME[=VALUE]...}. */
  private Result sysctl(int line, List<String> args) throws ScriptException {
    boolean bare = false;
    StringBuilder out = new StringBuilder();
    for (String a : args) {
      if (a.matches("-[nqiw]+")) {
        bare |= a.contains("n");
      } else if (a.startsWith("-")) {
        throw new ScriptException(line, "sysctl " + a + " is not supported");
      } else {
        Result r = sysctl(line, a.split("=", 2), bare, out);
        if (r.status() != 0) {
          return r;
        }
      }
    }
    return new Result(0, out.toString());
  }

  private Result sysctl(int line, String[] pair, boolean bare, StringBuilder out)
      throws ScriptException {
    if (ACCURATE_ECN.contains(String.join("=", pair))) {
      throw new ScriptException(line, "accurate ECN is not supported");
    }
    try {
      String old = bed.host.kernel().sysctl().get(pair[0]);
      if (pair.length > 1) {
        bed.host.kernel().sysctl().set(pair[0], pair[1]);
        old += " -> " + bed.host.kernel().sysctl().get(pair[0]);
      }
      out.append(bare ? "" : pair[0] + ": ").append(old).append('\n');
      return OK;
    } catch (SysException e) {
      // What the host has it is asked for, even if it is named here too.
      Set<String> possible = e.errno() == Errno.ENOENT ? FIXED.get(pair[0]) : null;
      if (possible != null && pair.length > 1 && possible.contains(pair[1])) {
        out.append(bare ? "" : pair[0] + ": ").append(pair[1]).append('\n');
        return OK;
      }
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.EISDIR) {
        throw new ScriptException(line, "the sysctl " + pair[0] + " is not supported");
      }
      return new Result(1, "sysctl: " + String.join("=", pair) + ": " + e.errno().text() + "\n");
    }
  }

  /** {@code tcpdrop -a}, {@code -s STATE}, or {@code LADDR LPORT FADDR FPORT}. */
  private Result tcpdrop(int line, List<String> args) throws ScriptException {
    TcpPcblist list = bed.host.tcp().pcblist();
    if (args.size() == 4 && !args.get(0).startsWith("-")) {
      Errno error =
          list.drop(
              Values.address(line, args.get(0)),
              Integer.parseInt(args.get(1)),
              Values.address(line, args.get(2)),
              Integer.parseInt(args.get(3)));
      return error == Errno.OK ? OK : new Result(1, "tcpdrop: " + error.text() + "\n");
    }
    boolean all = args.equals(List.of("-a"));
    if (!all && !(args.size() == 2 && args.get(0).equals("-s"))) {
      throw new ScriptException(line, "tcpdrop " + String.join(" ", args) + " is not supported");
    }
    int dropped = 0;
    for (int state = TcpState.CLOSED; state <= TcpState.TIME_WAIT; state++) {
      if (all && state != TcpState.LISTEN && state != TcpState.CLOSED
          || !all && args.get(1).equals(Sockstat.state(state))) {
        dropped += list.dropAll(state);
      }
    }
    return dropped > 0 || all ? OK : new Result(1, "");
  }

  /** {@code grep [-cqvEFiw] [-e] PATTERN}. */
  private static Result grep(int line, List<String> args, String in, boolean extended)
      throws ScriptException {
    String flags = extended ? "E" : "";
    String pattern = null;
    for (String a : args) {
      if (a.matches("-[cqvEFiwe]+") && pattern == null) {
        flags += a.substring(1);
      } else if (pattern == null) {
        pattern = a;
      } else {
        throw new ScriptException(line, "grep of files is not supported");
      }
    }
    if (pattern == null) {
      throw new ScriptException(line, "grep without a pattern");
    }
    Pattern p = pattern(line, pattern, flags);
    int count = 0;
    StringBuilder out = new StringBuilder();
    for (String l : in.isEmpty() ? new String[0] : in.split("\n")) {
      Matcher m = p.matcher(l);
      if (m.find() != flags.contains("v")) {
        count++;
        out.append(l).append('\n');
      }
    }
    String text = flags.contains("q") ? "" : flags.contains("c") ? count + "\n" : out.toString();
    return new Result(count > 0 ? 0 : 1, text);
  }

  /** Basic expressions, without -E, have their operators behind backslashes. */
  private static Pattern pattern(int line, String text, String flags) throws ScriptException {
    String p = text;
    if (flags.contains("F")) {
      p = Pattern.quote(text);
    } else if (!flags.contains("E")) {
      p = text.replaceAll("(?<!\\\\)([+?|(){}])", "\u0000$1");
      p = p.replaceAll("\\\\([+?|(){}])", "$1").replace("\u0000", "\\");
    }
    try {
      return Pattern.compile(
          flags.contains("w") ? "\\b(?:" + p + ")\\b" : p,
          flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      throw new ScriptException(line, "grep: not understood: " + text);
    }
  }

  private static Result wc(int line, List<String> args, String in) throws ScriptException {
    if (!args.equals(List.of("-l"))) {
      throw new ScriptException(line, "wc is supported with -l alone");
    }
    return new Result(0, String.format("%8d%n", in.chars().filter(c -> c == '\n').count()));
  }

  private static Result test(int line, List<String> a) throws ScriptException {
    boolean holds;
    if (!a.isEmpty() && a.get(0).equals("!")) {
      return test(line, a.subList(1, a.size())).status() == 0 ? new Result(1, "") : OK;
    }
    if (a.size() == 3) {
      holds = compare(line, a.get(0), a.get(1), a.get(2));
    } else if (a.size() == 2 && (a.get(0).equals("-n") || a.get(0).equals("-z"))) {
      holds = a.get(1).isEmpty() == a.get(0).equals("-z");
    } else if (a.size() == 1) {
      holds = !a.get(0).isEmpty();
    } else {
      throw new ScriptException(line, "not supported: test " + String.join(" ", a));
    }
    return holds ? OK : new Result(1, "");
  }

  private static boolean compare(int line, String left, String op, String right)
      throws ScriptException {
    switch (op) {
      case "=":
      case "==":
        return left.equals(right);
      case "!=":
        return !left.equals(right);
      default:
        break;
    }
    int c;
    try {
      c = Long.compare(Long.parseLong(left.strip()), Long.parseLong(right.strip()));
    } catch (NumberFormatException e) {
      throw new ScriptException(line, "test: not numbers: " + left + " " + op + " " + right);
    }
    switch (op) {
      case "-eq":
        return c == 0;
      case "-ne":
        return c != 0;
      case "-lt":
        return c < 0;
      case "-le":
        return c <= 0;
      case "-gt":
        return c > 0;
      case "-ge":
        return c >= 0;
      default:
        throw new ScriptException(line, "test " + op + " is not supported");
    }
  }

  /** {@code kldload [-n] MODULE...}. */
  private static Result kldload(int line, List<String> args) throws ScriptException {
    for (String a : args) {
      if (!a.equals("-n") && !MODULES.contains(a)) {
        throw new ScriptException(line, "there is no module " + a);
      }
    }
    return args.contains("-n") ? OK : new Result(1, "kldload: module already loaded\n");
  }

  /** {@code kldstat [-q] -m MODULE}, and with -n: whether it is there. */
  private static Result kldstat(int line, List<String> args) throws ScriptException {
    List<String> a = args.stream().filter(x -> !x.equals("-q")).toList();
    if (a.size() != 2 || !a.get(0).equals("-m") && !a.get(0).equals("-n")) {
      throw new ScriptException(line, "not supported: kldstat " + String.join(" ", args));
    }
    return MODULES.contains(a.get(1).replaceAll("\\.ko$", "")) ? OK : new Result(1, "");
  }

  /** {@code ifconfig tun0 mtu N}. */
  private Result ifconfig(int line, List<String> args) throws ScriptException {
    if (args.size() == 3 && args.get(0).startsWith("tun") && args.get(1).equals("mtu")) {
      bed.wire.changeMtu(Integer.parseInt(args.get(2)));
      return OK;
    }
    throw new ScriptException(line, "ifconfig " + String.join(" ", args) + " is not supported");
  }
}
