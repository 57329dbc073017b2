package giantless.explore.jpf;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles what runs inside Java PathFinder: the sources among this module's resources. */
public final class JpfSources {

  /** Peers, policies and listeners: code of the checker's own JVM. */
  private static final List<String> INSIDE =
      List.of(
          "DeltaSerializer",
          "Fields",
          "Guard",
          "Held",
          "Instructions",
          "JPF_giantless_lock_jpf_Checker",
          "JPF_giantless_lock_jpf_JpfWatch",
          "JPF_java_lang_Class",
          "JPF_java_lang_Object",
          "JPF_java_lang_String",
          "JPF_java_lang_StringUTF16",
          "JPF_java_lang_System",
          "JPF_java_lang_Thread",
          "JPF_java_lang_Throwable",
          "JPF_java_lang_reflect_Method",
          "JPF_java_lang_reflect_Type",
          "JPF_java_util_Random",
          "JPF_java_util_concurrent_atomic_AtomicInteger",
          "JPF_java_util_concurrent_atomic_AtomicReference",
          "JPF_jdk_internal_util_ArraysSupport",
          "Lists",
          "LockOrder",
          "Main",
          "Model",
          "Monitors",
          "Moves",
          "Policy",
          "References",
          "Rounds",
          "Run",
          "Site",
          "Stacks",
          "Text",
          "Texts",
          "Threads",
          "Traces");

  /** What takes the place of classes of ours in the program under check. */
  private static final List<String> MODEL =
      List.of(
          "Entry", "ExploredRuntime", "OwnThreads", "Probe", "ScenarioClass", "Sleeper", "World");

  private JpfSources() {}

  /**
   * Compiles the checker's part.
   *
   * @throws JpfUnavailable if the user's Java PathFinder is not the one that the sources know
   */
  static void compileInside(JpfHome home, String classPath, Path into) throws JpfUnavailable {
    String path = home.jars() + File.pathSeparator + classPath;
    compile("inside", INSIDE, path, into, home + " does not fit");
  }

  /**
   * Compiles what stands in for classes of the explorer; needs no Java PathFinder.
   *
   * @throws JpfUnavailable if the class path does not fit
   */
  public static void compileModel(String classPath, Path into) throws JpfUnavailable {
    compile("model", MODEL, classPath, into, "the class path does not fit");
  }

  private static void compile(
      String part, List<String> names, String classPath, Path into, String failure)
      throws JpfUnavailable {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new JpfUnavailable("this Java has no compiler; a JDK is needed");
    }
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      List<Path> sources = copy(part, names, into.resolve("source"));
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-Xlint:none",
              "--release",
              "17",
              "-classpath",
              classPath,
              "-d",
              into.toString());
      boolean good =
          javac
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjects(sources.toArray(new Path[0])))
              .call();
      if (!good) {
        String first = messages.toString().lines().findFirst().orElse("");
        throw new JpfUnavailable(failure + ": " + first);
      }
    } catch (IOException e) {
      throw new JpfUnavailable("the sources for Java PathFinder cannot be compiled: " + e);
    }
  }

  private static List<Path> copy(String part, List<String> names, Path into) throws IOException {
    Files.createDirectories(into);
    List<Path> sources = new ArrayList<>();
    for (String name : names) {
      String resource = part + "/" + name + ".java";
      Path file = into.resolve(name + ".java");
      try (InputStream in = JpfSources.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("no resource " + resource);
        }
        Files.write(file, in.readAllBytes());
      }
      sources.add(file);
    }
    return sources;
  }
}
