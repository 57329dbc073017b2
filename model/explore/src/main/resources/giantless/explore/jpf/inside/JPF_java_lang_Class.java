package giantless.explore.jpf.inside;

import gov.nasa.jpf.Config;
import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.MJIEnv;

/** What Java PathFinder's own class answers otherwise than a JVM. */
public class JPF_java_lang_Class extends gov.nasa.jpf.vm.JPF_java_lang_Class {
  /** Looked for in each peer by itself. */
  public static boolean init(Config config) {
    return gov.nasa.jpf.vm.JPF_java_lang_Class.init(config);
  }

  @MJI
  public int toString____Ljava_lang_String_2(MJIEnv env, int cls) {
    ClassInfo c = env.getReferredClassInfo(cls);
    String kind = c.isInterface() ? "interface " : c.isPrimitive() ? "" : "class ";
    return env.newString(kind + c.getName());
  }

  @MJI
  public int getSimpleName____Ljava_lang_String_2(MJIEnv env, int cls) {
    return env.newString(simpleName(env.getReferredClassInfo(cls)));
  }

  @MJI
  public int getPackageName____Ljava_lang_String_2(MJIEnv env, int cls) {
    ClassInfo c = element(env.getReferredClassInfo(cls));
    return env.newString(
        c.isPrimitive()
            ? "java.lang"
            : c.getName().substring(0, Math.max(0, c.getName().lastIndexOf('.'))));
  }

  @MJI
  public boolean isRecord____Z(MJIEnv env, int cls) {
    ClassInfo c = env.getReferredClassInfo(cls).getSuperClass();
    return c != null && c.getName().equals("java.lang.Record");
  }

  /** A constant with a body is of a class of its own, which is none. */
  @Override
  @MJI
  public boolean isEnum____Z(MJIEnv env, int cls) {
    ClassInfo c = env.getReferredClassInfo(cls).getSuperClass();
    return c != null && c.getName().equals("java.lang.Enum");
  }

  @Override
  @MJI
  public int getModifiers____I(MJIEnv env, int cls) {
    Run.current.lacks(env.getThreadInfo(), "modifiers of classes");
    return super.getModifiers____I(env, cls);
  }

  /** As in the source, arrays with their brackets. */
  static String typeName(ClassInfo c) {
    return c.isArray() ? typeName(c.getComponentClassInfo()) + "[]" : c.getName();
  }

  private static ClassInfo element(ClassInfo c) {
    return c.isArray() ? element(c.getComponentClassInfo()) : c;
  }

  /** The name of a local class is preceded by a number, that of an anonymous one has only that. */
  private static String simpleName(ClassInfo c) {
    if (c.isArray()) {
      return simpleName(c.getComponentClassInfo()) + "[]";
    }
    ClassInfo around = c.getEnclosingClassInfo();
    String name = c.getName();
    if (around == null) {
      return name.substring(name.lastIndexOf('.') + 1);
    }
    int start = around.getName().length() + 1;
    while (start < name.length() && Character.isDigit(name.charAt(start))) {
      start++;
    }
    return name.substring(start);
  }
}
