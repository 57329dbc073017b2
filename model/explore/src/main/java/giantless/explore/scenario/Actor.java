package giantless.explore.scenario;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The body of one thread of a scenario: a method without parameters, static methods excepted. It
 * may throw anything, which fails the scenario. Threads are made in order of {@link #order}, then
 * of name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Actor {

  /** Lower ones are made first. It changes numbers in traces only, no schedule. */
  int order() default 0;

  /** The thread's name; the method's if empty. */
  String name() default "";

  /** The machine that it runs on, as given to {@link Setup#runtime(String)}; the first if empty. */
  String host() default "";

  int cpu() default 0;

  /** As in {@link giantless.lock.Priority}; -1 for that of the scenario. */
  int priority() default -1;
}
