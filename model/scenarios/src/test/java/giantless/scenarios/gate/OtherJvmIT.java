package giantless.scenarios.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What passes and what fails in the other JVM is known here; a JVM that dies is no result. */
class OtherJvmIT {
  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Run in the other JVM alone. */
  static class Tests {
    @TestFactory
    DynamicTest[] three() {
      assumeTrue(Boolean.getBoolean(OtherJvm.PROPERTY));
      return new DynamicTest[] {
        DynamicTest.dynamicTest("good", () -> {}),
        DynamicTest.dynamicTest("bad", () -> fail("two lines\nand a \\")),
        DynamicTest.dynamicTest("none", () -> Assumptions.abort("nothing is there"))
      };
    }
  }

  /** Ends its JVM. */
  static class Dies {
    @Test
    void dies() {
      assumeTrue(Boolean.getBoolean(OtherJvm.PROPERTY));
      Runtime.getRuntime().halt(3);
    }
  }

  @Test
  void results_come_back_with_their_words() throws Exception {
    Map<String, String> r = OtherJvm.run(java(), Tests.class);
    assertThat(r).containsEntry("good", "").containsEntry("bad", "two lines\nand a \\").hasSize(3);
    OtherJvm.same(r.get("good"));
    assertThatThrownBy(() -> OtherJvm.same(r.get("bad"))).isInstanceOf(AssertionFailedError.class);
    assertThatThrownBy(() -> OtherJvm.same(r.get("none")))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("nothing is there");
  }

  @Test
  void a_jvm_that_dies_is_an_error() {
    assertThatThrownBy(() -> OtherJvm.run(java(), Dies.class))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the other JVM ended with code 3 and 0 results:");
  }
}
