package giantless.lock.contract.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Contracts that compile, and those that do not, with what the compiler says and where. */
class ContractProcessorTest {

  private static final String IMPORTS =
      "package t; import giantless.lock.*; import giantless.lock.contract.*;\n";

  /** One for all, so that the class path is read once. */
  private static final StandardJavaFileManager FILES =
      ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);

  /** Compiles a class body; returns {@code line: message} of each error, the body being line 1. */
  private static List<String> compile(String body, String... more) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///t/T.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return IMPORTS + body;
          }
        };
    JavaCompiler.CompilationTask task =
        javac.getTask(
            null,
            FILES,
            found,
            Stream.concat(
                    Stream.of("-proc:only", "-cp", System.getProperty("java.class.path")),
                    Stream.of(more))
                .toList(),
            null,
            List.of(file));
    task.setProcessors(List.of(new ContractProcessor()));
    task.call();
    List<String> errors = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> d : found.getDiagnostics()) {
      if (d.getKind() == Diagnostic.Kind.ERROR) {
        errors.add(d.getLineNumber() - 1 + ": " + d.getMessage(Locale.ROOT));
      }
    }
    return errors;
  }

  private static void accepts(String body) {
    assertThat(compile(body)).isEmpty();
  }

  private static void refuses(String body, String... errors) {
    assertThat(compile(body)).containsExactly(errors);
  }

  @Test
  void field_guarded_by_a_lock_of_its_own_object() {
    accepts("class T { Mtx mtx; @GuardedBy(\"mtx\") int n; @GuardedBy(\"this.mtx\") int k; }");
  }

  @Test
  void unknown_name_is_refused_at_the_field() {
    refuses(
        "class T {\n Mtx mtx;\n @GuardedBy(\"mutex\")\n int n; }",
        "3: @GuardedBy(\"mutex\"): no field mutex in t.T");
  }

  @Test
  void name_of_a_lock_class_is_told_from_a_field() {
    refuses(
        "class T {\n Mtx mtx;\n @GuardedBy(\"so_rcv\")\n int n; }",
        "3: @GuardedBy(\"so_rcv\"): no field so_rcv in t.T; so_rcv is a lock class, named here is"
            + " the field that holds the lock");
    refuses(
        "class T {\n Mtx mtx;\n @GuardedBy(\"bpf cdev lock\")\n int n; }",
        "3: @GuardedBy(\"bpf cdev lock\"): is no path: fields and methods() joined by dots;"
            + " bpf cdev lock is a lock class, named here is the field that holds the lock");
    accepts("class T { Mtx so_rcv; @GuardedBy(\"so_rcv\") int n; }");
  }

  @Test
  void a_name_that_is_no_lock_is_refused() {
    refuses(
        "class T { String mtx; @GuardedBy(\"mtx\") int n; }",
        "1: @GuardedBy(\"mtx\"): leads to java.lang.String, which is no lock");
    refuses(
        "class T { int mtx; @GuardedBy(\"mtx.x\") int n; }",
        "1: @GuardedBy(\"mtx.x\"): no field x in int");
  }

  @Test
  void paths_go_through_fields_and_methods_of_other_classes() {
    String types = "class S { B rcv; B rcv() { return rcv; } } class B { private RwLock rw; }";
    accepts(types + " class T { S so; @GuardedBy({\"so.rcv.rw\", \"so.rcv().rw\"}) int n; }");
    refuses(
        types + " class T { S so; @GuardedBy(\"so.snd.rw\") int n; }",
        "1: @GuardedBy(\"so.snd.rw\"): no field snd in t.S");
    refuses(
        types + " class T { S so; @GuardedBy(\"so.snd().rw\") int n; }",
        "1: @GuardedBy(\"so.snd().rw\"): no method snd() in t.S");
    refuses(
        types + " class T { S so; @GuardedBy(\"so.rcv\") int n; }",
        "1: @GuardedBy(\"so.rcv\"): leads to t.B, which is no lock");
  }

  @Test
  void a_method_with_parameters_is_no_step() {
    refuses(
        "class T { Mtx lock(int i) { return null; } @GuardedBy(\"lock()\") int n; }",
        "1: @GuardedBy(\"lock()\"): no method lock() in t.T");
  }

  @Test
  void inherited_and_enclosing_members_are_found() {
    accepts("class A { Mtx mtx; } class T extends A { @GuardedBy(\"mtx\") int n; }");
    accepts(
        "interface L { Mtx mtx(); } abstract class T implements L { @GuardedBy(\"mtx()\") int n; }");
    accepts("class T { Mtx mtx; class In { @GuardedBy(\"mtx\") int n; } }");
    refuses(
        "class T { Mtx mtx; static class In { @GuardedBy(\"mtx\") int n; } }",
        "1: @GuardedBy(\"mtx\"): no field mtx in t.T.In");
  }

  @Test
  void generic_members_have_the_type_of_their_place() {
    accepts("class Box<X> { X it; } class T { Box<Mtx> b; @GuardedBy(\"b.it\") int n; }");
    refuses(
        "class Box<X> { X it; } class T { Box<String> b; @GuardedBy(\"b.it\") int n; }",
        "1: @GuardedBy(\"b.it\"): leads to java.lang.String, which is no lock");
  }

  @Test
  void giant_is_a_lock() {
    accepts("class T { LockRuntime rt; @GuardedBy(\"rt.giant()\") int n; }");
  }

  @Test
  void parameters_and_the_result_of_methods() {
    accepts("class S { Mtx mtx; } class T { @Requires(\"so.mtx\") static void f(S so) {} }");
    accepts("class S { Mtx mtx; } class T { @Acquires(\"return.mtx\") S f() { return null; } }");
    accepts("class T { RwLock rw; @Requires(value = \"rw\", mode = LockMode.SHARED) void f() {} }");
    refuses(
        "class S { Mtx mtx; } class T { @Requires(\"s.mtx\") void f(S so) {} }",
        "1: @Requires(\"s.mtx\"): no field s in t.T");
    refuses(
        "class T { Mtx mtx; @Requires(\"mtx\") static void f() {} }",
        "1: @Requires(\"mtx\"): no field mtx in t.T, and a static method has no this");
    refuses(
        "class S { Mtx mtx; } class T { @Requires(\"return.mtx\") S f() { return null; } }",
        "1: @Requires(\"return.mtx\"): return is for @Acquires only");
  }

  @Test
  void each_method_contract_is_checked() {
    refuses(
        "class T {\n@Requires(\"a\") void f() {}\n@Acquires(\"b\") void g() {}\n"
            + "@Releases(\"c\") void h() {}\n@Excludes(\"d\") void i() {} }",
        "2: @Requires(\"a\"): no field a in t.T",
        "3: @Acquires(\"b\"): no field b in t.T",
        "4: @Releases(\"c\"): no field c in t.T",
        "5: @Excludes(\"d\"): no field d in t.T");
  }

  @Test
  void contracts_of_one_method_do_not_contradict() {
    refuses(
        "class T { Mtx m; @Requires(\"m\") @Excludes(\"m\") void f() {} }",
        "1: @Excludes(\"m\"): @Requires names the same lock");
    refuses(
        "class T { Mtx m; @Acquires(\"m\") @Releases(\"m\") void f() {} }",
        "1: @Releases(\"m\"): @Acquires names the same lock");
    accepts("class T { Mtx m; Mtx k; @Releases(\"m\") @Excludes(\"k\") void f() {} }");
  }

  @Test
  void what_is_no_path_is_refused() {
    for (String text : List.of("", "a..b", "a b", "f(1)", "a.this", "9")) {
      refuses(
          "class T { @GuardedBy(\"" + text + "\") int n; }",
          "1: @GuardedBy(\"" + text + "\"): is no path: fields and methods() joined by dots");
    }
    refuses("class T { @GuardedBy({}) int n; }", "1: @GuardedBy: names no lock");
  }

  @Test
  void racy_fields_are_volatile_or_final_and_say_why() {
    accepts(
        "class T { @Racy(\"one store\") volatile int n; @Racy(\"constant\") final int k = 1; }");
    refuses(
        "class T { @Racy(\"one store\") int n; }", "1: @Racy: field n must be volatile or final");
    refuses("class T { @Racy(\" \") volatile int n; }", "1: @Racy: field n gives no reason");
  }

  @Test
  void a_static_field_has_no_guard() {
    refuses(
        "class T { Mtx m; @GuardedBy(\"m\") static int n; }",
        "1: @GuardedBy: on a static field: no object is there whose lock it could be");
  }

  @Test
  void the_compiler_finds_the_processor_by_itself() {
    assertThat(ServiceLoader.load(Processor.class).stream().map(p -> p.type().getName()))
        .contains(ContractProcessor.class.getName());
  }

  @Test
  void reason_is_demanded_of_fields_that_need_no_lock() {
    refuses("class T { @Frozen(\" \") int n; }", "1: @Frozen: field n gives no reason");
    refuses("class T { @Confined(\"\") int n; }", "1: @Confined: field n gives no reason");
    refuses("@Confined(\"\") class T { int n; }", "1: @Confined: class T gives no reason");
  }

  private static final String SAYS_NOT =
      " says not what protects it: @GuardedBy, @Racy, @Frozen or @Confined";

  @Test
  void every_field_that_can_change_says_what_protects_it() {
    String body =
        "class T {\n"
            + " final Mtx mtx = null; final int k = 1; static int s;\n"
            + " int n;\n"
            + " volatile boolean b;\n"
            + " final int[] a = null;\n"
            + " final java.util.ArrayDeque<T> q = null;\n"
            + " static class In {\n"
            + "  In next; final int[] free = null; }\n"
            + " enum E { ONE }\n"
            + " @GuardedBy(\"mtx\") int g; @GuardedBy(\"mtx\") final int[] ga = null;\n"
            + " @Racy(\"r\") volatile int r; @Frozen(\"f\") int f; @Confined(\"c\") int c;\n"
            + " @Confined(\"c\") static class Call { int n; class In { int n; } } }";
    assertThat(compile(body, "-Agiantless.fields=t"))
        .containsExactly(
            "3: field n of T" + SAYS_NOT,
            "4: field b of T" + SAYS_NOT,
            "5: field a of T" + SAYS_NOT,
            "6: field q of T" + SAYS_NOT,
            "8: field next of In" + SAYS_NOT);
    assertThat(compile(body, "-Agiantless.fields=t.u")).isEmpty();
    accepts(body);
  }

  @Test
  void a_result_that_releases_is_one_that_the_method_has() {
    assertThat(
            compile(
                """
                class T { Mtx mtx; enum E { GO, GONE }
                @Requires(value = "mtx", unless = "GONE") E a() { return E.GO; }
                @Requires(value = "mtx", unless = "null") T b() { return null; }
                @Requires(value = "mtx", unless = "false") boolean c() { return false; }
                @Requires(value = "mtx", unless = "LEFT") E d() { return E.GO; }
                @Requires(value = "mtx", unless = "null") int e() { return 0; }
                @Requires(value = "mtx", unless = "true") void f() {} }
                """))
        .containsExactly(
            "5: @Requires: unless(\"LEFT\") is no result of the method",
            "6: @Requires: unless(\"null\") is no result of the method",
            "7: @Requires: unless(\"true\") is no result of the method");
  }
}
