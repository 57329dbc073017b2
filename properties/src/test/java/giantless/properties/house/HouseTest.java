package giantless.properties.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import giantless.properties.Checkout;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows and limits of the house, on the real code. */
class HouseTest {
  private static final HouseRules RULES = new HouseRules("giantless");
  private static JavaClasses house;

  @BeforeAll
  static void readHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                "giantless.lock",
                "giantless.stack",
                "giantless.explore",
                "giantless.scenarios",
                "giantless.cli");
  }

  @Test
  void lock_knows_nobody() {
    RULES.lockKnowsNobody().check(house);
  }

  @Test
  void stack_knows_only_lock() {
    RULES.stackKnowsOnlyLock().check(house);
  }

  @Test
  void explore_knows_only_lock() {
    RULES.exploreKnowsOnlyLock().check(house);
  }

  @Test
  void scenarios_know_only_stack_explore_and_lock() {
    RULES.scenariosKnowStackAndExplore().check(house);
  }

  @Test
  void model_does_not_know_its_tests() {
    RULES.modelDoesNotKnowItsTests().check(house);
  }

  @Test
  void kern_knows_no_other_layer() {
    RULES.layer("kern").check(house);
  }

  @Test
  void mbuf_knows_kern() {
    RULES.layer("mbuf", "kern").check(house);
  }

  @Test
  void net_knows_mbuf_and_kern() {
    RULES.layer("net", "mbuf", "kern").check(house);
  }

  /**
   * The socket layer is independent of protocols; they call up into it, and it down through their
   * switch tables.
   */
  @Test
  void socket_knows_net_and_below_and_no_protocol() {
    RULES.layer("socket", "net", "mbuf", "kern").check(house);
  }

  @Test
  void netinet_knows_socket_net_and_below() {
    RULES.layer("netinet", "socket", "net", "mbuf", "kern").check(house);
  }

  @Test
  void vfs_knows_only_kern() {
    RULES.layer("vfs", "kern").check(house);
  }

  @Test
  void local_knows_socket_net_and_below_and_the_file_system() {
    RULES.layer("local", "socket", "vfs", "net", "mbuf", "kern").check(house);
  }

  @Test
  void lock_needs_only_the_jdk() {
    RULES.lockNeedsOnlyTheJdk().check(house);
  }

  @Test
  void stack_needs_only_the_jdk_and_jna_in_the_tap_driver() {
    RULES.stackNeedsOnlyTheJdkAndJnaInTheTapDriver().check(house);
    RULES.tapDriverNeedsOnlyTheJdkAndJna().check(house);
  }

  @Test
  void lock_and_stack_have_no_mutable_static_state() {
    RULES.noMutableStatics("lock", "stack").check(house);
  }

  @Test
  void stack_takes_threads_time_chance_and_atomics_from_the_runtime() {
    RULES.noForbiddenApiInStack().check(house);
  }

  @Test
  void every_field_of_the_stack_says_what_protects_it() {
    RULES.fieldsOfStackSayWhatProtectsThem().check(house);
  }

  @Test
  void lock_classes_of_the_stack_stand_in_the_one_table() {
    RULES.lockClassesOfStackStandInTheOneTable().check(house);
  }

  @Test
  void no_source_file_is_longer_than_600_lines() throws Exception {
    Path root = Checkout.root();
    SourceSize.Found found = SourceSize.under(root);
    assertThat(found.files()).as("source files under %s", root).isGreaterThan(20);
    assertThat(found.tooLong()).isEmpty();
  }
}
