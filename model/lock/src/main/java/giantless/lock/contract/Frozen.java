package giantless.lock.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field, which cannot be final, is written before another thread can see the object and never
 * after. On a final field: what it refers to is so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Frozen {
  /** The event before which it is written; not empty. */
  String value();
}
