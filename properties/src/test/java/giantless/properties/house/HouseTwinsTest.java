package giantless.properties.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of the house finds the class that was written to break it, and only that. */
class HouseTwinsTest {
  private static final String ROOT = "giantless.properties.house.fixture";
  private static final HouseRules RULES = new HouseRules(ROOT);
  private static final JavaClasses WRONG = new ClassFileImporter().importPackages(ROOT);

  private static List<String> findings(ArchRule rule) {
    return rule.evaluate(WRONG).getFailureReport().getDetails();
  }

  /** Each finding names one of the classes, and each class is named by a finding. */
  private static void assertFinds(ArchRule rule, String... simpleNames) {
    List<String> details = findings(rule);
    for (String name : simpleNames) {
      assertThat(details).as("findings about %s", name).anyMatch(d -> d.contains(name));
    }
    assertThat(details)
        .allMatch(d -> java.util.Arrays.stream(simpleNames).anyMatch(n -> d.contains(n)));
  }

  @Test
  void lock_that_knows_stack_is_found() {
    assertFinds(RULES.lockKnowsNobody(), "LockThatKnowsStack");
  }

  @Test
  void stack_that_knows_explorer_is_found() {
    assertFinds(RULES.stackKnowsOnlyLock(), "StackThatKnowsRecords");
  }

  @Test
  void explore_that_knows_stack_is_found() {
    assertFinds(RULES.exploreKnowsOnlyLock(), "ExploreThatKnowsStack");
  }

  @Test
  void scenario_that_knows_records_is_found() {
    assertFinds(RULES.scenariosKnowStackAndExplore(), "ScenarioThatKnowsRecords");
  }

  @Test
  void model_that_knows_records_is_found() {
    assertFinds(
        RULES.modelDoesNotKnowItsTests(), "StackThatKnowsRecords", "ScenarioThatKnowsRecords");
  }

  @Test
  void layers_that_know_upper_ones_are_found() {
    assertFinds(RULES.layer("kern"), "KernThatKnowsMbuf");
    assertFinds(RULES.layer("mbuf", "kern"), "MbufThatKnowsNet");
    assertFinds(RULES.layer("net", "mbuf", "kern"), "NetThatKnowsNetinet");
    assertFinds(RULES.layer("socket", "net", "mbuf", "kern"), "SocketThatKnowsUdp");
    assertFinds(RULES.layer("netinet", "socket", "net", "mbuf", "kern"), "IpThatKnowsHost");
  }

  @Test
  void lock_class_beside_the_table_is_found() {
    String root = "giantless.properties.house.unsaid";
    assertThat(
            new HouseRules(root)
                .lockClassesOfStackStandInTheOneTable()
                .evaluate(new ClassFileImporter().importPackages(root))
                .getFailureReport()
                .getDetails())
        .isNotEmpty()
        .allMatch(d -> d.contains("NetWithItsOwnLockClass.own"));
  }

  @Test
  void library_in_lock_is_found() {
    assertFinds(RULES.lockNeedsOnlyTheJdk(), "LockWithLibrary");
  }

  @Test
  void jna_outside_the_tap_driver_is_found_and_other_libraries_in_it() {
    assertFinds(RULES.stackNeedsOnlyTheJdkAndJnaInTheTapDriver(), "KernWithNative");
    assertFinds(RULES.tapDriverNeedsOnlyTheJdkAndJna(), "TapWithAsm");
    assertThat(findings(RULES.tapDriverNeedsOnlyTheJdkAndJna()))
        .noneMatch(d -> d.contains("com.sun.jna"));
  }

  @Test
  void mutable_statics_are_found_each_with_its_reason() {
    String c = ROOT + ".lock.MutableStatics.";
    assertThat(findings(RULES.noMutableStatics("lock", "stack")))
        .containsExactlyInAnyOrder(
            c + "counter is static and not final",
            c + "SHARED is a static array that is no private table of values",
            c + "TEXT is static and of the mutable type java.lang.StringBuilder",
            c + "NAMES is static and may hold a mutable java.util.ArrayList",
            c + "CELL is static and of the mutable type " + ROOT + ".lock.MutableStatics$Cell",
            c + "ANYTHING is static and of the mutable type java.lang.Object");
  }

  @Test
  void every_escape_from_the_runtime_is_found_and_nothing_good() {
    String c = ROOT + ".stack.kern.Escapes";
    List<String> found =
        findings(RULES.noForbiddenApiInStack()).stream()
            .map(d -> d.replaceAll(" \\(line \\d+\\)", "").replace(c, ""))
            .distinct()
            .toList();
    assertThat(found)
        .containsExactlyInAnyOrder(
            ".lock uses java.util.concurrent.locks.ReentrantLock",
            ".local uses java.lang.ThreadLocal",
            ".synchronizedMethod is synchronized",
            ".monitor enters a monitor",
            ".atomic uses java.util.concurrent.atomic.AtomicInteger",
            ".sleeps uses java.lang.Thread",
            ".yieldsByReference uses java.lang.Thread",
            ".notifies calls java.lang.Object.notifyAll",
            ".nanos calls java.lang.System.nanoTime",
            ".millisByReference calls java.lang.System.currentTimeMillis",
            ".millisByReference has a method reference that boxes or widens; write a lambda",
            ".chance calls java.lang.Math.random",
            ".chance uses java.util.Random",
            ".buffer uses java.nio.ByteBuffer",
            ".boxingReference has a method reference that boxes or widens; write a lambda",
            ".unboxingReference has a method reference that boxes or widens; write a lambda",
            ".wideningReference has a method reference that boxes or widens; write a lambda",
            "$Key.equals is the generated method of a record; write it by hand",
            "$Key.hashCode is the generated method of a record; write it by hand",
            "$Key.toString is the generated method of a record; write it by hand",
            "$Numbered$1 may be taken for a lambda's class; name it, and write a switch over an enum"
                + " otherwise",
            "$WithPrivate.twice is a private interface method",
            "$WithPrivate.lambda$later$0 has a lambda that captures this in a default method");
  }

  @Test
  void fields_that_do_not_say_what_protects_them_are_found() {
    String root = "giantless.properties.house.unsaid";
    String c = root + ".stack.Unsaid";
    assertThat(
            new HouseRules(root)
                .fieldsOfStackSayWhatProtectsThem()
                .evaluate(new ClassFileImporter().importPackages(root))
                .getFailureReport()
                .getDetails())
        .containsExactlyInAnyOrder(
            c + ".lock says not what protects it",
            c + ".count says not what protects it",
            c + ".flag says not what protects it",
            c + ".table says not what protects it",
            c + ".list says not what protects it",
            c + "$Node.next says not what protects it");
  }

  @Test
  void long_file_is_found_and_build_output_is_not_looked_at(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("Long.java"), "//\n".repeat(601));
    Files.writeString(dir.resolve("Good.java"), "//\n".repeat(600));
    Path target = Files.createDirectories(dir.resolve("target"));
    Files.writeString(target.resolve("Generated.java"), "//\n".repeat(700));
    SourceSize.Found found = SourceSize.under(dir);
    assertThat(found.files()).isEqualTo(2);
    assertThat(found.tooLong()).containsExactly("Long.java has 601 lines, limit 600");
  }
}
