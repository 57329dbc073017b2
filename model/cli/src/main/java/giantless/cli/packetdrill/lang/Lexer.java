package giantless.cli.packetdrill.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a script to pieces. Comments are those of C++ and of the shell; defined names become what
 * they stand for.
 */
final class Lexer {
  private static final int MAX_DEPTH = 20;
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<int>0[xX][0-9a-fA-F]+)"
              + "|(?<dec>\\d+\\.\\d+(?!\\.\\d)|(?<!\\.)\\.\\d+)"
              + "|(?<num>\\d++(?![A-Za-z_]))"
              + "|(?<word>[A-Za-z0-9_]+)"
              + "|(?<dots>\\.\\.\\.?)"
              + "|(?<sym>.)",
          Pattern.DOTALL);

  private final String text;
  private final Map<String, String> defines;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  Lexer(String text, Map<String, String> defines) {
    this.text = text;
    this.defines = defines;
  }

  /** All pieces, the last one END. */
  List<Token> tokens() throws ScriptException {
    while (blank()) {
      if (text.startsWith("%{", at)) {
        quoted(Token.Kind.CODE, "%{", "}%");
      } else if (text.charAt(at) == '`') {
        quoted(Token.Kind.COMMAND, "`", "`");
      } else if (text.charAt(at) == '"') {
        quoted(Token.Kind.STRING, "\"", "\"");
      } else {
        next();
      }
    }
    tokens.add(new Token(Token.Kind.END, "", line, at, at));
    return tokens;
  }

  /** Passes over blanks and comments; false at the end. */
  private boolean blank() throws ScriptException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '#' || text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        skipTo("/*", "*/");
      } else {
        return true;
      }
    }
    return false;
  }

  /** To behind the closing mark; what is between them. */
  private String skipTo(String open, String close) throws ScriptException {
    int end = text.indexOf(close, at + open.length());
    if (end < 0) {
      throw new ScriptException(line, open + " without " + close);
    }
    String inner = text.substring(at + open.length(), end);
    line += (int) inner.chars().filter(c -> c == '\n').count();
    at = end + close.length();
    return inner;
  }

  private void quoted(Token.Kind kind, String open, String close) throws ScriptException {
    int start = at;
    int first = line;
    String inner = skipTo(open, close);
    tokens.add(new Token(kind, inner, first, start, at));
  }

  private void next() throws ScriptException {
    Matcher m = TOKEN.matcher(text);
    m.find(at);
    int start = at;
    at = m.end();
    if (m.group("word") != null && defines.containsKey(m.group())) {
      define(m.group(), start, 0);
      return;
    }
    Token.Kind kind = Token.Kind.SYMBOL;
    if (m.group("int") != null || m.group("num") != null) {
      kind = Token.Kind.INTEGER;
    } else if (m.group("dec") != null) {
      kind = Token.Kind.DECIMAL;
    } else if (m.group("word") != null) {
      kind = Token.Kind.WORD;
    }
    tokens.add(new Token(kind, m.group(), line, start, at));
  }

  private void define(String name, int start, int depth) throws ScriptException {
    if (depth > MAX_DEPTH) {
      throw new ScriptException(line, name + " is defined by itself");
    }
    for (Token t : new Lexer(defines.get(name), Map.of()).tokens()) {
      if (t.kind() == Token.Kind.WORD && defines.containsKey(t.text())) {
        define(t.text(), start, depth + 1);
      } else if (t.kind() != Token.Kind.END) {
        tokens.add(new Token(t.kind(), t.text(), line, start, at));
      }
    }
  }
}
