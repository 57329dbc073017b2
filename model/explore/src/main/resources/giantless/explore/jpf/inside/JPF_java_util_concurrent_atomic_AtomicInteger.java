package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;

/** What Java PathFinder's own peer has not: with it there are updates by functions. */
public class JPF_java_util_concurrent_atomic_AtomicInteger
    extends gov.nasa.jpf.vm.JPF_java_util_concurrent_atomic_AtomicInteger {
  @MJI
  public boolean weakCompareAndSetVolatile__II__Z(MJIEnv env, int atomic, int expected, int value) {
    return compareAndSet__II__Z(env, atomic, expected, value);
  }
}
