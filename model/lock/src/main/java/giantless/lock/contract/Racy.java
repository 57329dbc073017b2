package giantless.lock.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field is read or written without a lock on purpose. The field must be volatile or final. With
 * {@link GuardedBy} beside it only the reads are free.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Racy {
  /** Why that is right; not empty. */
  String value();
}
