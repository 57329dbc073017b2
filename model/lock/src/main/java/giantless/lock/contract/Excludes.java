package giantless.lock.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The caller must not hold the lock, in any mode.
 *
 * <p>The value names locks by {@link LockPath paths}: members of the annotated class (or parameters
 * of the annotated method), joined by dots, that end in a lock, for example {@code "mtx"} or {@code
 * "so.rcv.mtx"}. A path that does not end in a lock fails the compilation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Excludes {
  /** The locks; all of them apply. */
  String[] value();
}
