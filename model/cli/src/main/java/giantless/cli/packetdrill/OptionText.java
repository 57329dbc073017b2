package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action.Option;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/** Options of a segment as a script writes them, and whether two are the same. */
final class OptionText {
  private OptionText() {}

  static String of(List<Option> options) {
    StringJoiner j = new StringJoiner(",", "<", ">");
    for (Option o : options) {
      j.add(of(o));
    }
    return j.toString();
  }

  private static String of(Option o) {
    if (o instanceof Option.Nop) {
      return "nop";
    }
    if (o instanceof Option.Eol) {
      return "eol";
    }
    if (o instanceof Option.Mss mss) {
      return "mss " + mss.value();
    }
    if (o instanceof Option.Wscale w) {
      return "wscale " + w.value();
    }
    if (o instanceof Option.SackOk) {
      return "sackOK";
    }
    if (o instanceof Option.Ts ts) {
      return "TS val " + ts.val() + " ecr " + ts.ecr();
    }
    if (o instanceof Option.Sack s) {
      StringBuilder b = new StringBuilder("sack");
      for (int i = 0; i < s.ends().size(); i += 2) {
        b.append(' ').append(s.ends().get(i)).append(':').append(s.ends().get(i + 1));
      }
      return b.toString();
    }
    if (o instanceof Option.Raw raw) {
      return "raw of " + raw.bytes().length + " bytes";
    }
    Option.Other other = (Option.Other) o;
    StringBuilder b = new StringBuilder("kind " + other.kind());
    for (byte x : other.data()) {
      b.append(b.charAt(b.length() - 1) == ' ' ? "" : b.indexOf("0x") < 0 ? " 0x" : "");
      b.append(String.format("%02x", x));
    }
    return b.toString();
  }

  /** The same, but for the host's own time stamp. */
  static boolean same(Option a, Option b) {
    if (a instanceof Option.Ts x && b instanceof Option.Ts y) {
      return (int) x.ecr() == (int) y.ecr();
    }
    if (a instanceof Option.Other x && b instanceof Option.Other y) {
      return x.kind() == y.kind() && Arrays.equals(x.data(), y.data());
    }
    if (a instanceof Option.Sack x && b instanceof Option.Sack y) {
      boolean same = x.ends().size() == y.ends().size();
      for (int i = 0; same && i < x.ends().size(); i++) {
        same = x.ends().get(i).intValue() == y.ends().get(i).intValue();
      }
      return same;
    }
    return a.equals(b);
  }
}
