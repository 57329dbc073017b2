package giantless.explore.jpf.inside;

import gov.nasa.jpf.annotation.MJI;
import gov.nasa.jpf.vm.MJIEnv;
import java.util.Set;

/** What Java PathFinder's own peer answers otherwise than a JVM. */
public class JPF_java_lang_String extends gov.nasa.jpf.vm.JPF_java_lang_String {
  private static final String BOOLEAN = "java.lang.Boolean";

  /** What it has a text of for formats; of all else it writes two question marks. */
  private static final Set<String> FORMATTED =
      Set.of(
          "java.lang.String",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double");

  @Override
  @MJI
  public int format__Ljava_lang_String_2_3Ljava_lang_Object_2__Ljava_lang_String_2(
      MJIEnv env, int clsRef, int format, int arguments) {
    look(env, arguments, true);
    return super.format__Ljava_lang_String_2_3Ljava_lang_Object_2__Ljava_lang_String_2(
        env, clsRef, format, arguments);
  }

  @Override
  @MJI
  public int
      format__Ljava_util_Locale_2Ljava_lang_String_2_3Ljava_lang_Object_2__Ljava_lang_String_2(
          MJIEnv env, int clsRef, int locale, int format, int arguments) {
    look(env, arguments, false);
    return super
        .format__Ljava_util_Locale_2Ljava_lang_String_2_3Ljava_lang_Object_2__Ljava_lang_String_2(
            env, clsRef, locale, format, arguments);
  }

  private static void look(MJIEnv env, int arguments, boolean booleans) {
    for (int i = 0; i < env.getArrayLength(arguments); i++) {
      int a = env.getReferenceArrayElement(arguments, i);
      if (a != MJIEnv.NULL && !isFormatted(env.getClassName(a), booleans)) {
        Run.current.lacks(
            env.getThreadInfo(), "the text of an object in a format: " + env.getClassName(a));
      }
    }
  }

  private static boolean isFormatted(String type, boolean booleans) {
    return FORMATTED.contains(type) || booleans && type.equals(BOOLEAN);
  }

  /** Where nothing has changed a JVM answers with the text itself. */
  private static int same(MJIEnv env, int text, int made) {
    return made != MJIEnv.NULL && env.getStringObject(text).equals(env.getStringObject(made))
        ? text
        : made;
  }

  @Override
  @MJI
  public int concat__Ljava_lang_String_2__Ljava_lang_String_2(MJIEnv env, int text, int more) {
    return same(env, text, super.concat__Ljava_lang_String_2__Ljava_lang_String_2(env, text, more));
  }

  @Override
  @MJI
  public int substring__I__Ljava_lang_String_2(MJIEnv env, int text, int from) {
    return same(env, text, super.substring__I__Ljava_lang_String_2(env, text, from));
  }

  @Override
  @MJI
  public int substring__II__Ljava_lang_String_2(MJIEnv env, int text, int from, int to) {
    return same(env, text, super.substring__II__Ljava_lang_String_2(env, text, from, to));
  }

  @Override
  @MJI
  public int replace__CC__Ljava_lang_String_2(MJIEnv env, int text, char old, char by) {
    return same(env, text, super.replace__CC__Ljava_lang_String_2(env, text, old, by));
  }

  @Override
  @MJI
  public int trim____Ljava_lang_String_2(MJIEnv env, int text) {
    return same(env, text, super.trim____Ljava_lang_String_2(env, text));
  }

  @Override
  @MJI
  public int toLowerCase____Ljava_lang_String_2(MJIEnv env, int text) {
    return same(env, text, super.toLowerCase____Ljava_lang_String_2(env, text));
  }

  @Override
  @MJI
  public int toUpperCase____Ljava_lang_String_2(MJIEnv env, int text) {
    return same(env, text, super.toUpperCase____Ljava_lang_String_2(env, text));
  }

  @Override
  @MJI
  public int toLowerCase__Ljava_util_Locale_2__Ljava_lang_String_2(
      MJIEnv env, int text, int locale) {
    return same(
        env, text, super.toLowerCase__Ljava_util_Locale_2__Ljava_lang_String_2(env, text, locale));
  }

  @Override
  @MJI
  public int toUpperCase__Ljava_util_Locale_2__Ljava_lang_String_2(
      MJIEnv env, int text, int locale) {
    return same(
        env, text, super.toUpperCase__Ljava_util_Locale_2__Ljava_lang_String_2(env, text, locale));
  }

  /** The program's default charset is not that of this JVM. */
  @Override
  @MJI
  public int getBytes_____3B(MJIEnv env, int text) {
    if (env.getStringObject(text).chars().anyMatch(c -> c > Byte.MAX_VALUE)) {
      lacksCharset(env);
    }
    return super.getBytes_____3B(env, text);
  }

  @Override
  @MJI
  public int init___3BII__Ljava_lang_String_2(
      MJIEnv env, int text, int bytes, int offset, int length) {
    for (byte b : env.getByteArrayObject(bytes)) {
      if (b < 0) {
        lacksCharset(env);
      }
    }
    return super.init___3BII__Ljava_lang_String_2(env, text, bytes, offset, length);
  }

  private static void lacksCharset(MJIEnv env) {
    Run.current.lacks(env.getThreadInfo(), "the default charset, beyond ASCII");
  }
}
