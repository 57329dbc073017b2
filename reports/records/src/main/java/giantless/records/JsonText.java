package giantless.records;

import java.util.Map;

/**
 * Writes the one JSON object of a record, so that test code of every module needs no JSON library.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private boolean first = true;

  void open() {
    out.append("{\n");
  }

  void close() {
    out.append("\n}\n");
  }

  void field(String name, String value) {
    name(name);
    quote(value);
  }

  void field(String name, double value) {
    name(name);
    out.append(value);
  }

  void field(String name, Map<String, ? extends Number> values) {
    name(name);
    out.append('{');
    String comma = "";
    for (Map.Entry<String, ? extends Number> e : values.entrySet()) {
      out.append(comma);
      quote(e.getKey());
      out.append(": ").append(e.getValue());
      comma = ", ";
    }
    out.append('}');
  }

  private void name(String name) {
    if (!first) {
      out.append(",\n");
    }
    first = false;
    out.append("  ");
    quote(name);
    out.append(": ");
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
