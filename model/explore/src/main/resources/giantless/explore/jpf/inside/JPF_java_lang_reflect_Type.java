package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.NativePeer;

/** Java PathFinder's classes have what their interface has by default. */
public class JPF_java_lang_reflect_Type extends NativePeer {
  @MJI
  public int getTypeName____Ljava_lang_String_2(MJIEnv env, int type) {
    if (!env.getClassName(type).equals("java.lang.Class")) {
      Run.current.lacks(env.getThreadInfo(), "names of types that are no classes");
      return env.newString("");
    }
    return env.newString(JPF_java_lang_Class.typeName(env.getReferredClassInfo(type)));
  }
}
