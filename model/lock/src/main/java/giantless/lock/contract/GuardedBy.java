package giantless.lock.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field is read and written only while the lock is held exclusively; reads may also hold it shared where the lock has readers.
 *
 * <p>The value names locks by paths: members of the annotated class (or parameters of the annotated
 * method), joined by dots, that end in a lock, for example {@code "mtx"} or {@code "so.rcv.mtx"}. A
 * path that does not end in a lock fails the compilation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface GuardedBy {
  /** The locks; all of them apply. */
  String[] value();
}
