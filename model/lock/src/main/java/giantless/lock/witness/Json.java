package giantless.lock.witness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The little JSON that the lock order and the profile need, since this module has no libraries. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Objects as maps, arrays as lists, strings, longs, booleans, null. Numbers are whole.
   *
   * @throws IllegalArgumentException with the position
   */
  static Object parse(String text) {
    Json p = new Json(text);
    Object value = p.value();
    p.skip();
    if (p.at != text.length()) {
      throw p.wrong("end of text");
    }
    return value;
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException("JSON: " + wanted + " wanted at offset " + at);
  }

  private void skip() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean take(char c) {
    skip();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void need(char c) {
    if (!take(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private Object value() {
    skip();
    if (take('{')) {
      return object();
    }
    if (take('[')) {
      return array();
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return string();
    }
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("null") ? null : (Object) word.equals("true");
      }
    }
    int start = at;
    while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Long.parseLong(text.substring(start, at));
    } catch (NumberFormatException e) {
      at = start;
      throw wrong("value");
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (take('}')) {
      return map;
    }
    do {
      skip();
      String name = string();
      need(':');
      map.put(name, value());
    } while (take(','));
    need('}');
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    if (take(']')) {
      return list;
    }
    do {
      list.add(value());
    } while (take(','));
    need(']');
    return list;
  }

  private String string() {
    need('"');
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      out.append(c == '\\' ? escape() : c);
    }
    need('"');
    return out.toString();
  }

  private char escape() {
    char c = at < text.length() ? text.charAt(at++) : 0;
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u':
        try {
          at += 4;
          return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        } catch (RuntimeException e) {
          throw wrong("four hexadecimal digits");
        }
      case '"':
      case '\\':
      case '/':
        return c;
      default:
        throw wrong("escape");
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    if (value instanceof Map) {
      return (Map<String, Object>) value;
    }
    throw new IllegalArgumentException("JSON: object wanted, got " + value);
  }

  static List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("JSON: array wanted, got " + value);
  }

  static String string(Object value) {
    if (value instanceof String s) {
      return s;
    }
    throw new IllegalArgumentException("JSON: string wanted, got " + value);
  }

  static long number(Object value) {
    if (value instanceof Long n) {
      return n;
    }
    throw new IllegalArgumentException("JSON: number wanted, got " + value);
  }

  static List<String> strings(Object value) {
    List<String> out = new ArrayList<>();
    for (Object item : list(value)) {
      out.add(string(item));
    }
    return out;
  }

  /** Writes JSON, indented by two. */
  static final class Writer {
    private final StringBuilder out = new StringBuilder();
    private int depth;
    private boolean first = true;
    private boolean named;

    private void item() {
      if (named) {
        named = false;
        return;
      }
      if (!first) {
        out.append(',');
      }
      line();
      first = false;
    }

    private void line() {
      if (depth > 0) {
        out.append('\n').append("  ".repeat(depth));
      }
    }

    Writer open(char bracket) {
      item();
      out.append(bracket);
      depth++;
      first = true;
      return this;
    }

    Writer close(char bracket) {
      depth--;
      if (!first) {
        out.append('\n').append("  ".repeat(depth));
      }
      out.append(bracket);
      first = false;
      return this;
    }

    Writer name(String name) {
      item();
      quote(name);
      out.append(": ");
      named = true;
      return this;
    }

    Writer string(String value) {
      item();
      quote(value);
      return this;
    }

    Writer number(long value) {
      item();
      out.append(value);
      return this;
    }

    Writer bool(boolean value) {
      item();
      out.append(value);
      return this;
    }

    Writer strings(Collection<String> values) {
      open('[');
      for (String v : values) {
        string(v);
      }
      return close(']');
    }

    private void quote(String s) {
      out.append('"');
      for (int i = 0; i < s.length(); i++) {
        char c = s.charAt(i);
        if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else if (c == '\n') {
          out.append("\\n");
        } else if (c < ' ') {
          out.append("\\u00").append(Character.forDigit(c >> 4, 16));
          out.append(Character.forDigit(c & 15, 16));
        } else {
          out.append(c);
        }
      }
      out.append('"');
    }

    @Override
    public String toString() {
      return out + "\n";
    }
  }
}
