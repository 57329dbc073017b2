package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.ScriptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small sh(1): pipes, lists by {@code ;}, {@code &&} and {@code ||}, {@code !}, {@code if},
 * quotes, {@code $NAME}, {@code $(...)}, and output that goes to /dev/null. What the commands do is
 * {@link ShellCommands}'. Anything else is not supported, and said to be so.
 */
final class Shell {
  private static final Pattern TOKEN =
      Pattern.compile(
          "[ \\t\\r]*(?:#[^\\n]*)?("
              + "\\n|;;?|&&|\\|\\||[|&()]"
              + "|[012&]?>>?\\s*(?:&[012]|/dev/null)"
              + "|(?:[^\\s;&|()<>\"'$`]|\\$\\([^()]*\\)|\\$\\{?\\w+\\}?|\\$[?]|\"[^\"]*\"|'[^']*')+"
              + "|.)");
  private static final Pattern EXPANSION =
      Pattern.compile(
          "'(?<raw>[^']*)'|\\$\\((?<command>[^()]*)\\)|\\$\\{?(?<name>\\w+)\\}?|\"(?<quoted>[^\"]*)\"");
  private static final List<String> KEYWORDS = List.of("then", "elif", "else", "fi");

  /** Output of a command, and how it ended. */
  record Result(int status, String out) {}

  /** Runs commands. */
  interface Commands {
    /**
     * Runs one.
     *
     * @throws ScriptException it is not supported
     */
    Result run(int line, List<String> words, String in) throws ScriptException;
  }

  private final Commands commands;
  private final Map<String, String> variables;

  Shell(Commands commands, Map<String, String> variables) {
    this.commands = commands;
    this.variables = variables;
  }

  /** Runs a command line. */
  Result run(int line, String text) throws ScriptException {
    Run r = new Run(line, text);
    Result result = r.list();
    if (r.at < r.tokens.size()) {
      throw r.unsupported();
    }
    return result;
  }

  /** One text while it runs: parsed as it goes; what is not chosen is parsed and not run. */
  private final class Run {
    private final int line;
    private final List<String> tokens = new ArrayList<>();
    private int at;
    private boolean live = true;

    private Run(int line, String text) {
      this.line = line;
      String joined = text.replace("\\\n", " ").strip();
      Matcher m = TOKEN.matcher(joined);
      while (m.lookingAt()) {
        tokens.add(m.group(1));
        m.region(m.end(), m.regionEnd());
      }
    }

    private ScriptException unsupported() {
      String what = at < tokens.size() ? "'" + tokens.get(at) + "'" : "the end";
      return new ScriptException(line, "the command is not supported at " + what);
    }

    private boolean is(String token) {
      return at < tokens.size() && tokens.get(at).equals(token);
    }

    private boolean accept(String token) {
      if (is(token)) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(String token) throws ScriptException {
      if (!accept(token)) {
        throw unsupported();
      }
    }

    private boolean separator() {
      boolean any = false;
      while (accept(";") || accept("\n")) {
        any = true;
      }
      return any;
    }

    private Result list() throws ScriptException {
      Result last = new Result(0, "");
      StringBuilder out = new StringBuilder();
      separator();
      while (at < tokens.size() && !KEYWORDS.contains(tokens.get(at)) && !is(")")) {
        last = alternatives();
        out.append(last.out());
        if (!separator()) {
          break;
        }
      }
      return new Result(last.status(), out.toString());
    }

    private Result alternatives() throws ScriptException {
      boolean outer = live;
      Result r = pipeline();
      StringBuilder out = new StringBuilder(r.out());
      int status = r.status();
      while (is("&&") || is("||")) {
        boolean and = tokens.get(at++).equals("&&");
        live = outer && (status == 0) == and;
        Result next = pipeline();
        if (live) {
          status = next.status();
          out.append(next.out());
        }
      }
      live = outer;
      return new Result(status, out.toString());
    }

    private Result pipeline() throws ScriptException {
      boolean negated = accept("!");
      Result r = command("");
      while (accept("|")) {
        r = command(r.out());
      }
      return negated ? new Result(r.status() == 0 ? 1 : 0, r.out()) : r;
    }

    private Result command(String in) throws ScriptException {
      while (accept("\n")) {
        // A line may end behind a pipe.
      }
      if (accept("if")) {
        return conditional();
      }
      if (accept("(")) {
        Result r = list();
        expect(")");
        return r;
      }
      return simple(in);
    }

    private Result conditional() throws ScriptException {
      boolean outer = live;
      Result result = new Result(0, "");
      boolean done = false;
      do {
        live = outer && !done;
        boolean chosen = list().status() == 0 && !done;
        expect("then");
        live = outer && chosen;
        Result r = list();
        result = chosen ? r : result;
        done |= chosen;
      } while (accept("elif"));
      if (accept("else")) {
        live = outer && !done;
        Result r = list();
        result = done ? result : r;
      }
      live = outer;
      expect("fi");
      return result;
    }

    private Result simple(String in) throws ScriptException {
      List<String> words = new ArrayList<>();
      boolean quiet = false;
      while (at < tokens.size()) {
        String t = tokens.get(at);
        if (t.matches("[012&]?>>?\\s*(&[012]|/dev/null)")) {
          quiet |= t.matches("[1&]?>>?\\s*/dev/null");
        } else if (t.length() == 1 && "\n;&|()<>\"'$`".contains(t) || t.matches("&&|\\|\\||;;")) {
          break;
        } else {
          words.add(live ? expand(t) : t);
        }
        at++;
      }
      if (words.isEmpty()) {
        throw unsupported();
      }
      if (!live) {
        return new Result(0, "");
      }
      Result r = commands.run(line, words, in);
      return quiet ? new Result(r.status(), "") : r;
    }

    /** Quotes, variables, and the output of commands. */
    private String expand(String word) throws ScriptException {
      StringBuilder b = new StringBuilder();
      Matcher m = EXPANSION.matcher(word);
      int from = 0;
      while (m.find()) {
        b.append(word, from, m.start());
        if (m.group("raw") != null) {
          b.append(m.group("raw"));
        } else if (m.group("command") != null) {
          b.append(Shell.this.run(line, m.group("command")).out().strip());
        } else if (m.group("name") != null) {
          b.append(variables.getOrDefault(m.group("name"), ""));
        } else {
          b.append(m.group("quoted").contains("$") ? expand(m.group("quoted")) : m.group("quoted"));
        }
        from = m.end();
      }
      return b.append(word, from, word.length()).toString();
    }
  }
}
