package giantless.lock.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field, or every field of the class and of the classes in it, belongs to one thread at a time.
 * The next one gets it through something that orders the two: a queue's lock, the return of a call.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
public @interface Confined {
  /** To whom; not empty. */
  String value();
}
