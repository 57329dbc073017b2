package giantless.stress.netperf.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM measures when it is told to and answers each time, or it is said why not. */
class ForkTest {
  /** Says how often it was told and for how long, and dies of 0 milliseconds. */
  static final class Counts {
    private Counts() {}

    public static void main(String[] args) throws Exception {
      int[] times = new int[1];
      Fork.serve(
          millis -> {
            System.out.println("divided by " + millis);
            Figures.say("share", 100 / millis);
            Figures.say("times", ++times[0]);
          });
    }
  }

  @Test
  void each_answer_is_that_to_what_was_told_last() throws Exception {
    try (Fork one = new Fork(Counts.class, List.of());
        Fork other = new Fork(Counts.class, List.of())) {
      one.measure(4);
      other.measure(5);
      Figures first = one.figures();
      one.measure(10);
      assertThat(first.number("share")).isEqualTo(25);
      assertThat(other.figures().number("share")).isEqualTo(20);
      Figures second = one.figures();
      assertThat(second.number("share")).isEqualTo(10);
      assertThat(second.number("times")).isEqualTo(2);
    }
  }

  @Test
  void a_jvm_that_dies_leaves_its_words() throws Exception {
    try (Fork fork = new Fork(Counts.class, List.of())) {
      fork.measure(0);
      assertThatThrownBy(fork::figures)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Counts has ended:\ndivided by 0\n")
          .hasMessageContaining("ArithmeticException");
    }
  }

  /** Dies before it is told anything. */
  static final class Dies {
    private Dies() {}

    public static void main(String[] args) {
      throw new IllegalStateException("nothing to measure");
    }
  }

  @Test
  void a_jvm_that_has_died_before_it_is_told_leaves_its_words() throws Exception {
    try (Fork fork = new Fork(Dies.class, List.of())) {
      fork.awaitEnd();
      fork.measure(1);
      assertThatThrownBy(fork::figures)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Dies has ended:\n")
          .hasMessageContaining("nothing to measure");
    }
  }
}
