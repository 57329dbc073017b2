package giantless.cli.packetdrill.lang;

/**
 * A piece of a script.
 *
 * @param text as written; of STRING, COMMAND and CODE what is between the marks
 * @param start where it begins in the text; {@code end} is behind it
 */
record Token(Kind kind, String text, int line, int start, int end) {
  enum Kind {
    INTEGER,
    DECIMAL,
    WORD,
    STRING,
    /** Between backquotes. */
    COMMAND,
    /** Between %{ and }%. */
    CODE,
    /** {@code ...}, {@code ..}, or any other character. */
    SYMBOL,
    END
  }

  boolean is(String symbolOrWord) {
    return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(symbolOrWord);
  }

  boolean isNumber() {
    return kind == Kind.INTEGER || kind == Kind.DECIMAL;
  }

  /** Whether nothing is between this and the next. */
  boolean touches(Token next) {
    return end == next.start;
  }

  @Override
  public String toString() {
    return kind == Kind.END ? "the end of the script" : "'" + text + "'";
  }
}
