package giantless.explore.jpf.inside;

import gov.nasa.jpf.search.Search;
import gov.nasa.jpf.vm.ChoiceGenerator;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import gov.nasa.jpf.vm.choice.IntIntervalGenerator;

/**
 * The run is searched again and again from its first state, each time with what the rounds before
 * have learnt of what threads share, until a whole round learns nothing: that one was complete. To
 * Java PathFinder the number of the round is a choice that the boot thread makes when the run
 * begins, so set-up is performed once. States of different rounds are different.
 */
final class Rounds {
  private static final int MAX = 40;
  private static final String ID = "ROUND";

  /** How many transitions without learning end a round that has learnt something. */
  private static final int PATIENCE = 200;

  private final Run.Touches touches;
  private int round = -1;
  private boolean complete;
  private boolean exhausted;
  private boolean abandoned;

  private long states;
  private long allStates;
  private int depth;
  private long ends;
  private boolean endedPath;

  private long transitions;
  private long grownAt;
  private int sizeThen;

  Rounds(Run.Touches touches) {
    this.touches = touches;
  }

  /** The boot thread begins the run; false if it must do so again, as a choice has been made. */
  boolean begin(MJIEnv env) {
    VM vm = env.getVM();
    ThreadInfo ti = env.getThreadInfo();
    if (round < 0 && !ti.isFirstStepInsn()) {
      env.setNextChoiceGenerator(new IntIntervalGenerator(ID, 0, MAX));
      return false;
    }
    if (!hasJustBegun(env)) {
      return true;
    }
    int next = ((IntIntervalGenerator) vm.getChoiceGenerator()).getNextChoice();
    if (next == round) {
      return true;
    }
    complete = round >= 0 && !touches.grew() && !abandoned;
    exhausted = !complete && next == MAX;
    if (complete || exhausted) {
      ti.breakTransition(true);
      return false;
    }
    round = next;
    touches.grew();
    abandoned = false;
    states = 0;
    depth = 0;
    ends = 0;
    transitions = 0;
    grownAt = 0;
    sizeThen = touches.size();
    return true;
  }

  /** Whether the last choice on the path is that of the round. */
  boolean hasJustBegun(MJIEnv env) {
    ChoiceGenerator<?> cg = env.getVM().getChoiceGenerator();
    return cg instanceof IntIntervalGenerator && cg.getId().equals(ID);
  }

  /** Which round it is, from 0; -1 before the first. */
  int number() {
    return round;
  }

  /** A path has come to its end. */
  void end() {
    ends++;
    endedPath = true;
  }

  /** Whether the path that the last transition made has come to its end. */
  boolean takeEnd() {
    boolean e = endedPath;
    endedPath = false;
    return e;
  }

  /** After every transition; ends the search or gives up the round where that is due. */
  void advanced(Search search) {
    if (round < 0) {
      return;
    }
    if (isOver()) {
      search.terminate();
      return;
    }
    depth = Math.max(depth, search.getDepth());
    if (search.isNewState()) {
      states++;
      allStates++;
    }
    transitions++;
    if (touches.size() != sizeThen) {
      sizeThen = touches.size();
      grownAt = transitions;
    }
    if (!abandoned && touches.isGrowing() && transitions - grownAt > PATIENCE) {
      abandon(search);
    }
  }

  /** What is left of this round would be done again in the next one. */
  private void abandon(Search search) {
    abandoned = true;
    touches.grew();
    ChoiceGenerator<?> cg = search.getVM().getChoiceGenerator();
    while (cg != null && !cg.getId().equals(ID)) {
      cg.setDone();
      cg = cg.getPreviousChoiceGenerator();
    }
    search.requestBacktrack();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Whether there is no round left to search. */
  boolean isOver() {
    return complete || exhausted;
  }

  /** Whether a whole round has learnt nothing, and nothing was left out. */
  boolean isComplete() {
    return complete;
  }

  /** Whether what threads share was growing still in the last of all rounds. */
  boolean isExhausted() {
    return exhausted;
  }

  /** How many states this round has seen. */
  long states() {
    return states;
  }

  /** How many states all rounds have seen. */
  long allStates() {
    return allStates;
  }

  /** The longest path of this round, in states. */
  int depth() {
    return depth;
  }

  /** How many paths of this round have come to their end. */
  long ends() {
    return ends;
  }
}
