package giantless.cli.packetdrill.lang;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variants of a script by platform: {@code #ifdef}, {@code #ifndef}, {@code #if defined(NAME)} with
 * {@code !}, {@code &&} and {@code ||}, {@code #elif}, {@code #else}, {@code #endif}, {@code
 * #define}, {@code #undef}. Lines that are not chosen become empty, so that line numbers stay; so
 * do other lines that begin with {@code #}, which are comments.
 */
final class Preprocessor {
  private static final Pattern DIRECTIVE =
      Pattern.compile("\\s*#\\s*(ifdef|ifndef|if|elif|else|endif|define|undef)\\b(.*)");
  private static final Pattern DEFINED =
      Pattern.compile("(!?)\\s*defined\\s*\\(?\\s*(\\w+)\\s*\\)?");

  /** One open #if. */
  private static final class Branch {
    private final int line;
    private final boolean outer;
    private boolean taken;
    private boolean active;

    private Branch(int line, boolean outer, boolean active) {
      this.line = line;
      this.outer = outer;
      this.active = outer && active;
      this.taken = active;
    }

    private void next(boolean condition) {
      active = outer && !taken && condition;
      taken |= condition;
    }
  }

  private final Map<String, String> defines;
  private final Deque<Branch> open = new ArrayDeque<>();

  /**
   * @param defines names and their values; {@code #define} adds to it
   */
  Preprocessor(Map<String, String> defines) {
    this.defines = defines;
  }

  String process(String script) throws ScriptException {
    StringBuilder out = new StringBuilder(script.length());
    boolean inCommand = false;
    int number = 0;
    for (String line : script.split("\n", -1)) {
      number++;
      Matcher m = DIRECTIVE.matcher(line);
      boolean directive = !inCommand && m.matches();
      if (directive) {
        directive(number, m.group(1), m.group(2).replaceAll("//.*|/\\*.*", "").trim());
      }
      boolean keep = active() && !directive && (inCommand || !line.stripLeading().startsWith("#"));
      if (keep) {
        out.append(line);
        String text = inCommand ? line : line.replaceAll("^([^`]*?)//.*", "$1");
        inCommand ^= (text.chars().filter(c -> c == '`').count() & 1) != 0;
      }
      out.append('\n');
    }
    if (!open.isEmpty()) {
      throw new ScriptException(open.peek().line, "#if without #endif");
    }
    return out.toString();
  }

  private boolean active() {
    return open.isEmpty() || open.peek().active;
  }

  private void directive(int line, String name, String rest) throws ScriptException {
    switch (name) {
      case "ifdef":
        open.push(new Branch(line, active(), defines.containsKey(rest)));
        return;
      case "ifndef":
        open.push(new Branch(line, active(), !defines.containsKey(rest)));
        return;
      case "if":
        open.push(new Branch(line, active(), condition(line, rest)));
        return;
      case "define":
        if (active()) {
          String[] parts = rest.split("\\s+", 2);
          defines.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return;
      case "undef":
        if (active()) {
          defines.remove(rest);
        }
        return;
      default:
        break;
    }
    if (open.isEmpty()) {
      throw new ScriptException(line, "#" + name + " without #if");
    }
    if (name.equals("endif")) {
      open.pop();
    } else {
      open.peek().next(name.equals("else") || condition(line, rest));
    }
  }

  private boolean condition(int line, String text) throws ScriptException {
    boolean any = false;
    for (String alternative : text.split("\\|\\|")) {
      boolean all = true;
      for (String term : alternative.split("&&")) {
        all &= term(line, term.trim());
      }
      any |= all;
    }
    return any;
  }

  private boolean term(int line, String term) throws ScriptException {
    Matcher m = DEFINED.matcher(term);
    if (m.matches()) {
      return defines.containsKey(m.group(2)) == m.group(1).isEmpty();
    }
    String value = defines.getOrDefault(term, term);
    if (!value.matches("-?\\d+")) {
      throw new ScriptException(line, "#if: not understood: " + term);
    }
    return Long.parseLong(value) != 0;
  }
}
