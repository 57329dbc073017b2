package giantless.properties.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import giantless.lock.LockClass;

/**
 * The arrows between packages under a root package: {@code giantless} for the real code, the
 * fixture package for the twins.
 */
final class HouseRules {
  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  /** Giantless classes are all that lies under the root and under {@code giantless} itself. */
  private DescribedPredicate<JavaClass> giantlessBut(String... allowed) {
    return new DescribedPredicate<>("other rooms of the house") {
      @Override
      public boolean test(JavaClass c) {
        String name = c.getPackageName();
        if (!name.startsWith("giantless")) {
          return false;
        }
        for (String a : allowed) {
          String p = root + "." + a;
          if (name.equals(p) || name.startsWith(p + ".")) {
            return false;
          }
        }
        return true;
      }
    };
  }

  ArchRule lockKnowsNobody() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".lock..")
        .should()
        .dependOnClassesThat(giantlessBut("lock"))
        .as("lock knows no other room");
  }

  ArchRule stackKnowsOnlyLock() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".stack..")
        .should()
        .dependOnClassesThat(giantlessBut("stack", "lock"))
        .as("stack knows only lock");
  }

  ArchRule exploreKnowsOnlyLock() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".explore..")
        .should()
        .dependOnClassesThat(giantlessBut("explore", "lock"))
        .as("explore knows only lock");
  }

  ArchRule scenariosKnowStackAndExplore() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".scenarios..")
        .should()
        .dependOnClassesThat(giantlessBut("scenarios", "stack", "explore", "lock"))
        .as("scenarios know only stack, explore and lock");
  }

  ArchRule modelDoesNotKnowItsTests() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            root + ".lock..",
            root + ".stack..",
            root + ".explore..",
            root + ".scenarios..",
            root + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            root + ".stress..",
            root + ".properties..",
            root + ".reports..",
            root + ".records..",
            "org.junit..",
            "net.jqwik..")
        .as("the model does not know its tests or the reports");
  }

  /**
   * One rule a layer of the stack, from the bottom; the root package (Host, Syscalls) puts all
   * together and is free.
   */
  ArchRule layer(String layer, String... below) {
    String[] allowed = new String[below.length + 2];
    allowed[0] = "stack." + layer;
    allowed[1] = "lock";
    for (int i = 0; i < below.length; i++) {
      allowed[i + 2] = "stack." + below[i];
    }
    return noClasses()
        .that()
        .resideInAPackage(root + ".stack." + layer + "..")
        .should()
        .dependOnClassesThat(giantlessBut(allowed))
        .as(
            "stack."
                + layer
                + " knows only lock and the layers below it: "
                + String.join(", ", below))
        .allowEmptyShould(true);
  }

  ArchRule lockNeedsOnlyTheJdk() {
    return classes()
        .that()
        .resideInAPackage(root + ".lock..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax..", "jdk..", "giantless..")
        .as("lock has no dependency beyond the JDK");
  }

  ArchRule stackNeedsOnlyTheJdkAndJnaInTheTapDriver() {
    return classes()
        .that()
        .resideInAPackage(root + ".stack..")
        .and()
        .haveNameNotMatching(".*\\.Tap[A-Za-z]*(\\$.*)?")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "giantless..")
        .as("stack has no dependency beyond the JDK, and JNA only in the Tap classes");
  }

  ArchRule tapDriverNeedsOnlyTheJdkAndJna() {
    return classes()
        .that()
        .resideInAPackage(root + ".stack..")
        .and()
        .haveNameMatching(".*\\.Tap[A-Za-z]*(\\$.*)?")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "giantless..", "com.sun.jna..")
        .as("the Tap classes have no dependency beyond the JDK and JNA")
        .allowEmptyShould(true);
  }

  ArchRule noMutableStatics(String... rooms) {
    return classes()
        .that()
        .resideInAnyPackage(packages(rooms))
        .should(new HasNoMutableStatics())
        .as("no mutable static state in " + String.join(", ", rooms));
  }

  ArchRule noForbiddenApiInStack() {
    return classes()
        .that()
        .resideInAPackage(root + ".stack..")
        .should(new UsesNothingForbidden())
        .as("threads, time, chance and atomics of the stack come from its host's runtime");
  }

  ArchRule fieldsOfStackSayWhatProtectsThem() {
    return classes()
        .that()
        .resideInAPackage(root + ".stack..")
        .should(new SaysWhatProtectsItsFields())
        .as("every field of the stack that can change says what protects it");
  }

  /** Else the declared order, the lock pages and Witness would speak of different locks. */
  ArchRule lockClassesOfStackStandInTheOneTable() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".stack..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(LockClass.Builder.class.getName())
        .as("the stack takes its lock classes from Locks and makes none");
  }

  private String[] packages(String... rooms) {
    String[] p = new String[rooms.length];
    for (int i = 0; i < rooms.length; i++) {
      p[i] = root + "." + rooms[i] + "..";
    }
    return p;
  }
}
