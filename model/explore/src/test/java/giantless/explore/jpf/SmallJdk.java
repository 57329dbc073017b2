package giantless.explore.jpf;

import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import java.io.File;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.text.DecimalFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Classes of the JDK that Java PathFinder on 17 has otherwise, in part, or not at all. */
final class SmallJdk {
  private SmallJdk() {}

  private record Pair(int a, int b) {}

  @Scenario("What classes are called")
  static final class ClassNames extends SmallLanguage.Claim {
    ClassNames(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      class Local {}
      return int.class.toString().equals("int")
          && String.class.toString().equals("class java.lang.String")
          && Runnable.class.toString().equals("interface java.lang.Runnable")
          && int[].class.getSimpleName().equals("int[]")
          && Map.Entry[].class.getSimpleName().equals("Entry[]")
          && Local.class.getSimpleName().equals("Local")
          && new Object() {}.getClass().getSimpleName().isEmpty()
          && int[][].class.getTypeName().equals("int[][]")
          && String.class.getTypeName().equals("java.lang.String")
          && String[].class.getPackageName().equals("java.lang")
          && Pair.class.isRecord()
          && !String.class.isRecord();
    }
  }

  @Scenario("More is copied than there is")
  static final class CopyOfTooMuch extends SmallLanguage.Claim {
    CopyOfTooMuch(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        System.arraycopy(new int[2], 1, new int[2], 0, 2);
        return false;
      } catch (ArrayIndexOutOfBoundsException e) {
        return System.identityHashCode(null) == 0;
      }
    }
  }

  @Scenario("Atomics are changed by functions")
  static final class Updates extends SmallLanguage.Claim {
    Updates(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      AtomicInteger number = new AtomicInteger(3);
      AtomicReference<String> text = new AtomicReference<>("x");
      return number.updateAndGet(n -> n + 2) == 5
          && number.getAndAccumulate(4, (a, b) -> a * b) == 5
          && number.get() == 20
          && text.getAndUpdate(t -> t + "y").equals("x")
          && text.get().equals("xy");
    }
  }

  @Scenario("Properties of the system")
  static final class SystemProperties extends SmallLanguage.Claim {
    static final String OWN = "giantless.explore.jpf.own";

    SystemProperties(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return "of this JVM".equals(System.getProperty(OWN))
          && System.getProperty("os.name") != null
          && !Charset.defaultCharset().name().isEmpty();
    }
  }

  @Scenario("Constants of the JDK as keys, whose hash is that of the class above")
  static final class Keys extends SmallLanguage.Claim {
    Keys(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Map<Object, Integer> numbers = new HashMap<>();
      numbers.put(TimeUnit.SECONDS, 1);
      numbers.put(TimeUnit.SECONDS, 2);
      return numbers.size() == 1 && numbers.get(TimeUnit.SECONDS) == 2;
    }
  }

  private enum Answer {
    YES {
      @Override
      boolean is() {
        return true;
      }
    },
    NO;

    boolean is() {
      return false;
    }
  }

  @Scenario("A constant with a body is of a class that is no enum")
  static final class ConstantWithBody extends SmallLanguage.Claim {
    ConstantWithBody(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return Answer.class.isEnum()
          && !Answer.YES.getClass().isEnum()
          && Answer.NO.getClass().isEnum()
          && Answer.YES.is()
          && !ConstantWithBody.class.isEnum();
    }
  }

  static final List<Class<?>> RIGHT =
      List.of(
          ClassNames.class,
          CopyOfTooMuch.class,
          Updates.class,
          SystemProperties.class,
          ConstantWithBody.class);

  @Scenario("The text of a class that has none in Java PathFinder")
  static final class TextOfAnother extends SmallLanguage.Claim {
    TextOfAnother(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new AtomicLong(5).toString().equals("5");
    }
  }

  @Scenario("Equality of a class that has none in Java PathFinder")
  static final class EqualityOfAnother extends SmallLanguage.Claim {
    EqualityOfAnother(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      StackTraceElement one = new StackTraceElement("C", "m", "C.java", 1);
      return one.equals(new StackTraceElement("C", "m", "C.java", 1));
    }
  }

  @Scenario("A number out of a normal distribution, of a seed")
  static final class Gaussian extends SmallLanguage.Claim {
    Gaussian(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new Random(42).nextGaussian() > 1.14;
    }
  }

  @Scenario("Elements are copied up to one that does not fit")
  static final class CopyOfPart extends SmallLanguage.Claim {
    CopyOfPart(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Object[] all = {"a", 1};
      String[] texts = new String[2];
      try {
        System.arraycopy(all, 0, texts, 0, 2);
        return false;
      } catch (ArrayStoreException e) {
        return "a".equals(texts[0]);
      }
    }
  }

  @Scenario("A thread's stack trace")
  static final class ThreadTrace extends SmallLanguage.Claim {
    ThreadTrace(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return Thread.currentThread().getStackTrace().length > 0;
    }
  }

  @Scenario("The whole environment")
  static final class Environment extends SmallLanguage.Claim {
    Environment(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return !System.getenv().containsKey("no such variable");
    }
  }

  @Scenario("The message of a class of the JDK that is another in Java PathFinder")
  static final class MessageOfAnother extends SmallLanguage.Claim {
    private final Object text = "a";

    MessageOfAnother(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return Integer.class.cast(text) == 0;
      } catch (ClassCastException e) {
        return e.getMessage().startsWith("Cannot cast");
      }
    }
  }

  private static final class Private {
    private int next(int n) {
      return n + 1;
    }
  }

  @Scenario("A private method of a class of one's own is called by reflection")
  static final class PrivateCall extends SmallLanguage.Claim {
    PrivateCall(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return new Private().next(1) == 2
            && Private.class
                .getDeclaredMethod("next", int.class)
                .invoke(new Private(), 4)
                .equals(5);
      } catch (ReflectiveOperationException e) {
        return false;
      }
    }
  }

  @Scenario("An access to an atomic by a mode of memory")
  static final class PlainAccess extends SmallLanguage.Claim {
    PlainAccess(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      AtomicInteger number = new AtomicInteger(3);
      number.setPlain(5);
      return number.get() == 5;
    }
  }

  @Scenario("The text of a method")
  static final class TextOfMethod extends SmallLanguage.Claim {
    TextOfMethod(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return Runnable.class
            .getMethod("run")
            .toString()
            .equals("public abstract void java.lang.Runnable.run()");
      } catch (NoSuchMethodException e) {
        return false;
      }
    }
  }

  @Scenario("A number in a format of its own")
  static final class Decimals extends SmallLanguage.Claim {
    Decimals(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new DecimalFormat("000").format((Object) 5).equals("005");
    }
  }

  @Scenario("A file that is there")
  static final class AFile extends SmallLanguage.Claim {
    AFile(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new File("/").isDirectory();
    }
  }

  @Scenario("A part of a buffer")
  static final class Sliced extends SmallLanguage.Claim {
    Sliced(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      ByteBuffer b = ByteBuffer.allocate(8);
      b.position(4);
      return b.slice().capacity() == 4;
    }
  }

  @Scenario("Modifiers of a class")
  static final class Modifiers extends SmallLanguage.Claim {
    Modifiers(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return Modifier.isFinal(Modifiers.class.getModifiers());
    }
  }

  static final Map<Class<?>, String> OTHERWISE =
      Map.ofEntries(
          Map.entry(TextOfAnother.class, "toString of java.util.concurrent.atomic.AtomicLong"),
          Map.entry(EqualityOfAnother.class, "equals of java.lang.StackTraceElement"),
          Map.entry(TextOfMethod.class, "texts of methods"),
          Map.entry(Gaussian.class, "Random.nextGaussian"),
          Map.entry(CopyOfPart.class, "copies of a part of an array"),
          Map.entry(ThreadTrace.class, "stack traces of threads"),
          Map.entry(
              Environment.class, "thread looks: java.lang.UnsupportedOperationException: getenv()"),
          Map.entry(
              MessageOfAnother.class,
              "messages of the JVM's exceptions: java.lang.ClassCastException"),
          Map.entry(PrivateCall.class, "thread looks: java.lang.IllegalAccessException: "),
          Map.entry(
              PlainAccess.class, "thread looks: java.lang.NullPointerException: Calling 'putInt("),
          Map.entry(Decimals.class, "java.text.DecimalFormat"),
          Map.entry(AFile.class, "java.io.File"),
          Map.entry(Sliced.class, "java.nio."),
          Map.entry(Modifiers.class, "modifiers of classes"));
}
