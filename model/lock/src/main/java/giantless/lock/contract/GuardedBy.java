package giantless.lock.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The field is written only while all the named locks are held exclusively, and read only while at
 * least one of them is held, in any mode. One lock is the usual case; two are the rule "both to
 * change, either to read". With {@link Racy} beside it the reads are free. Constructors of the
 * object itself are exempt, since nobody else sees it yet.
 *
 * <p>The value names locks by {@link LockPath paths}: members of the annotated class, joined by
 * dots, that end in a lock, for example {@code "mtx"} or {@code "so.rcv.mtx"}. A path that does not
 * end in a lock fails the compilation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface GuardedBy {
  /** The locks: all to write, one to read. */
  String[] value();
}
