package giantless.cli.packetdrill;

import giantless.cli.packetdrill.Shell.Result;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.netinet.InAddr;
import giantless.stack.netinet.TcpPcblist;
import giantless.stack.netinet.TcpState;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** sockstat(1) of TCP: {@code [-46Lclnqsvw] [-P tcp] [-p PORTS]}. */
final class Sockstat {
  private static final String FORMAT = "%-8s %-10s %-5s %-4s %-6s %-21s %-21s";

  /** Options before one that has a value, and the value if nothing is between: {@code -4sPtcp}. */
  private static final Pattern WITH_A_VALUE = Pattern.compile("-([46Lclnqsvw]*)([Pp])(.*)");

  private final Testbed bed;
  private boolean four = true;
  private boolean listening;
  private boolean connected;
  private boolean header = true;
  private boolean states;
  private String ports;

  Sockstat(Testbed bed) {
    this.bed = bed;
  }

  Result run(int line, List<String> given) throws ScriptException {
    boolean six = false;
    boolean four6 = false;
    List<String> args = new ArrayList<>();
    for (String a : given) {
      Matcher m = WITH_A_VALUE.matcher(a);
      if (m.matches()) {
        args.add("-" + m.group(1));
        args.add("-" + m.group(2));
        args.addAll(m.group(3).isEmpty() ? List.of() : List.of(m.group(3)));
      } else {
        args.add(a);
      }
    }
    for (int i = 0; i < args.size(); i++) {
      String a = args.get(i);
      if (a.equals("-P") && i + 1 < args.size()) {
        if (!args.get(++i).equals("tcp")) {
          throw new ScriptException(line, "sockstat -P " + args.get(i) + " is not supported");
        }
      } else if (a.equals("-p") && i + 1 < args.size()) {
        ports = args.get(++i);
      } else if (a.matches("-[46Lclnqsvw]*")) {
        six |= a.contains("6");
        four6 |= a.contains("4");
        connected |= a.contains("c");
        listening |= a.contains("l");
        header &= !a.contains("q");
        states |= a.contains("s");
      } else {
        throw new ScriptException(line, "sockstat " + a + " is not supported");
      }
    }
    four = !six || four6;
    return new Result(0, text());
  }

  private String text() {
    StringBuilder b = new StringBuilder();
    if (header) {
      row(b, "USER", "COMMAND", "PID", "FD", "PROTO", "LOCAL ADDRESS", "FOREIGN ADDRESS", "STATE");
    }
    for (TcpPcblist.Line l : bed.host.tcp().pcblist().lines()) {
      if (four && shown(l)) {
        row(
            b,
            "root",
            "packetdril",
            "1",
            "3",
            "tcp4",
            end(l.laddr, l.lport),
            end(l.faddr, l.fport),
            state(l.state));
      }
    }
    return b.toString();
  }

  private boolean shown(TcpPcblist.Line l) {
    if (listening != connected && listening != (l.state == TcpState.LISTEN)) {
      return false;
    }
    if (ports == null) {
      return true;
    }
    for (String p : ports.split(",")) {
      String[] range = p.split("-", 2);
      int from = Integer.parseInt(range[0]);
      int to = Integer.parseInt(range[range.length - 1]);
      if (l.lport >= from && l.lport <= to || l.fport >= from && l.fport <= to) {
        return true;
      }
    }
    return false;
  }

  private void row(StringBuilder b, String... c) {
    b.append(String.format(FORMAT, c[0], c[1], c[2], c[3], c[4], c[5], c[6]));
    b.append(states ? " " + c[7] : "").append('\n');
  }

  private static String end(int addr, int port) {
    return (addr == 0 ? "*" : InAddr.ntoa(addr)) + ":" + (port == 0 ? "*" : port);
  }

  /** The name of a state as sockstat and tcpdrop have it. */
  static String state(int state) {
    return TcpState.name(state);
  }
}
