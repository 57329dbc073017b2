package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;

/**
 * Texts of exceptions. Those that Java PathFinder throws itself have other messages than those of a
 * JVM, or none, and a message that a class makes when asked is not asked for.
 */
public class JPF_java_lang_Throwable extends gov.nasa.jpf.vm.JPF_java_lang_Throwable {
  private static final String MESSAGE = "detailMessage";
  private static final String ROOT = "java.lang.Throwable";

  /** What an exception has that no code of the program has made. */
  private enum Origin {
    VM
  }

  /** Marks an exception that Java PathFinder throws. */
  static void isOfTheVm(ElementInfo thrown) {
    if (!thrown.hasObjectAttr(Origin.class)) {
      thrown.addObjectAttr(Origin.VM);
    }
  }

  @MJI
  public int getMessage____Ljava_lang_String_2(MJIEnv env, int thrown) {
    look(env, thrown);
    return env.getReferenceField(thrown, MESSAGE);
  }

  @MJI
  public int getLocalizedMessage____Ljava_lang_String_2(MJIEnv env, int thrown) {
    look(env, thrown);
    lookForOwn(env, thrown);
    return env.getReferenceField(thrown, MESSAGE);
  }

  @Override
  @MJI
  public int toString____Ljava_lang_String_2(MJIEnv env, int thrown) {
    look(env, thrown);
    lookForOwn(env, thrown);
    return super.toString____Ljava_lang_String_2(env, thrown);
  }

  @Override
  @MJI
  public int getStackTraceAsString____Ljava_lang_String_2(MJIEnv env, int thrown) {
    Run.current.lacks(env.getThreadInfo(), "stack traces as texts");
    return super.getStackTraceAsString____Ljava_lang_String_2(env, thrown);
  }

  private static void look(MJIEnv env, int thrown) {
    if (env.getElementInfo(thrown).hasObjectAttr(Origin.class)) {
      Run.current.lacks(
          env.getThreadInfo(), "messages of the JVM's exceptions: " + env.getClassName(thrown));
    }
  }

  private static void lookForOwn(MJIEnv env, int thrown) {
    ClassInfo c = env.getClassInfo(thrown);
    if (isOwn(c, "getMessage()Ljava/lang/String;")
        || isOwn(c, "getLocalizedMessage()Ljava/lang/String;")) {
      Run.current.lacks(
          env.getThreadInfo(), "messages that an exception makes when asked: " + c.getName());
    }
  }

  private static boolean isOwn(ClassInfo c, String method) {
    return !c.getMethod(method, true).getClassInfo().getName().equals(ROOT);
  }
}
