package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;
import java.util.function.IntPredicate;

/**
 * The JDK compares arrays eight bytes at a time out of raw memory, which the arrays of Java
 * PathFinder have not: it finds differences where none are. Of elements that are smaller than that
 * nothing is compared here, as a loop over what is left follows; for longs and doubles there is
 * none, and they are compared.
 */
public class JPF_jdk_internal_util_ArraysSupport extends NativePeer {

  /**
   * Java PathFinder says of all arrays that their first element has offset 0 and that each takes
   * one byte, so an offset is an index.
   *
   * @return the first element that differs; or the complement of how many are left to compare
   */
  @MJI
  public int vectorizedMismatch__Ljava_lang_Object_2JLjava_lang_Object_2JII__I(
      MJIEnv env, int clsRef, int a, long aOffset, int b, long bOffset, int length, int log2Size) {
    int i = (int) aOffset;
    int j = (int) bOffset;
    switch (env.getArrayType(a)) {
      case "J":
        long[] longs = env.getLongArrayObject(a);
        long[] others = env.getLongArrayObject(b);
        return first(length, n -> longs[i + n] != others[j + n]);
      case "D":
        double[] doubles = env.getDoubleArrayObject(a);
        double[] those = env.getDoubleArrayObject(b);
        return first(length, n -> bits(doubles[i + n]) != bits(those[j + n]));
      default:
        return ~length;
    }
  }

  private static long bits(double d) {
    return Double.doubleToRawLongBits(d);
  }

  private static int first(int length, IntPredicate differs) {
    for (int n = 0; n < length; n++) {
      if (differs.test(n)) {
        return n;
      }
    }
    return ~0;
  }
}
