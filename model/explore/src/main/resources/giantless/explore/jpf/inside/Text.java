package giantless.explore.jpf.inside;

import java.util.List;

/** JSON strings. */
final class Text {
  private Text() {}

  static String quote(String s) {
    StringBuilder b = new StringBuilder("\"");
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        b.append('\\').append(c);
      } else if (c == '\n') {
        b.append("\\n");
      } else if (c < ' ') {
        b.append(String.format("\\u%04x", (int) c));
      } else {
        b.append(c);
      }
    }
    return b.append('"').toString();
  }

  static String quoted(List<Site> stack) {
    StringBuilder b = new StringBuilder("[");
    for (int i = 0; i < stack.size(); i++) {
      b.append(i == 0 ? "" : ",").append(quote(stack.get(i).full()));
    }
    return b.append(']').toString();
  }
}
