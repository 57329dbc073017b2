package giantless.cli.packetdrill.lang;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script: the options of its head, in order, and its events.
 *
 * @param optionLines the line of each option
 * @param defines the names that were defined, for commands
 */
public record Script(
    Map<String, String> options,
    Map<String, Integer> optionLines,
    Map<String, String> defines,
    List<Event> events) {
  private static final Pattern OPTION =
      Pattern.compile(
          "(?:\\s|//[^\n]*|/\\*(?s:.*?)\\*/)*(--([A-Za-z0-9_]+)(?:=(\"[^\"\n]*\"|\\S*))?|-(D)\\s*(\\S+))");

  /** Names by which scripts know the platform that the host behaves like. */
  private static final List<String> PLATFORM =
      List.of("__FreeBSD__", "FreeBSD", "freebsd", "FREEBSD");

  /**
   * Reads a script.
   *
   * @param defines names from outside, with their values
   * @throws ScriptException its text is wrong
   */
  public static Script parse(String text, Map<String, String> defines) throws ScriptException {
    Map<String, String> names = new LinkedHashMap<>();
    for (String p : PLATFORM) {
      names.put(p, "1");
    }
    names.putAll(defines);
    String chosen = new Preprocessor(names).process(text.replace("\r\n", "\n"));
    Map<String, String> options = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    StringBuilder rest = new StringBuilder(chosen);
    Matcher m = OPTION.matcher(chosen);
    int at = 0;
    while (m.region(at, chosen.length()).lookingAt()) {
      int line = 1 + (int) chosen.substring(0, m.start(1)).chars().filter(c -> c == '\n').count();
      String name = m.group(2) != null ? m.group(2) : m.group(4);
      String value = m.group(5) != null ? m.group(5) : m.group(3) == null ? "" : m.group(3);
      value = value.replaceAll("^\"(.*)\"$", "$1");
      if (name.equals("D") || name.equals("define")) {
        String[] pair = value.split("=", 2);
        names.put(pair[0], pair.length > 1 ? pair[1] : "1");
      } else {
        options.put(name, value);
        lines.put(name, line);
      }
      for (int i = m.start(1); i < m.end(1); i++) {
        rest.setCharAt(i, ' ');
      }
      at = m.end();
    }
    List<Event> events = new Parser(new Lexer(rest.toString(), names).tokens()).script();
    return new Script(options, lines, names, events);
  }
}
