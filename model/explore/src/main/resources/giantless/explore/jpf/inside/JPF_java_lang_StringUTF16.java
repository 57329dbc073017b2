package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;

/**
 * Where the JDK's code lays out characters beyond Latin-1; Java PathFinder would read them as two.
 */
public class JPF_java_lang_StringUTF16 extends gov.nasa.jpf.vm.JPF_java_lang_StringUTF16 {
  /** What is in it does not matter, as the search ends. */
  @MJI
  public int newBytesFor__I___3B(MJIEnv env, int clsRef, int length) {
    Run.current.lacks(env.getThreadInfo(), Texts.NONE_BEYOND_LATIN_1);
    return env.newByteArray(2 * length);
  }

  @MJI
  public void putChar___3BII__V(MJIEnv env, int clsRef, int bytes, int index, int c) {
    Run.current.lacks(env.getThreadInfo(), Texts.NONE_BEYOND_LATIN_1);
  }
}
