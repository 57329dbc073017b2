package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.tcp.model.Choices;
import giantless.properties.tcp.model.Options;
import giantless.properties.tcp.model.Rules;
import giantless.properties.tcp.model.Seg;
import giantless.properties.tcp.model.State;
import giantless.properties.tcp.model.TcpModel;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
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
    Comparison c =
        new Comparison(rules, (choices, now) -> new Watched(rules, choices, now, seen), null);
    for (Step s : Steps.of(5, COUNT)) {
      c.step(s);
    }
    assertThat(seen.states)
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(State.LISTEN)));
    assertThat(seen.shifts)
        .as("window scale options of SYNs: none, and each shift up to the first that is too large")
        .containsAll(IntStream.rangeClosed(Options.NO_SHIFT, 15).boxed().toList());
    assertThat(seen.blocks).as("numbers of blocks told").contains(0, 1, 2, 3);
    assertThat(seen.marks).as("segments with the reader at the mark").isGreaterThan(20);
    assertThat(seen.grown).as("receive buffers that grew").isGreaterThan(10);
    assertThat(seen.tooOld).as("segments for PAWS").isGreaterThan(20);
    assertThat(seen.unstamped).as("segments without a time stamp").isGreaterThan(20);
    assertThat(seen.sentAgain).as("segments sent again for blocks").isGreaterThan(10);
  }

  /** What there was. */
  private static final class Seen {
    private final Set<State> states = EnumSet.noneOf(State.class);
    private final Set<Integer> shifts = new HashSet<>();
    private int tooOld;
    private int unstamped;
    private int marks;
    private int grown;
    private int sentAgain;
    private final Set<Integer> blocks = new HashSet<>();
  }

  /** Notes what there is. */
  private static final class Watched extends TcpModel {
    private final Seen seen;

    Watched(Rules rules, Choices choices, long now, Seen seen) {
      super(rules, choices, now);
      this.seen = seen;
    }

    @Override
    public void arrives(Seg s) {
      View v = view();
      if (v != null && v.stamps() && state().compareTo(State.ESTABLISHED) >= 0) {
        seen.tooOld += s.opt().ts() && s.opt().tsval() - v.tsRecent() < 0 ? 1 : 0;
        seen.unstamped += s.opt().ts() ? 0 : 1;
      }
      int before = out.size();
      int size = hasFd() ? receiveBuffer() : Integer.MAX_VALUE;
      super.arrives(s);
      seen.grown += hasFd() && receiveBuffer() > size ? 1 : 0;
      for (Seg sent : out.subList(before, out.size())) {
        seen.blocks.add(sent.opt().sack().size() / 2);
        boolean again = v != null && sent.len() > 0 && sent.seq() - v.max() < 0;
        seen.sentAgain += again && !s.opt().sack().isEmpty() ? 1 : 0;
      }
      seen.states.add(state());
      seen.marks += hasFd() && atMark() ? 1 : 0;
      if (s.has(Seg.SYN)) {
        seen.shifts.add(s.opt().shift());
      }
    }
  }

  /** What a model of which something is wrong is told to be. */
  private static String difference(BiFunction<Choices, Long, TcpModel> maker) {
    Comparison c = new Comparison(Runs.rules(1), maker, null);
    for (Step s : Steps.of(1, COUNT)) {
      try {
        c.step(s);
      } catch (Comparison.Difference e) {
        return e.getMessage();
      }
    }
    return null;
  }

  /** A model that gets other segments than the stack. */
  private static final class Deaf extends TcpModel {
    private final BiFunction<TcpModel, Seg, Seg> hears;

    Deaf(Choices choices, long now, BiFunction<TcpModel, Seg, Seg> hears) {
      super(Runs.rules(1), choices, now);
      this.hears = hears;
    }

    @Override
    public void arrives(Seg s) {
      Seg heard = hears.apply(this, s);
      if (heard != null) {
        super.arrives(heard);
      }
    }
  }

  @Test
  void model_with_a_window_too_small_by_one_is_told_apart() {
    assertThat(
            difference(
                (choices, now) ->
                    new Deaf(choices, now, (m, s) -> s.withWin(Math.max(s.win() - 1, 0)))))
        .startsWith("SND.UNA, SND.NXT, RCV.NXT, SND.WND: the RFC says [");
  }

  /** RFC 7323 section 3.2: a RST may lack it. */
  @Test
  void model_that_wants_the_time_stamp_of_a_rst_is_told_apart() {
    assertThat(
            difference((choices, now) -> new Deaf(choices, now, StepsIT::withoutRstThatLacksStamp)))
        .matches("state: the RFC says [A-Z_]+, the stack CLOSED");
  }

  private static Seg withoutRstThatLacksStamp(TcpModel m, Seg s) {
    boolean lacks = s.has(Seg.RST) && !s.opt().ts();
    return lacks && m.view() != null && m.view().stamps() ? null : s;
  }

  /** Rules that are not the host's: the failure is told in few steps. */
  @Test
  void failure_is_told_in_few_steps() {
    List<Step> steps = Steps.of(1, COUNT);
    String told = Runs.shortest(Runs.rules(1), steps, Runs.rules(2));
    assertThat(told).startsWith("segment 1 of the answer: the RFC says S");
    assertThat(told).contains("\n1 of " + steps.size() + " steps:\n");
  }

  /** What cannot be told would be a failure of its own, and in fewer steps. */
  @Test
  void option_with_an_edge_too_many_is_told() {
    assertThat(Options.NONE.withSack(List.of(1, 9, 20))).hasToString(" sack 1:9 20");
  }
}
