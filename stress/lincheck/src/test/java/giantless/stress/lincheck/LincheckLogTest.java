package giantless.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A check in which Lincheck left a class as it is must not pass. */
class LincheckLogTest {
  private final LincheckLog log =
      new LincheckLog(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private final PrintStream err = new PrintStream(log, true, StandardCharsets.UTF_8);

  @Test
  void other_lines_do_no_harm() {
    err.println("[WARN] Failed to get object field offset for field arg$1");
    assertThatCode(log::allWasTransformed).doesNotThrowAnyException();
  }

  @Test
  void a_class_left_as_it_is_is_told() {
    err.println("[WARN] Failed to retransform class giantless.stack.mbuf.Zone");
    err.println("\tjava.lang.InternalError");
    assertThatThrownBy(log::allWasTransformed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Lincheck did not see all: [WARN] Failed to retransform class giantless.stack.mbuf.Zone");
  }
}
