package giantless.stress.netperf.explore;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stress.netperf.fork.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rates come back from another JVM, and a median is one of each of the two times. */
class RateTest {
  @Test
  void rates_come_back_and_the_middle_one_is_taken_of_each_time() {
    Rate middle = Rate.median(List.of(new Rate(9, 2), new Rate(1, 4), new Rate(5, 3)));
    assertThat(middle).isEqualTo(new Rate(5, 3));
    assertThat(middle.over(new Rate(2, 6))).isEqualTo(new Rate(2.5, 0.5));
    Figures f = Figures.read("figure x.second 10\nfigure x.processor 20\n");
    assertThat(Rate.read(f, "x")).isEqualTo(new Rate(10, 20));
  }
}
