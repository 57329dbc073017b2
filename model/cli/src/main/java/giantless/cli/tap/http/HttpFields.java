package giantless.cli.tap.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The header fields of a message (RFC 9112 section 5). Names are case-insensitive; the values of a
 * name that stands there more than once are joined by commas. Does not change.
 */
final class HttpFields {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final Map<String, String> values;

  private HttpFields(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads field lines.
   *
   * @param lines the lines of a head, without their ends
   * @param first the index of the first field line
   * @throws HttpException 400: a folded line, no colon, a name that is no token, a control
   *     character
   */
  static HttpFields parse(String[] lines, int first) throws HttpException {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = first; i < lines.length; i++) {
      String line = lines[i];
      int colon = line.indexOf(':');
      if (colon <= 0 || !isToken(line.substring(0, colon))) {
        throw new HttpException(HttpStatus.BAD_REQUEST, "no field line: " + line);
      }
      String value = line.substring(colon + 1).strip();
      if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
        throw new HttpException(HttpStatus.BAD_REQUEST, "control character in a field");
      }
      values.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
    }
    return new HttpFields(values);
  }

  /** Whether the text is a token (RFC 9110 section 5.6.2). */
  static boolean isToken(String s) {
    return !s.isEmpty()
        && s.chars()
            .allMatch(
                c ->
                    c >= '0' && c <= '9'
                        || c >= 'A' && c <= 'Z'
                        || c >= 'a' && c <= 'z'
                        || TOKEN_MARKS.indexOf(c) >= 0);
  }

  /** The value of a field; null if it is not there. */
  String get(String lowerCaseName) {
    return values.get(lowerCaseName);
  }

  /** Whether a list field has the element. */
  boolean lists(String lowerCaseName, String element) {
    String value = values.get(lowerCaseName);
    if (value == null) {
      return false;
    }
    for (String one : value.split(",")) {
      if (one.strip().equalsIgnoreCase(element)) {
        return true;
      }
    }
    return false;
  }

  /**
   * How the body is framed (RFC 9112 section 6).
   *
   * @throws HttpException 501 for a transfer coding other than chunked, 400 for a length that is no
   *     number, for two lengths, and for a length beside a transfer coding
   */
  boolean isChunked() throws HttpException {
    String coding = get("transfer-encoding");
    if (coding == null) {
      return false;
    }
    if (!coding.equalsIgnoreCase("chunked")) {
      throw new HttpException(HttpStatus.NOT_IMPLEMENTED, "transfer coding " + coding);
    }
    if (get("content-length") != null) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "a length and a transfer coding");
    }
    return true;
  }

  /**
   * Content-Length.
   *
   * @return -1 if it is not given
   * @throws HttpException 400: not a number of up to 18 digits
   */
  long contentLength() throws HttpException {
    String length = get("content-length");
    if (length == null) {
      return -1;
    }
    if (length.isEmpty()
        || length.length() > 18
        || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "length " + length);
    }
    return Long.parseLong(length);
  }
}
