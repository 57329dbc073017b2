package giantless.cli.tap.http;

import giantless.cli.tap.tcp.Connection;
import giantless.lock.contract.Confined;
import giantless.stack.kern.SysException;
import java.nio.charset.StandardCharsets;

/** Reads heads and bodies of messages from a connection; one thread. */
@Confined("the connection's thread")
final class HttpInput {
  /** A head, or a body's trailer, of more bytes is refused. */
  static final int HEAD_MAX = 16 * 1024;

  private static final int CHUNK_LINE_MAX = 256;

  /** Where the bytes of a body go. */
  interface Body {
    /**
     * @throws HttpException 413: no more are taken
     */
    void take(byte[] b, int off, int len) throws HttpException;
  }

  private final Connection c;
  private final byte[] buf = new byte[64 * 1024];
  private int at;
  private int end;

  /** The lines that have been read of the last head. */
  private StringBuilder head = new StringBuilder();

  HttpInput(Connection c) {
    this.c = c;
  }

  /**
   * The next head, without the empty line at its end.
   *
   * @return null if the peer has ended the connection between messages
   * @throws HttpException 431: too long; 400: ends in the middle, a line ends without CR
   */
  String head() throws SysException, HttpException {
    head = new StringBuilder();
    String line = line(HEAD_MAX, true);
    while (line != null && line.isEmpty()) {
      line = line(HEAD_MAX, true); // Empty lines before a request do no harm.
    }
    if (line == null) {
      return null;
    }
    while (!line.isEmpty()) {
      if (head.length() > 0) {
        head.append("\r\n");
      }
      head.append(line);
      line = line(HEAD_MAX - head.length(), false);
    }
    return head.toString();
  }

  /** Whether the last request has the method HEAD, as far as its head was read. */
  boolean isHead() {
    return head.indexOf("HEAD ") == 0;
  }

  /** A line of at most {@code max} bytes; null at the end, if that is allowed here. */
  private String line(int max, boolean endAllowed) throws SysException, HttpException {
    byte[] b = new byte[128];
    int n = 0;
    while (true) {
      int ch = next();
      if (ch < 0 && n == 0 && endAllowed) {
        return null;
      }
      if (ch < 0) {
        throw new HttpException(HttpStatus.BAD_REQUEST, "the connection ends in a line");
      }
      if (ch == '\n') {
        if (n == 0 || b[n - 1] != '\r') {
          throw new HttpException(HttpStatus.BAD_REQUEST, "a line ends without CR");
        }
        return new String(b, 0, n - 1, StandardCharsets.ISO_8859_1);
      }
      if (n >= max) {
        throw new HttpException(HttpStatus.FIELDS_TOO_LARGE, "over " + max + " bytes");
      }
      if (n == b.length) {
        b = java.util.Arrays.copyOf(b, 2 * n);
      }
      b[n++] = (byte) ch;
    }
  }

  private int next() throws SysException {
    return fill() ? buf[at++] & 0xff : -1;
  }

  /** False at the end. */
  private boolean fill() throws SysException {
    if (at == end) {
      at = 0;
      end = 0;
      end = c.read(buf, 0, buf.length);
    }
    return at < end;
  }

  /** A body of known length; 400 if the connection ends before. */
  void body(long length, Body to) throws SysException, HttpException {
    long left = length;
    while (left > 0) {
      if (!fill()) {
        throw new HttpException(HttpStatus.BAD_REQUEST, left + " bytes of the body are missing");
      }
      int n = (int) Math.min(end - at, left);
      to.take(buf, at, n);
      at += n;
      left -= n;
    }
  }

  /** A body that ends with the connection. */
  void bodyToEnd(Body to) throws SysException, HttpException {
    while (fill()) {
      to.take(buf, at, end - at);
      at = end;
    }
  }

  /** A chunked body with its trailer (RFC 9112 section 7.1). */
  void chunkedBody(Body to) throws SysException, HttpException {
    long size = chunkSize();
    while (size > 0) {
      body(size, to);
      if (!line(CHUNK_LINE_MAX, false).isEmpty()) {
        throw new HttpException(HttpStatus.BAD_REQUEST, "chunk longer than it said");
      }
      size = chunkSize();
    }
    int left = HEAD_MAX;
    for (String t = line(left, false); !t.isEmpty(); t = line(left, false)) {
      left -= t.length();
    }
  }

  private long chunkSize() throws SysException, HttpException {
    String line = line(CHUNK_LINE_MAX, false);
    int semicolon = line.indexOf(';');
    String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (!digits.matches("[0-9a-fA-F]{1,15}")) {
      throw new HttpException(HttpStatus.BAD_REQUEST, "chunk size " + digits);
    }
    return Long.parseLong(digits, 16);
  }
}
