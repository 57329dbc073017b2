package giantless.properties.twins;

/**
 * One change of one source file of the stack: a text that stands there exactly once, and what
 * stands there instead.
 *
 * @param file path under the stack's root package, without {@code .java}: {@code socket/SockBuf}
 */
public record Patch(String file, String from, String to) {

  /**
   * Changes the source.
   *
   * @throws AssertionError if the text is not there, or more than once: the patch is out of date
   */
  String apply(String source) {
    int at = source.indexOf(from);
    if (at < 0) {
      throw new AssertionError("patch of " + file + ": not in the source: " + from);
    }
    if (source.indexOf(from, at + 1) >= 0) {
      throw new AssertionError("patch of " + file + ": more than once in the source: " + from);
    }
    return source.substring(0, at) + to + source.substring(at + from.length());
  }
}
