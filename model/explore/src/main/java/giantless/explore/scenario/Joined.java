package giantless.explore.scenario;

import giantless.explore.shard.Grade;
import java.util.List;

/** The results of the shards of a scenario's search as one. */
public final class Joined {
  private final Outcome outcome;
  private final Grade grade;

  Joined(Outcome outcome, Grade grade) {
    this.outcome = outcome;
    this.grade = grade;
  }

  /** What they say together; FAILED as well if they are not all of the search, with the reason. */
  public Outcome outcome() {
    return outcome;
  }

  /** What was counted, and what is missing. */
  public Grade grade() {
    return grade;
  }

  /** What is missing or does not belong, one line each; empty if every part is there and ended. */
  public List<String> problems() {
    return grade.problems();
  }
}
