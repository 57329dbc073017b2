package giantless.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.contract.ContractViolation;
import giantless.lock.nat.NativeRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherFactory;

/** Weaving that does not happen must not go unseen. */
class WeavingIsSureTest {
  private static final String HEAD =
      "package giantless.fixture; import giantless.lock.*; import giantless.lock.contract.*;\n";

  @Test
  void this_jvm_is_woven() {
    assertThatCode(WeaveAgent::start).doesNotThrowAnyException();
    assertThatCode(WeaveAgent::verify).doesNotThrowAnyException();
    assertThat(WeaveAgent.report().accesses()).isPositive();
    assertThat(WeaveAgent.report().methods()).isPositive();
  }

  @Test
  void a_class_that_was_missed_fails_the_run() {
    assertThatThrownBy(() -> new WeaveReport().verify(List.of("giantless/stack/Missed")))
        .isInstanceOf(WeaveError.class)
        .hasMessage(
            "lock contracts were not enforced: giantless/stack/Missed: loaded without being woven");
  }

  @Test
  void contracts_of_which_none_is_woven_fail_the_run() {
    WeaveReport report = new WeaveReport();
    Weaver.Result nothing = new Weaver.Result();
    nothing.stated = 3;
    report.woven("giantless/stack/Some", nothing);
    assertThatThrownBy(() -> report.verify(List.of("giantless/stack/Some")))
        .isInstanceOf(WeaveError.class)
        .hasMessage(
            "lock contracts were not enforced: nothing was woven, though 3 contracts are stated");
    Weaver.Result some = new Weaver.Result();
    some.accesses = 1;
    report.woven("giantless/stack/Other", some);
    assertThatCode(() -> report.verify(List.of())).doesNotThrowAnyException();
  }

  @Test
  void a_class_that_cannot_be_woven_cannot_be_loaded() {
    WeaveReport report = new WeaveReport();
    byte[] broken = {1, 2, 3};
    byte[] out =
        new WeaveAgent.Transformer(report)
            .transform(getClass().getClassLoader(), "giantless/stack/Bad", null, null, broken);
    assertThat(out).hasSize(1);
    assertThatThrownBy(() -> report.verify(List.of()))
        .isInstanceOf(WeaveError.class)
        .hasMessageContaining("giantless/stack/Bad: ");
  }

  @Test
  void classes_outside_of_the_stack_are_left_alone() {
    WeaveAgent.Transformer t = new WeaveAgent.Transformer(new WeaveReport());
    assertThat(t.transform(null, "java/lang/String", null, null, new byte[0])).isNull();
    assertThat(t.transform(null, "giantless/lock/nat/X", null, null, new byte[0])).isNull();
    assertThat(WeaveAgent.isTest(getClass().getProtectionDomain())).isTrue();
    assertThat(WeaveAgent.isTest(Weaver.class.getProtectionDomain())).isFalse();
  }

  @Test
  void a_path_that_the_class_file_does_not_have_fails_at_the_access() {
    Fixture f =
        new Fixture(
            "Bad.java",
            HEAD
                + "public class Bad { @GuardedBy(\"nothing\") int n;"
                + " public static void go(LockRuntime rt) { new Bad().n = 1; } }",
            "-proc:none");
    assertThatThrownBy(() -> f.run("giantless.fixture.Bad", "go", NativeRuntime.real(null, 1, 1)))
        .hasStackTraceContaining("lock path nothing: no nothing in giantless.fixture.Bad");
  }

  @Test
  void parameter_names_that_were_not_compiled_in_fail_at_the_call() {
    Fixture f =
        new Fixture(
            "Bad.java",
            HEAD
                + "public class Bad { @Requires(\"m\") static void f(Mtx m) {}"
                + " public static void go(LockRuntime rt) { f(null); } }");
    assertThatThrownBy(() -> f.run("giantless.fixture.Bad", "go", NativeRuntime.real(null, 1, 1)))
        .hasStackTraceContaining("was compiled without -parameters");
  }

  @Test
  void without_a_watch_the_violation_says_so() {
    Fixture f =
        new Fixture(
            "Good.java",
            HEAD
                + "public class Good { Mtx m; @GuardedBy(\"m\") int n; public static void go(LockRuntime"
                + " rt) { Good g = new Good(); g.m = rt.mtx(LockClass.mtx(\"m\").build()); g.n = 1; } }",
            "-parameters");
    assertThatThrownBy(() -> f.run("giantless.fixture.Good", "go", NativeRuntime.real(null, 1, 1)))
        .isInstanceOf(ContractViolation.class)
        .hasMessageEndingWith("locks held: not known, as nothing watches");
  }

  /** A JVM that may not attach to itself must not run its tests at all. */
  @Test
  void without_the_permission_to_attach_the_session_fails(@TempDir Path dir) throws Exception {
    Path out = dir.resolve("out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Djdk.attach.allowAttachSelf=false"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path").replace("\"", "")));
    command.add(OpenSession.class.getName());
    Process p =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(out))
        .contains("cannot attach to this JVM; it needs -Djdk.attach.allowAttachSelf=true");
    assertThat(p.exitValue()).isNotZero();
  }

  /** Opens a launcher session, as the build does before it looks for tests. */
  static final class OpenSession {
    public static void main(String[] args) {
      LauncherFactory.openSession().close();
      System.out.println("the session opened");
    }
  }
}
