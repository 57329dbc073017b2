package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;

/**
 * The JDK compares arrays eight bytes at a time out of raw memory, which the arrays of Java
 * PathFinder have not: it finds differences where none are. Here nothing is compared so, and the
 * loop over the elements that follows does all of it.
 */
public class JPF_jdk_internal_util_ArraysSupport extends NativePeer {

  /** The complement of how many elements are left to compare, which says that no others differ. */
  @MJI
  public int vectorizedMismatch__Ljava_lang_Object_2JLjava_lang_Object_2JII__I(
      MJIEnv env, int clsRef, int a, long aOffset, int b, long bOffset, int length, int log2Size) {
    return ~length;
  }
}
