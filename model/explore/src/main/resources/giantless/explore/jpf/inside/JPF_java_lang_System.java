package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;

/** What Java PathFinder's own peer does otherwise than a JVM. */
public class JPF_java_lang_System extends gov.nasa.jpf.vm.JPF_java_lang_System {
  @Override
  @MJI
  public void arraycopy__Ljava_lang_Object_2ILjava_lang_Object_2II__V(
      MJIEnv env, int clsRef, int from, int fromIndex, int to, int toIndex, int length) {
    if (from == MJIEnv.NULL || to == MJIEnv.NULL) {
      env.throwException("java.lang.NullPointerException");
      return;
    }
    ElementInfo source = env.getElementInfo(from);
    ElementInfo target = env.getModifiableElementInfo(to);
    try {
      target.copyElements(env.getThreadInfo(), source, fromIndex, toIndex, length);
    } catch (IndexOutOfBoundsException e) {
      env.throwException("java.lang.ArrayIndexOutOfBoundsException", e.getMessage());
    } catch (ArrayStoreException e) {
      if (source.isReferenceArray() && target.isReferenceArray()) {
        // A JVM has copied the elements before the first that does not fit.
        Run.current.lacks(env.getThreadInfo(), "copies of a part of an array");
      }
      env.throwException("java.lang.ArrayStoreException", e.getMessage());
    }
  }

  @Override
  @MJI
  public int identityHashCode__Ljava_lang_Object_2__I(MJIEnv env, int clsRef, int object) {
    return object == MJIEnv.NULL
        ? 0
        : super.identityHashCode__Ljava_lang_Object_2__I(env, clsRef, object);
  }
}
