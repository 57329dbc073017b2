package giantless.explore.jpf;

import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import java.util.HashMap;
import java.util.Map;

/** Correct programs at which Java PathFinder on 17 breaks down, or goes wrong by itself. */
final class SmallFaults {
  private SmallFaults() {}

  @Scenario("A long divided by zero, the remainder")
  static final class LongRemainder extends SmallLanguage.Claim {
    private final long zero = Long.parseLong("0");

    LongRemainder(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return 7L % zero == 0;
      } catch (ArithmeticException e) {
        return true;
      }
    }
  }

  @Scenario("A part of a text that is shorter")
  static final class TooLong extends SmallLanguage.Claim {
    private final String text = Integer.toString(12345);

    TooLong(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return text.substring(1, 9).isEmpty();
      } catch (StringIndexOutOfBoundsException e) {
        return true;
      }
    }
  }

  private static final class Fails {
    static final int VALUE = Integer.parseInt("none");
  }

  @Scenario("A static initialiser fails")
  static final class FailedInitialiser extends SmallLanguage.Claim {
    FailedInitialiser(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return Fails.VALUE == 0;
      } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
        return true;
      }
    }
  }

  @Scenario("Values of a map are added by a method reference")
  static final class Summed extends SmallLanguage.Claim {
    Summed(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Map<String, Integer> sums = new HashMap<>();
      sums.merge("a", 1, Integer::sum);
      sums.merge("a", 2, Integer::sum);
      return sums.get("a") == 3;
    }
  }

  @Scenario("A lambda may have interfaces beside its own")
  static final class Marked extends SmallLanguage.Claim {
    Marked(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Runnable r = (Runnable & Cloneable) () -> {};
      return r instanceof Cloneable;
    }
  }

  static final Map<Class<?>, String> OTHERWISE =
      Map.of(
          LongRemainder.class, "Java PathFinder failed: java.lang.ArithmeticException: ",
          TooLong.class, "Java PathFinder failed: java.lang.StringIndexOutOfBoundsException: ",
          FailedInitialiser.class, "a path was cut: ",
          Marked.class, "Java PathFinder lacks something: a lambda has no interface but its own: ",
          Summed.class,
              "Java PathFinder lacks something: a method reference that boxes or widens ");
}
