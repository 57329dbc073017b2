package giantless.stress.netperf.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures come back from another JVM as they were measured, or it is said why not. */
class FiguresTest {
  /** Says one figure, and dies if it is told to. */
  static final class Says {
    private Says() {}

    public static void main(String[] args) {
      System.out.println("a word before");
      Figures.say("answer", Integer.parseInt(args[0]));
    }
  }

  @Test
  void figures_are_read_among_other_lines() {
    Figures f = Figures.read("WARNING: x\nfigure rate 12.5\nfigure carrier two words\n");
    assertThat(f.number("rate")).isEqualTo(12.5);
    assertThat(f.text("carrier")).isEqualTo("two words");
    assertThatThrownBy(() -> f.number("ratio"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no figure ratio among [carrier, rate]");
  }

  @Test
  void what_was_said_in_another_jvm_comes_back() throws Exception {
    assertThat(Figures.of(Says.class, List.of(), 42).number("answer")).isEqualTo(42);
  }

  @Test
  void a_jvm_that_fails_leaves_no_figures_but_its_words() {
    assertThatThrownBy(() -> Figures.of(Says.class, List.of(), "no number"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Says ended with code 1:\na word before\n")
        .hasMessageContaining("NumberFormatException");
  }
}
