package giantless.properties.tcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import giantless.properties.local.model.LocalModel;
import giantless.properties.tcp.model.TcpModel;
import org.junit.jupiter.api.Test;

/** The models of TCP and of UNIX domain sockets share no code with the stack that they judge. */
class ModelIsApartIT {
  private static final ArchRule APART =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("giantless.stack..", "giantless.lock..");

  @Test
  void models_know_no_class_of_the_stack() {
    assertThat(
            APART
                .evaluate(
                    new ClassFileImporter()
                        .importPackages(
                            TcpModel.class.getPackageName(), LocalModel.class.getPackageName()))
                .hasViolation())
        .isFalse();
  }

  /** The twin: what drives both does know the stack. */
  @Test
  void driver_that_knows_the_stack_is_found() {
    assertThat(
            APART
                .evaluate(new ClassFileImporter().importClasses(TcpMachine.class))
                .getFailureReport()
                .toString())
        .contains("giantless.stack.Host");
  }
}
