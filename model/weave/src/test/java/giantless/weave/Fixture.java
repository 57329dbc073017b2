package giantless.weave;

import giantless.lock.LockRuntime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles source text in memory and loads it, as production classes are: through the agent. */
final class Fixture extends ClassLoader {
  private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

  Fixture(String fileName, String source, String... options) {
    super(Fixture.class.getClassLoader());
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    JavaFileManager files =
        new ForwardingJavaFileManager<JavaFileManager>(
            javac.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
              @Override
              public OutputStream openOutputStream() {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                classes.put(name, out);
                return out;
              }
            };
          }
        };
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("mem:///" + fileName), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return source;
          }
        };
    List<String> arguments =
        new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), "-nowarn"));
    arguments.addAll(List.of(options));
    if (!javac.getTask(null, files, null, arguments, null, List.of(file)).call()) {
      throw new AssertionError("the fixture does not compile");
    }
  }

  static String resource(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes(String name) {
    return classes.get(name).toByteArray();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      throw new ClassNotFoundException(name);
    }
    byte[] b = bytes(name);
    return defineClass(name, b, 0, b.length);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    String c = name.replace(".class", "").replace('/', '.');
    return classes.containsKey(c)
        ? new ByteArrayInputStream(bytes(c))
        : super.getResourceAsStream(name);
  }

  /** Runs a static method of a class with a machine; what it throws comes out. */
  void run(String className, String method, LockRuntime rt) throws Throwable {
    try {
      loadClass(className).getMethod(method, LockRuntime.class).invoke(null, rt);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
