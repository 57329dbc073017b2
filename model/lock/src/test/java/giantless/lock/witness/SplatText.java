package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares splats with line numbers replaced by {@code L1}, {@code L2}, as they first appear. */
final class SplatText {
  private static final Pattern LINE = Pattern.compile("(\\w+\\.java):(\\d+)");

  private SplatText() {}

  static String numbered(String text) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher m = LINE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String name = names.computeIfAbsent(m.group(), k -> "L" + (names.size() + 1));
      m.appendReplacement(out, m.group(1) + ":" + name);
    }
    return m.appendTail(out).toString();
  }

  /** The line of the caller's caller, to be set beside a splat's. */
  static int lineOfCaller() {
    return StackWalker.getInstance().walk(s -> s.skip(1).findFirst()).get().getLineNumber();
  }

  static WitnessViolation expect(WitnessViolation.Kind kind, String text, Runnable wrong) {
    Throwable t = catchThrowable(wrong::run);
    assertThat(t).isInstanceOf(WitnessViolation.class);
    assertThat(numbered(t.getMessage())).isEqualTo(text.stripTrailing());
    WitnessViolation v = (WitnessViolation) t;
    assertThat(v.kind()).isEqualTo(kind);
    return v;
  }
}
