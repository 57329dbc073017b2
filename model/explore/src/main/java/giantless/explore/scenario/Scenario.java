package giantless.explore.scenario;

import giantless.lock.Priority;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A race that is worth exploring. The class has one constructor, without parameters or with a
 * {@link Setup}, which runs before the actors and alone; one object is made for every execution.
 * Neither class nor constructor need be public, but a nested class must be static.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scenario {

  /** What must hold, or for a broken twin what goes wrong, as a sentence. */
  String value();

  /** What a broken twin shows: one of these kinds, and no other. Empty: nothing fails. */
  FailureKind[] fails() default {};

  /**
   * How many deadlines of an execution may come while threads can still go on. 0: timers fire only
   * when nothing else can happen.
   */
  int timers() default 0;

  /** The budget in the gate; a count, as a time would give other verdicts on a busy machine. */
  String gate() default "50000";

  /** The budget in the nightly run, a count or a time: {@code 1e7}, {@code 10m}. */
  String nightly() default "5m";

  /**
   * Why the gate's budget cannot visit every schedule, if it cannot. Empty: the gate demands
   * PROVED-WITHIN-BOUNDS. Not empty: it demands PASSED (sampled), so that what has become provable
   * is said to be.
   */
  String sampled() default "";

  /** The steps after which an execution counts as one that does not end. */
  long steps() default 20_000;

  /** The priority of actors that do not say their own. */
  int priority() default Priority.USER;
}
