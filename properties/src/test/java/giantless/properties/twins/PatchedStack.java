package giantless.properties.twins;

import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Explorer;
import giantless.lock.LockWatch;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.properties.Checkout;
import giantless.scenarios.check.MbufLeak;
import giantless.stack.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A variant of the stack: its own sources, changed by patches, compiled in memory, and loaded
 * beside the good stack. Its classes are woven as the good ones are, and the runtime and Witness
 * are the same objects for both, so every checker looks at a variant as it looks at the stack.
 *
 * <p>Without a patch for a file the file is compiled as it stands: the way that a good stack takes
 * through here must pass, or the way itself is what is found.
 */
public final class PatchedStack {
  /** Carries the threads of all runs, one of which is made at a time; the JVM's end ends them. */
  private static final ThreadCarrier CARRIER = ThreadCarrier.best();

  private static final Path SOURCES = Path.of("model/stack/src/main/java/giantless/stack");

  private final Variant loader;

  private PatchedStack(Map<String, byte[]> classes, boolean woven) {
    this.loader = new Variant(classes, woven);
  }

  /** The stack with all of the patches in it; several may change one file. */
  static PatchedStack of(Patch... patches) {
    return new PatchedStack(compile(patched(patches)), true);
  }

  /**
   * The same without the weaving of contracts and fields, which is most of what a step costs: for
   * what compares a million of them and looks at no lock.
   */
  public static PatchedStack plain(Patch... patches) {
    Map<String, String> sources = patched(patches);
    return new PatchedStack(sources.isEmpty() ? Map.of() : compile(sources), false);
  }

