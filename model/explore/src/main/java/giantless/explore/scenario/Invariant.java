package giantless.explore.scenario;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Must hold: a method without parameters that throws if it does not, or that answers false. Called
 * when all actors have ended, in order of name, alone and by no schedule; it may take locks.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Invariant {

  /**
   * Also after every step of every thread. Then it takes no lock and performs no operation of the
   * runtime; it sees fields as they are, half-done changes of a thread that holds a lock included.
   * Of the orders of independent steps the search runs one, so a scenario with such an invariant is
   * sampled and never PROVED.
   */
  boolean everyStep() default false;
}
