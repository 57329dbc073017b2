package giantless.explore.jpf;

import static java.nio.charset.StandardCharsets.UTF_8;

import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/** Texts: those that Java PathFinder on 17 has right, and those that it has not. */
final class SmallTexts {
  private SmallTexts() {}

  @Scenario("Texts of Latin-1, made and read in every way")
  static final class Latin1 extends SmallLanguage.Claim {
    Latin1(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      String constant = "\u00e9t\u00e9";
      char e = constant.charAt(0);
      String built = new StringBuilder().append(e).append('t').append(e).toString();
      String concatenated = e + "t" + e;
      String decoded = new String(constant.getBytes(UTF_8), UTF_8);
      return constant.length() == 3
          && e == '\u00e9'
          && constant.equals(built)
          && constant.equals(concatenated)
          && constant.equals(new String(constant.toCharArray()))
          && constant.equals(decoded)
          && constant.hashCode() == (0xe9 * 31 + 't') * 31 + 0xe9
          && constant.toUpperCase(Locale.ROOT).charAt(2) == '\u00c9'
          && constant.indexOf('t') == 1
          && constant.substring(1).length() == 2
          && constant.getBytes(UTF_8).length == 5
          && String.format("<%s>", constant).length() == 5;
    }
  }

  @Scenario("Formats of values, and of null")
  static final class Values extends SmallLanguage.Claim {
    Values(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      Object[] all = {"s", (byte) 1, 'c', (short) 2, 3, 4L, 1.5f, 2.5, true, null};
      return String.format("%s%s%s%s%s%s%s%s%s%s", all).equals("s1c2341.52.5truenull")
          && String.format(Locale.ROOT, "%d %04x", 7, 255).equals("7 00ff");
    }
  }

