package giantless.cli.tap.http;

/**
 * A byte range of a file (RFC 9110 section 14).
 *
 * @param first the first byte, from 0
 * @param last the last byte
 */
record HttpRange(long first, long last) {
  /**
   * Reads a Range field.
   *
   * @param size of the file in bytes
   * @return null if the field is to be ignored: not there, another unit, malformed, several ranges
   * @throws HttpException 416: no byte of the file is in the range
   */
  static HttpRange parse(String field, long size) throws HttpException {
    if (field == null || !field.startsWith("bytes=")) {
      return null;
    }
    String spec = field.substring("bytes=".length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0 || !spec.matches("\\d{0,18}-\\d{0,18}") || spec.length() == 1) {
      return null;
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    long first;
    long last = size - 1;
    if (from.isEmpty()) {
      long suffix = Long.parseLong(to);
      first = Math.max(size - suffix, 0);
      if (suffix == 0) {
        first = size;
      }
    } else {
      first = Long.parseLong(from);
      if (!to.isEmpty()) {
        last = Long.parseLong(to);
        if (last < first) {
          return null;
        }
        last = Math.min(last, size - 1);
      }
    }
    if (first >= size) {
      throw new HttpException(HttpStatus.RANGE_NOT_SATISFIABLE, "of " + size + " bytes: " + spec);
    }
    return new HttpRange(first, last);
  }

  long length() {
    return last - first + 1;
  }
}
