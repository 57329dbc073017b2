package giantless.cli.tap.http;

/** The head of a request (RFC 9112 section 3); does not change. */
final class HttpRequest {
  /** The field line of an answer after which the connection ends. */
  static final String CLOSE = "Connection: close\r\n";

  private static final int TARGET_MAX = 8000;

  private final String method;
  private final String path;
  private final int minor;
  private final HttpFields fields;

  private HttpRequest(String method, String path, int minor, HttpFields fields) {
    this.method = method;
    this.path = path;
    this.minor = minor;
    this.fields = fields;
  }

  /**
   * Reads a head.
   *
   * @param head all lines, without the empty one at the end
   * @throws HttpException 400, 414 or 505
   */
  static HttpRequest parse(String head) throws HttpException {
    String[] lines = head.split("\r\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !HttpFields.isToken(words[0])) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "request line");
    }
    if (!words[2].matches("HTTP/\\d\\.\\d")) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "no HTTP version: " + words[2]);
    }
    if (!words[2].startsWith("HTTP/1.")) {
      throw new HttpException(HttpStatus.VERSION_NOT_SUPPORTED, words[2]);
    }
    if (words[1].length() > TARGET_MAX) {
      throw new HttpException(HttpStatus.URI_TOO_LONG, "target of " + words[1].length());
    }
    int minor = words[2].charAt(7) - '0';
    HttpFields fields = HttpFields.parse(lines, 1);
    String host = fields.get("host");
    if (minor >= 1 && host == null || host != null && host.indexOf(',') >= 0) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "not one Host field");
    }
    return new HttpRequest(words[0], path(words[1]), minor, fields);
  }

  /** The decoded path of a target in origin form or absolute form; 400 for what is none. */
  private static String path(String target) throws HttpException {
    String t = target;
    if (t.startsWith("http://")) {
      int slash = t.indexOf('/', 7);
      t = slash < 0 ? "/" : t.substring(slash);
    }
    int query = t.indexOf('?');
    t = query < 0 ? t : t.substring(0, query);
    if (!t.startsWith("/")) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "target " + target);
    }
    byte[] out = new byte[t.length()];
    int n = 0;
    for (int i = 0; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new HttpException(HttpStatus.BAD_REQUEST, "target " + target);
      }
      if (c == '%') {
        int high = i + 2 < t.length() ? Character.digit(t.charAt(i + 1), 16) : -1;
        int low = i + 2 < t.length() ? Character.digit(t.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0 || high == 0 && low == 0) {
          throw new HttpException(HttpStatus.BAD_REQUEST, "target " + target);
        }
        c = (char) (high << 4 | low);
        i += 2;
      }
      out[n++] = (byte) c;
    }
    return new String(out, 0, n, java.nio.charset.StandardCharsets.UTF_8);
  }

  String method() {
    return method;
  }

  /** Begins with a slash; no escapes, no query. */
  String path() {
    return path;
  }

  HttpFields fields() {
    return fields;
  }

  /** Whether the connection stays for another request (RFC 9112 section 9.3). */
  boolean keepAlive() {
    if (fields.lists("connection", "close")) {
      return false;
    }
    return minor >= 1 || fields.lists("connection", "keep-alive");
  }

  /**
   * The field line of the answer that says whether the connection stays; empty where the client
   * takes that for granted. One of HTTP/1.0 does not (RFC 9112 section C.2.2).
   */
  String connection() {
    if (!keepAlive()) {
      return CLOSE;
    }
    return minor >= 1 ? "" : "Connection: keep-alive\r\n";
  }

  /**
   * Whether the client waits for a 100 before it sends the body.
   *
   * @throws HttpException 417 for another expectation
   */
  boolean expectsContinue() throws HttpException {
    String expect = fields.get("expect");
    if (expect == null || minor == 0) {
      return false;
    }
    if (!expect.equalsIgnoreCase("100-continue")) {
      throw new HttpException(HttpStatus.EXPECTATION_FAILED, expect);
    }
    return true;
  }
}
