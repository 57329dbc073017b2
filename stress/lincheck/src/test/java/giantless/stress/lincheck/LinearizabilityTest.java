package giantless.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a verdict says was looked at. */
class LinearizabilityTest {

  @Test
  void verdict_says_that_memory_is_not_interleaved_but_for_the_zone_itself() {
    assertThat(Linearizability.modelChecked(SockBufIT.class.getDeclaredClasses()[0], "checked"))
        .isEqualTo("checked; MbufPool is not interleaved");
    assertThat(Linearizability.modelChecked(MbufZoneIT.class.getDeclaredClasses()[0], "checked"))
        .isEqualTo("checked");
  }
}
