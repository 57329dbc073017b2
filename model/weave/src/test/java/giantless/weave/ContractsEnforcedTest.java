package giantless.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import giantless.lock.contract.ContractViolation;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.Witness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scenes of the fixture: those that keep their contracts pass, the others panic with the text.
 */
class ContractsEnforcedTest {
  private static final Fixture SCENES =
      new Fixture("Scenes.java", Fixture.resource("/fixture/Scenes.java.txt"), "-parameters", "-g");

  private static void play(String scene) throws Throwable {
    SCENES.run("giantless.fixture.Scenes", scene, NativeRuntime.real(new Witness(), 1, 1));
  }

  private static void breaks(String scene, String text) {
    Throwable t = catchThrowable(() -> play(scene));
    assertThat(t).as(scene).isInstanceOf(ContractViolation.class);
    assertThat(t.getMessage().replaceAll("Scenes\\.java:[1-9]\\d*", "Scenes.java:N"))
        .isEqualTo(text.replace("HERE", "at Scenes.java:N by thread main").stripTrailing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constructors",
        "underLock",
        "readersRead",
        "bothToWriteOneToRead",
        "racyRead",
        "lockNotThereYet",
        "handOver",
        "releasedWithFalse",
        "inner",
        "exceptionLeavesContractAlone"
      })
  void kept_contracts_pass(String scene) {
    assertThatCode(() -> play(scene)).doesNotThrowAnyException();
  }

  @Test
  void unguarded_read_and_write() {
    breaks(
        "readUnlocked",
        """
        read of Buf.cc without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "writeUnlocked",
        """
        write of Buf.cc without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "writeLongUnlocked",
        """
        write of Buf.total without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void racy_fields_are_free_to_read_only() {
    breaks(
        "writeOfRacyUnlocked",
        """
        write of Buf.racy without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void fields_of_a_superclass_and_accesses_in_lambdas() {
    breaks(
        "writeThroughSubclass",
        """
        write of Buf.cc without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "lambdaWithoutLock",
        """
        read of Buf.cc without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void a_constructor_is_exempt_for_its_own_object_only() {
    breaks(
        "otherObjectInConstructor",
        """
        read of Buf.cc without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void the_lock_of_another_object_does_not_count() {
    breaks(
        "lockOfAnotherObject",
        """
        write of Buf.cc without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: buf (sleep mutex)
        """);
  }

  @Test
  void a_reader_must_not_write() {
    breaks(
        "writeAsReader",
        """
        write of Buf.table without its lock
         needs table (rw) exclusively, @GuardedBy("rw")
         HERE
         locks held: table (rw)
        """);
    breaks(
        "readOfTableUnlocked",
        """
        read of Buf.table without its lock
         needs table (rw), @GuardedBy("rw")
         HERE
         locks held: none
        """);
  }

  @Test
  void two_guards_are_both_to_write_and_either_to_read() {
    breaks(
        "writeWithOneOfTwo",
        """
        write of Buf.both without its lock
         needs table (rw), @GuardedBy("rw")
         HERE
         locks held: buf (sleep mutex)
        """);
    breaks(
        "readWithNoneOfTwo",
        """
        read of Buf.both without its lock
         needs one of @GuardedBy({"mtx", "rw"})
         HERE
         locks held: none
        """);
  }

  @Test
  void paths_to_giant_to_the_enclosing_object_and_through_generics() {
    breaks(
        "giantMissing",
        """
        write of Buf.old without its lock
         needs Giant (sleep mutex), @GuardedBy("rt.giant()")
         HERE
         locks held: none
        """);
    breaks(
        "innerUnlocked",
        """
        write of Entry.n without its lock
         needs buf (sleep mutex), @GuardedBy("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "genericUnlocked",
        """
        write of Holder.n without its lock
         needs buf (sleep mutex), @GuardedBy("box.it.mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void requires() {
    breaks(
        "requiresNotMet",
        """
        call of Buf.append without the lock
         lock buf (sleep mutex), @Requires("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "requiresSharedNotMet",
        """
        call of Buf.look without the lock
         lock table (rw), @Requires("rw", SHARED)
         HERE
         locks held: none
        """);
    breaks(
        "requiresLostOnReturn",
        """
        return of Buf.drops without the lock that it was called with
         lock buf (sleep mutex), @Requires("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "parameterNotLocked",
        """
        call of Buf.count without the lock
         lock buf (sleep mutex), @Requires("other.mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void requires_unless_a_result_says_that_the_lock_is_gone() {
    breaks(
        "releasedWithTrue",
        """
        return of Buf.keeps without the lock that it was called with
         lock buf (sleep mutex), @Requires("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "heldWithFalse",
        """
        return of Buf.keeps with the lock that it releases
         lock buf (sleep mutex), @Requires("mtx")
         HERE
         locks held: buf (sleep mutex)
        """);
  }

  @Test
  void acquires() {
    breaks(
        "acquiresHeldAlready",
        """
        call of Buf.enter with the lock held already
         lock buf (sleep mutex), @Acquires("mtx")
         HERE
         locks held: buf (sleep mutex)
        """);
    breaks(
        "acquiresNot",
        """
        return of Buf.entersNot without the lock that it acquires
         lock buf (sleep mutex), @Acquires("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "acquiresResultNot",
        """
        return of Buf.find without the lock that it acquires
         lock buf (sleep mutex), @Acquires("return.mtx")
         HERE
         locks held: none
        """);
  }

  @Test
  void releases() {
    breaks(
        "releasesNotHeld",
        """
        call of Buf.leave without the lock
         lock buf (sleep mutex), @Releases("mtx")
         HERE
         locks held: none
        """);
    breaks(
        "releasesNot",
        """
        return of Buf.leave with the lock that it releases
         lock buf (sleep mutex), @Releases("mtx")
         HERE
         locks held: buf (sleep mutex)
        """);
  }

  @Test
  void excludes() {
    breaks(
        "excludesHeld",
        """
        call of Buf.wakeup with the lock held
         lock buf (sleep mutex), @Excludes("mtx")
         HERE
         locks held: buf (sleep mutex)
        """);
  }

  @Test
  void the_line_is_that_of_the_access() {
    String[] lines = Fixture.resource("/fixture/Scenes.java.txt").split("\n");
    int expected = 0;
    for (int i = 0; i < lines.length; i++) {
      expected = lines[i].contains("int x = new Buf(rt).cc;") ? i + 1 : expected;
    }
    assertThat(catchThrowable(() -> play("readUnlocked")))
        .hasMessageContaining("at Scenes.java:" + expected + " by");
  }
}
