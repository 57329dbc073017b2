package giantless.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.contract.ContractViolation;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Simulation;
import giantless.lock.explored.WorldOptions;
import giantless.lock.nat.NativeRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of any name are woven without an agent, as a program does that explores. */
class WeavingClassLoaderTest {
  private static final String SOURCE =
      String.join(
          "\n",
          "package acme.app;",
          "import giantless.lock.*; import giantless.lock.contract.*;",
          "import giantless.lock.explored.*;",
          "public class App {",
          "  static class Base { int n; }",
          "  static class Account extends Base {",
          "    final Mtx m; @GuardedBy(\"m\") int cents; long hits;",
          "    @Racy(\"a hint\") volatile int seen;",
          "    Account(LockRuntime rt) { m = rt.mtx(LockClass.mtx(\"account\").build()); }",
          "    void pay() { m.lock(); cents++; m.unlock(); hits++; }",
          "  }",
          "  public static void race(ExploredRuntime rt) {",
          "    Account a = new Account(rt);",
          "    KThread t = rt.spawn(\"t\", Priority.USER, 0, a::pay);",
          "    a.pay(); t.join();",
          "  }",
          "  public static void hint(ExploredRuntime rt) {",
          "    Account a = new Account(rt);",
          "    KThread t = rt.spawn(\"t\", Priority.USER, 0, () -> a.seen = 1);",
          "    a.seen = 2; t.join();",
          "  }",
          "  public static void unlocked(ExploredRuntime rt) { new Account(rt).cents++; }",
          "  public static void main(String[] args) {",
          "    Result r = Simulation.run(new RandomScheduler(1), new WorldOptions().races(true),",
          "        App::race);",
          "    System.out.println(r.failure() == null ? \"unseen\" : r.failure().message());",
          "  }",
          "}");

  @TempDir static Path dir;

  @BeforeAll
  static void compile() throws IOException {
    Path source = dir.resolve("App.java");
    Files.writeString(source, SOURCE);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int rc =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-proc:none",
                "-parameters",
                "-g",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                dir.toString(),
                source.toString());
    assertThat(rc).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static WeavingClassLoader loader() throws IOException {
    return Weave.loader(
        WeavingClassLoaderTest.class.getClassLoader(),
        name -> name.startsWith("acme."),
        dir.toUri().toURL());
  }

  private static Result play(WeavingClassLoader loader, String scene, boolean races)
      throws ReflectiveOperationException {
    Class<?> app = loader.loadClass("acme.app.App");
    assertThat(app.getClassLoader()).isSameAs(loader);
    Method m = app.getMethod(scene, giantless.lock.explored.ExploredRuntime.class);
    return Simulation.run(
        new RandomScheduler(1),
        new WorldOptions().races(races),
        rt -> {
          try {
            m.invoke(null, rt);
          } catch (java.lang.reflect.InvocationTargetException e) {
            throw WeavingClassLoaderTest.<RuntimeException>sneak(e.getCause());
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneak(Throwable t) throws E {
    throw (E) t;
  }

  @Test
  void races_of_any_class_are_found() throws Exception {
    try (WeavingClassLoader loader = loader()) {
      Result r = play(loader, "race", true);
      assertThat(r.failure().kind()).isEqualTo(Failure.Kind.RACE);
      assertThat(r.failure().message()).startsWith("race on Account.hits of Account#1\n");
      assertThat(loader.report().touches()).isPositive();
      assertThat(loader.report().racy()).isEqualTo(1);
      play(loader, "race", false).orThrow();
    }
  }

  @Test
  void racy_fields_are_steps() throws Exception {
    try (WeavingClassLoader loader = loader()) {
      Result r = play(loader, "hint", true).orThrow();
      assertThat(r.trace().lines().stream().filter(l -> l.contains("write Account.seen")))
          .hasSize(2);
    }
  }

  @Test
  void contracts_are_enforced() throws Exception {
    try (WeavingClassLoader loader = loader()) {
      Result r = play(loader, "unlocked", true);
      assertThat(r.failure().cause()).isInstanceOf(ContractViolation.class);
      assertThat(r.failure().cause()).hasMessageContaining("Account.cents without its lock");
    }
  }

  @Test
  void other_classes_come_from_the_parent() throws Exception {
    try (WeavingClassLoader loader = loader()) {
      assertThat(loader.loadClass("giantless.lock.nat.NativeRuntime"))
          .isSameAs(NativeRuntime.class);
      assertThatThrownBy(() -> loader.loadClass("acme.app.Missing"))
          .isInstanceOf(ClassNotFoundException.class)
          .hasMessage("acme.app.Missing");
    }
    try (WeavingClassLoader all =
        Weave.loader(getClass().getClassLoader(), name -> true, dir.toUri().toURL())) {
      assertThat(all.loadClass("giantless.lock.Mtx")).isSameAs(giantless.lock.Mtx.class);
      assertThat(all.loadClass("java.lang.String")).isSameAs(String.class);
    }
  }

  /** A runnable jar whose manifest names the agent. */
  @Test
  void a_jar_that_names_the_agent_in_its_manifest_is_woven(@TempDir Path work) throws Exception {
    Path jar = work.resolve("app.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Main-Class", "giantless.fixture.Main");
    manifest.getMainAttributes().putValue("Launcher-Agent-Class", WeaveAgent.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    StringBuilder path = new StringBuilder();
    for (String p : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      path.append(Path.of(p).toUri()).append(' ');
    }
    manifest.getMainAttributes().putValue("Class-Path", path.toString().trim());
    Fixture f =
        new Fixture(
            "Main.java",
            SOURCE
                .replace("acme.app", "giantless.fixture")
                .replace("class App", "class Main")
                .replace("App::", "Main::"),
            "-parameters",
            "-g");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String name : List.of("Main", "Main$Base", "Main$Account")) {
        out.putNextEntry(new JarEntry("giantless/fixture/" + name + ".class"));
        out.write(f.bytes("giantless.fixture." + name));
      }
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-jar", jar.toString()));
    Path said = work.resolve("said");
    Process p =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(said)).contains("race on Account.hits of Account#1\n");
  }

  @Test
  void a_class_that_cannot_be_woven_is_told() throws Exception {
    Path bad = Files.createDirectories(dir.resolve("acme/bad"));
    try (PrintStream out = new PrintStream(Files.newOutputStream(bad.resolve("Bad.class")))) {
      out.print("no class file");
    }
    try (WeavingClassLoader loader = loader()) {
      assertThatThrownBy(() -> loader.loadClass("acme.bad.Bad"))
          .isInstanceOf(WeaveError.class)
          .hasMessageStartingWith("cannot weave acme.bad.Bad: ");
    }
  }
}
