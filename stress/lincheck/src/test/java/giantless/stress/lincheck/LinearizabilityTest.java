package giantless.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a verdict says was looked at, and what counts as caught. */
class LinearizabilityTest {

  @Test
  void verdict_says_that_memory_is_not_interleaved_but_for_the_zone_itself() {
    assertThat(Linearizability.modelChecked(SockBufIT.class.getDeclaredClasses()[0], "checked"))
        .isEqualTo("checked; MbufPool is not interleaved");
    assertThat(Linearizability.modelChecked(MbufZoneIT.class.getDeclaredClasses()[0], "checked"))
        .isEqualTo("checked");
  }

  @Test
  void a_twin_that_passes_or_fails_by_something_else_is_not_caught() {
    assertThatThrownBy(() -> Linearizability.isCaught(() -> {}, "Invalid execution results"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("not caught: Invalid execution results");
    AssertionError other = new AssertionError("The execution has hung");
    assertThatThrownBy(() -> Linearizability.says(other, "Invalid execution results"))
        .hasMessage("caught, but it does not say: Invalid execution results")
        .hasCause(other);
    IllegalStateException bug = new IllegalStateException("of the test");
    assertThatThrownBy(
            () ->
                Linearizability.isCaught(
                    () -> {
                      throw bug;
                    },
                    "Invalid execution results"))
        .isSameAs(bug);
    Linearizability.says(other, "has hung");
  }
}
