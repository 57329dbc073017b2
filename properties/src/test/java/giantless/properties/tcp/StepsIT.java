package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.tcp.model.Options;
import giantless.properties.tcp.model.Rules;
import giantless.properties.tcp.model.Seg;
import giantless.properties.tcp.model.State;
import giantless.properties.tcp.model.TcpModel;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That the random steps of {@link TcpModelIT} get about, and that what fails is told shortly. */
class StepsIT {
  private static final int COUNT = 6000;

  @Test
  void same_seed_gives_the_same_steps() {
    assertThat(Steps.of(7, COUNT)).isEqualTo(Steps.of(7, COUNT)).isNotEqualTo(Steps.of(8, COUNT));
  }

  @Test
  void random_steps_reach_every_state() {
    Rules rules = Runs.rules(1);
    Seen seen = new Seen();
    Comparison c = new Comparison(rules, (isn, now) -> new Watched(rules, isn, now, seen), null);
    for (Step s : Steps.of(1, COUNT)) {
      c.step(s);
    }
    assertThat(seen.states)
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(State.LISTEN)));
    assertThat(seen.shifts)
        .as("window scale options of SYNs: none, and each shift up to the first that is too large")
        .containsAll(IntStream.rangeClosed(Options.NO_SHIFT, 15).boxed().toList());
  }

  /** What there was. */
  private static final class Seen {
    private final Set<State> states = EnumSet.noneOf(State.class);
    private final Set<Integer> shifts = new HashSet<>();
  }

  /** Notes what there is. */
  private static final class Watched extends TcpModel {
    private final Seen seen;

    Watched(Rules rules, java.util.function.IntSupplier isn, long now, Seen seen) {
      super(rules, isn, now);
      this.seen = seen;
    }

    @Override
    public void arrives(Seg s) {
      super.arrives(s);
      seen.states.add(state());
      if (s.has(Seg.SYN)) {
        seen.shifts.add(s.opt().shift());
      }
    }
  }

  /** A model whose windows are wrong by one. */
  private static final class Wrong extends TcpModel {
    Wrong(Rules rules, java.util.function.IntSupplier isn, long now) {
      super(rules, isn, now);
    }

    @Override
    public void arrives(Seg s) {
      super.arrives(s.withWin(Math.max(s.win() - 1, 0)));
    }
  }

  @Test
  void model_with_a_window_too_small_by_one_is_told_apart() {
    Rules rules = Runs.rules(1);
    Comparison c = new Comparison(rules, (isn, now) -> new Wrong(rules, isn, now), null);
    String what = null;
    for (Step s : Steps.of(1, COUNT)) {
      try {
        c.step(s);
      } catch (Comparison.Difference e) {
        what = e.getMessage();
        break;
      }
    }
    assertThat(what).startsWith("SND.UNA, SND.NXT, RCV.NXT, SND.WND: the RFC says [");
  }

  /** Rules that are not the host's: the failure is told in few steps. */
  @Test
  void failure_is_told_in_few_steps() {
    List<Step> steps = Steps.of(1, COUNT);
    String told = Runs.shortest(Runs.rules(1), steps, Runs.rules(2));
    assertThat(told).startsWith("segment 1 of the answer: the RFC says S");
    assertThat(told).contains("\n1 of " + steps.size() + " steps:\n");
  }
}