  private static Map<String, String> patched(Patch... patches) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Patch p : patches) {
      String source = sources.containsKey(p.file()) ? sources.get(p.file()) : read(p.file());
      sources.put(p.file(), p.apply(source));
    }
    return sources;
  }

  /** The stack with these files compiled anew as they stand. */
  static PatchedStack unpatched(List<String> files) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String f : files) {
      sources.put(f, read(f));
    }
    return new PatchedStack(compile(sources), true);
  }

  /**
   * An object of a class below {@link Variant#DRIVERS} that sees this variant of the stack.
   *
   * @param as an interface that both sides know
   */
  public <T> T make(Class<? extends T> type, Class<T> as) {
    try {
      return as.cast(loader.loadClass(type.getName()).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + " cannot be made", e);
    }
  }

  /**
   * A stack for each of the patches, in their order. They are compiled at once, which costs little
   * more than one; of several that change one file, one at a time.
   */
  static List<PatchedStack> each(List<Patch> patches) {
    return each(patches, true);
  }

  /** As {@link #each}, without the weaving: see {@link #plain}. */
  static List<PatchedStack> eachPlain(List<Patch> patches) {
    return each(patches, false);
  }

  private static List<PatchedStack> each(List<Patch> patches, boolean woven) {
    PatchedStack[] stacks = new PatchedStack[patches.size()];
    int left = stacks.length;
    while (left > 0) {
      Map<String, String> sources = new LinkedHashMap<>();
      Map<String, Integer> of = new LinkedHashMap<>();
      for (int i = 0; i < stacks.length; i++) {
        Patch p = patches.get(i);
        if (stacks[i] == null && of.putIfAbsent(p.file(), i) == null) {
          sources.put(p.file(), p.apply(read(p.file())));
        }
      }
      Map<String, byte[]> all = compile(sources);
      of.forEach(
          (file, i) -> {
            Map<String, byte[]> own = new LinkedHashMap<>(all);
            own.keySet().removeIf(name -> !isOf(name, file));
            stacks[i] = new PatchedStack(own, woven);
          });
      left -= of.size();
    }
    return List.of(stacks);
  }

  /** Whether the class is the file's, or inside of it. */
  private static boolean isOf(String name, String file) {
    String top = Variant.STACK + file.replace('/', '.');
    return name.equals(top) || name.startsWith(top + "$");
  }

  private static String read(String file) {
    try {
      return Files.readString(Checkout.root().resolve(SOURCES).resolve(file + ".java"));
    } catch (IOException e) {
      throw new AssertionError("patch of " + file + ": no such source", e);
    }
  }

  // ---- Scenarios ----

  /**
   * Explores a scenario on this stack; a failure is told as it was found, not made short.
   *
   * @param scenario its class under {@code giantless.scenarios}
   */
  Outcome explore(String scenario, Budget budget) {
    try (ScenarioRunner runner = new ScenarioRunner(new Explorer(), loader).shortens(false)) {
      ScenarioClass s = ScenarioClass.of(loader.loadClass(Variant.SCENARIOS + scenario));
      return runner.run(s, new Dpor(s.scenario().timers()), budget);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("no such scenario: " + scenario, e);
    }
  }

  // ---- Playing ----

  /** Plays a scene on one schedule; null if nothing is wrong. */
  private Failure play(
      Class<? extends Scene> scene, Scheduler schedule, long seed, LockWatch watch) {
    Scene s;
    try {
      s = (Scene) loader.loadClass(scene.getName()).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(scene + " cannot be made", e);
    }
    WorldOptions options = new WorldOptions().seed(seed).traceLimit(0).carrier(CARRIER);
    try (World world = new World(schedule, options)) {
      return world.run(() -> s.run(world, watch)).failure();
    }
  }

  /**
   * Plays a scene on the random schedules 1, 2, 3 and so on.
   *
   * @param schedules how many at most
   * @param enough how many failures end it
   */
  List<Failure> play(
      Class<? extends Scene> scene,
      int schedules,
      int enough,
      Supplier<? extends LockWatch> watch) {
    return play(scene, RandomScheduler::new, schedules, enough, watch);
  }

  /** The same on the schedules that are made of 1, 2, 3 and so on. */
  List<Failure> play(
      Class<? extends Scene> scene,
      LongFunction<Scheduler> schedule,
      int schedules,
      int enough,
      Supplier<? extends LockWatch> watch) {
    List<Failure> failures = new ArrayList<>();
    for (long seed = 1; seed <= schedules && failures.size() < enough; seed++) {
      Failure f = play(scene, schedule.apply(seed), seed, watch.get());
      if (f != null) {
        failures.add(f);
      }
    }
    return failures;
  }

  // ---- Compiling ----

  private static Map<String, byte[]> compile(Map<String, String> sources) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new AssertionError("no Java compiler: the tests need a JDK");
    }
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    // With what weaving needs: lines, and the names of parameters. Not --release as in the build,
    // which reads the signatures of a whole JDK each time: the stack's sources are known to keep
    // to it.
    List<String> options =
        List.of(
            "-source",
            "17",
            "-target",
            "17",
            "-g",
            "-parameters",
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"));
    try (Output output =
        new Output(javac.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8))) {
      if (!javac.getTask(null, output, said, options, null, units).call()) {
        StringBuilder text = new StringBuilder("patched source does not compile:");
        for (Diagnostic<? extends JavaFileObject> d : said.getDiagnostics()) {
          text.append('\n').append(d.getMessage(Locale.ROOT));
        }
        throw new AssertionError(text.toString());
      }
      return output.classes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("patched:///giantless/stack/" + file + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String name) {
      super(URI.create("patched:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  /** Keeps class files in memory. */
  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassFile> files = new LinkedHashMap<>();

    Output(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return files.computeIfAbsent(name, ClassFile::new);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new LinkedHashMap<>();
      files.forEach((name, f) -> classes.put(name, f.bytes.toByteArray()));
      return classes;
    }
  }

  // ---- Loading ----

  /**
   * Defines the whole stack, the scenes and the scenarios once more, since classes see each other's
   * package-private members within one loader only. Everything else is the parent's.
   */
  private static final class Variant extends ClassLoader {
    private static final String SCENES = Scene.class.getPackageName() + ".scenes.";
    private static final String STACK = Host.class.getPackageName() + ".";
    private static final String SCENARIOS = "giantless.scenarios.";

    /** What drives a stack as no scene does. */
    private static final List<String> DRIVERS =
        List.of(
            "giantless.properties.tcp.",
            "giantless.properties.inet.",
            "giantless.properties.packetdrill.",
            "giantless.cli.packetdrill.");

    private final Map<String, byte[]> patched;
    private final boolean woven;

    Variant(Map<String, byte[]> patched, boolean woven) {
      super(PatchedStack.class.getClassLoader());
      this.patched = patched;
      this.woven = woven;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> like = like(name);
      if (like == null) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> c = findLoadedClass(name);
        if (c == null) {
          byte[] b = bytes(name);
          // The domain of the original: weaving exempts what comes from test classes.
          c = defineClass(name, b, 0, b.length, like.getProtectionDomain());
        }
        if (resolve) {
          resolveClass(c);
        }
        return c;
      }
    }

    /** One that comes from where this one shall; null if the parent's is to be taken. */
    private Class<?> like(String name) {
      if (name.startsWith(SCENES) || DRIVERS.stream().anyMatch(name::startsWith)) {
        return Scene.class;
      }
      Class<?> good =
          name.startsWith(STACK) ? Host.class : name.startsWith(SCENARIOS) ? MbufLeak.class : null;
      return good == null || woven ? good : Scene.class;
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
      try (java.io.InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    /** The contracts of a class are woven from its class file: the patched one. */
    @Override
    public java.io.InputStream getResourceAsStream(String file) {
      byte[] b =
          file.endsWith(".class")
              ? patched.get(file.substring(0, file.length() - 6).replace('/', '.'))
              : null;
      return b != null ? new java.io.ByteArrayInputStream(b) : super.getResourceAsStream(file);
    }
  }
}
