package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;

/** What Java PathFinder's own class has not, or does otherwise than a JVM. */
public class JPF_java_lang_Thread extends gov.nasa.jpf.vm.JPF_java_lang_Thread {
  @MJI
  public int getStackTrace_____3Ljava_lang_StackTraceElement_2(MJIEnv env, int thread) {
    Run.current.lacks(env.getThreadInfo(), "stack traces of threads");
    return env.newObjectArray("java.lang.StackTraceElement", 0);
  }

  @Override
  @MJI
  public void sleep__JI__V(MJIEnv env, int clsRef, long millis, int nanos) {
    if (millis < 0) {
      env.throwException("java.lang.IllegalArgumentException", "timeout value is negative");
    } else {
      super.sleep__JI__V(env, clsRef, millis, nanos);
    }
  }
}
