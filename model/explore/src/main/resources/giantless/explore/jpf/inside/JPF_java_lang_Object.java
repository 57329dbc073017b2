package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.MethodInfo;

/**
 * Some of Java PathFinder's own classes, which stand in for the JDK's, have not all of their
 * methods; where they inherit one it is not that of the JDK.
 */
public class JPF_java_lang_Object extends gov.nasa.jpf.vm.JPF_java_lang_Object {
  @Override
  @MJI
  public int toString____Ljava_lang_String_2(MJIEnv env, int object) {
    look(env, object, "toString");
    return super.toString____Ljava_lang_String_2(env, object);
  }

  @Override
  @MJI
  public int hashCode____I(MJIEnv env, int object) {
    look(env, object, "hashCode");
    return super.hashCode____I(env, object);
  }

  @MJI
  public boolean equals__Ljava_lang_Object_2__Z(MJIEnv env, int object, int other) {
    look(env, object, "equals", Object.class);
    return object == other;
  }

  /** The JDK's own classes call this too, as that of the class above. */
  private static void look(MJIEnv env, int object, String method, Class<?>... of) {
    String type = env.getClassName(object);
    if (type.startsWith("java.") && inherits(env.getClassInfo(object), method)) {
      try {
        Class<?> c = Class.forName(type, false, null);
        if (c.getMethod(method, of).getDeclaringClass() != Object.class) {
          Run.current.lacks(env.getThreadInfo(), method + " of " + type);
        }
      } catch (ReflectiveOperationException e) {
        // A class of its own: the JDK has none with which it could be compared.
        return;
      }
    }
  }

  private static boolean inherits(ClassInfo c, String method) {
    for (ClassInfo at = c; at.getSuperClass() != null; at = at.getSuperClass()) {
      for (MethodInfo m : at.getDeclaredMethodInfos()) {
        if (m.getName().equals(method)) {
          return false;
        }
      }
    }
    return true;
  }
}
