package giantless.lock.contract;

import giantless.lock.LockMode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The caller holds the lock, and still does on return, but for the results of {@link #unless}.
 *
 * <p>The value names locks by {@link LockPath paths}: members of the annotated class (or parameters
 * of the annotated method), joined by dots, that end in a lock, for example {@code "mtx"} or {@code
 * "so.rcv.mtx"}. A path that does not end in a lock fails the compilation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {
  /** The locks; all of them apply. */
  String[] value();

  /**
   * Results with which the locks are released instead, for a method whose object may be gone when
   * it returns: {@code "null"}, {@code "true"} or {@code "false"}, or a constant of the enum that
   * it returns. Another result, or none of these named, means that they are still held.
   */
  String[] unless() default {};

  /** {@code SHARED}: a shared hold suffices, for locks that have readers. */
  LockMode mode() default LockMode.EXCLUSIVE;
}
