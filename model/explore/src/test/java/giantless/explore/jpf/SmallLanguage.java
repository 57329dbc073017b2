package giantless.explore.jpf;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Small programs in Java that Java PathFinder on 17 would execute otherwise than a JVM. */
final class SmallLanguage {
  private SmallLanguage() {}

  /** Two actors, and something that is true of Java. */
  abstract static class Claim {
    private final Mtx mtx;
    private boolean holds;

    Claim(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
    }

    abstract boolean claim();

    @Actor
    void looks() {
      mtx.lock();
      holds = claim();
      mtx.unlock();
    }

    @Actor
    void locks() {
      mtx.lock();
      mtx.unlock();
    }

    @Invariant
    boolean it_holds() {
      return holds;
    }
  }

  @Scenario("A method reference that unboxes its argument and boxes its result")
  static final class BoxingReference extends Claim {
    BoxingReference(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Function<Integer, Integer> size = Math::abs;
      return size.apply(-3) == 3;
    }
  }

  @Scenario("A method reference that widens its result")
  static final class WideningReference extends Claim {
    WideningReference(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      ToLongFunction<String> length = String::length;
      return length.applyAsLong("abc") == 3;
    }
  }

  @Scenario("Method references and lambdas that convert nothing, or whose result nobody wants")
  static final class PlainReferences extends Claim {
    PlainReferences(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      StringBuilder seen = new StringBuilder();
      IntFunction<Integer> boxed = Integer::valueOf;
      Predicate<String> within = "abc"::contains;
      Consumer<String> append = seen::append;
      Function<String, StringBuilder> make = StringBuilder::new;
      Function<Integer, Integer> next = n -> n + 1;
      append.accept("x");
      return boxed.apply(7) == 7
          && within.test("b")
          && make.apply("q").append(seen).toString().equals("qx")
          && next.apply(1) == 2;
    }
  }

  @Scenario("Arrays of more than seven bytes are compared")
  static final class LongArrays extends Claim {
    LongArrays(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      byte[] one = new byte[40];
      byte[] other = new byte[40];
      other[39] = 1;
      int[] ints = {1, 1, 3, 4};
      return Arrays.equals(one, 0, 39, other, 0, 39)
          && !Arrays.equals(one, other)
          && Arrays.mismatch(one, other) == 39
          && Arrays.compare(one, other) < 0
          && Arrays.mismatch(ints, new int[] {1, 1, 9, 4}) == 2
          && Arrays.equals(ints, ints.clone());
    }
  }

  @Scenario("Arrays of longs and of doubles are compared")
  static final class WideArrays extends Claim {
    WideArrays(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      long[] longs = {1, 2, 3};
      double[] doubles = {1, 0.0, Double.NaN};
      return !Arrays.equals(longs, new long[] {1, 2, 4})
          && Arrays.equals(longs, longs.clone())
          && Arrays.mismatch(longs, 1, 3, new long[] {2, 9}, 0, 2) == 1
          && Arrays.compare(longs, new long[] {1, 3, 3}) < 0
          && !Arrays.equals(doubles, new double[] {1, -0.0, Double.NaN})
          && Arrays.mismatch(doubles, new double[] {1, 0.0, 2}) == 2
          && Arrays.equals(doubles, doubles.clone());
    }
  }

  static final List<Class<?>> RIGHT =
      List.of(
          PlainReferences.class,
          LongArrays.class,
          WideArrays.class,
          SmallTexts.Latin1.class,
          SmallTexts.Values.class,
          SmallTexts.OwnMessages.class,
          SmallTexts.Unchanged.class,
          SmallTexts.UnreadMessage.class);
  static final List<Class<?>> CONVERTING = List.of(BoxingReference.class, WideningReference.class);

  /**
   * The compiler numbers anonymous classes from 1, Java PathFinder lambdas from 0, and each gives
   * the class with that number the same name.
   */
  @Scenario("A lambda and an anonymous class with one name")
  static final class TwoOfOneName extends Claim {
    private int count;

    TwoOfOneName(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Runnable anonymous =
          new Runnable() {
            @Override
            public void run() {
              count++;
            }
          };
      Runnable zero = () -> count++;
      Runnable one = () -> count += 10;
      anonymous.run();
      zero.run();
      one.run();
      return count == 12;
    }
  }

  @Scenario("A lambda and an anonymous class with one name, the lambda first")
  static final class LambdaFirst extends Claim {
    private int count;

    LambdaFirst(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Runnable zero = () -> count++;
      Runnable one = () -> count += 10;
      zero.run();
      one.run();
      new Runnable() {
        @Override
        public void run() {
          count++;
        }
      }.run();
      return count == 12;
    }
  }

  @Scenario("Lambdas beside a class that has a name of its own")
  static final class NamesOfTheirOwn extends Claim {
    private int count;

    NamesOfTheirOwn(Setup setup) {
      super(setup);
    }

    private final class Counts implements Runnable {
      @Override
      public void run() {
        count++;
      }
    }

    @Override
    boolean claim() {
      Runnable zero = () -> count++;
      Runnable one = () -> count += 10;
      new Counts().run();
      zero.run();
      one.run();
      return count == 12;
    }
  }
}