  @Scenario("Messages of exceptions that the program throws")
  static final class OwnMessages extends SmallLanguage.Claim {
    OwnMessages(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        Map.of("a", 1).put("b", 2);
        return false;
      } catch (UnsupportedOperationException e) {
        IllegalStateException own = new IllegalStateException("ours", e);
        return e.getMessage() == null
            && own.getMessage().equals("ours")
            && own.getLocalizedMessage().equals("ours")
            && own.toString().equals("java.lang.IllegalStateException: ours")
            && new IllegalStateException(own).getMessage().endsWith(": ours");
      }
    }
  }

  @Scenario("An exception of the JVM of which nobody reads the message")
  static final class UnreadMessage extends SmallLanguage.Claim {
    UnreadMessage(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return new int[2].clone()[2] == 0;
      } catch (ArrayIndexOutOfBoundsException e) {
        return e.getCause() == null;
      }
    }
  }

  @Scenario("Texts of which nothing is changed are the same object")
  static final class Unchanged extends SmallLanguage.Claim {
    Unchanged(Setup setup) {
      super(setup);
    }

    private static boolean same(Object one, Object other) {
      return one == other;
    }

    @Override
    boolean claim() {
      String text = Integer.toString(12345);
      return same(text, text.trim())
          && same(text, text.substring(0, 5))
          && same(text, text.concat(""))
          && same(text, text.replace('x', 'y'))
          && same(text, text.toLowerCase(Locale.ROOT))
          && same(text, text.toUpperCase(Locale.ROOT))
          && !same(text, Integer.toString(12345))
          && same("12345", text.intern());
    }
  }

  private static final String ARROW = "\u2192";

  @Scenario("A constant beyond Latin-1")
  static final class Constant extends SmallLanguage.Claim {
    Constant(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return ARROW.length() == 1;
    }
  }

  @Scenario("A character beyond Latin-1 is appended")
  static final class Appended extends SmallLanguage.Claim {
    Appended(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new StringBuilder("a").append('\u2192').length() == 2;
    }
  }

  @Scenario("A text of one character beyond Latin-1")
  static final class OfCharacter extends SmallLanguage.Claim {
    OfCharacter(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return String.valueOf('\u2192').length() == 1;
    }
  }

  @Scenario("Concatenation with a character beyond Latin-1")
  static final class Concatenated extends SmallLanguage.Claim {
    private char arrow = '\u2192';

    Concatenated(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return ("a" + arrow).length() == 2;
    }
  }

  @Scenario("A text beyond Latin-1 is decoded")
  static final class Decoded extends SmallLanguage.Claim {
    Decoded(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new String(new byte[] {(byte) 0xe2, (byte) 0x86, (byte) 0x92}, UTF_8).length() == 1;
    }
  }

  @Scenario("A text beyond ASCII is encoded, in which charset is not said")
  static final class Encoded extends SmallLanguage.Claim {
    Encoded(Setup setup) {
      super(setup);
    }

    @Override
    @SuppressWarnings("DefaultCharset")
    boolean claim() {
      return "\u00e9".getBytes().length > 0;
    }
  }

  @Scenario("An object in a format")
  static final class FormattedObject extends SmallLanguage.Claim {
    FormattedObject(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return String.format("%s", new StringBuilder("a")).equals("a");
    }
  }

  @Scenario("A truth value in a format with a locale")
  static final class FormattedBoolean extends SmallLanguage.Claim {
    FormattedBoolean(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return String.format(Locale.ROOT, "%s", true).equals("true");
    }
  }

  @Scenario("The message of the JVM is read")
  static final class ReadMessage extends SmallLanguage.Claim {
    ReadMessage(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return new int[2].clone()[2] == 0;
      } catch (ArrayIndexOutOfBoundsException e) {
        return e.getMessage().equals("Index 2 out of bounds for length 2");
      }
    }
  }

  @Scenario("The message of a number that is none is read")
  static final class NoNumber extends SmallLanguage.Claim {
    NoNumber(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return Integer.parseInt("x") == 0;
      } catch (NumberFormatException e) {
        return e.toString().endsWith("For input string: \"x\"");
      }
    }
  }

  @Scenario("An exception of the JVM as a cause, whose text is taken")
  static final class Wrapped extends SmallLanguage.Claim {
    private final int zero = Integer.parseInt("0");

    Wrapped(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      try {
        return 1 / zero == 0;
      } catch (ArithmeticException e) {
        return new IllegalStateException(e).getMessage().endsWith("/ by zero");
      }
    }
  }

  private static final class Asked extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      return "made when asked";
    }
  }

  @Scenario("An exception makes its message when asked")
  static final class AskedMessage extends SmallLanguage.Claim {
    AskedMessage(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      return new Asked().toString().endsWith("made when asked");
    }
  }

  @Scenario("A stack trace as a text")
  static final class Printed extends SmallLanguage.Claim {
    Printed(Setup setup) {
      super(setup);
    }

    @Override
    boolean claim() {
      StringWriter to = new StringWriter();
      new IllegalStateException("printed").printStackTrace(new PrintWriter(to));
      return to.toString().startsWith("java.lang.IllegalStateException: printed");
    }
  }

  static final Map<Class<?>, String> OTHERWISE =
      Map.ofEntries(
          Map.entry(Constant.class, "characters beyond Latin-1 in texts"),
          Map.entry(Appended.class, "characters beyond Latin-1 in texts"),
          Map.entry(OfCharacter.class, "characters beyond Latin-1 in texts"),
          Map.entry(Concatenated.class, "characters beyond Latin-1 in texts"),
          Map.entry(Decoded.class, "characters beyond Latin-1 in texts"),
          Map.entry(Encoded.class, "the default charset, beyond ASCII"),
          Map.entry(
              FormattedObject.class, "the text of an object in a format: java.lang.StringBuilder"),
          Map.entry(FormattedBoolean.class, "the text of an object in a format: java.lang.Boolean"),
          Map.entry(
              ReadMessage.class,
              "messages of the JVM's exceptions: java.lang.ArrayIndexOutOfBoundsException"),
          Map.entry(
              NoNumber.class, "messages of the JVM's exceptions: java.lang.NumberFormatException"),
          Map.entry(
              Wrapped.class, "messages of the JVM's exceptions: java.lang.ArithmeticException"),
          Map.entry(
              AskedMessage.class,
              "messages that an exception makes when asked: " + Asked.class.getName()),
          Map.entry(Printed.class, "stack traces as texts"));
}
