package giantless.cli.tap.http;

import giantless.cli.tap.tcp.Connection;
import giantless.cli.tap.tcp.Digest;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.SysException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A small HTTP/1.1 server: GET and HEAD of the files below a directory, with ranges; PUT and POST
 * to any path, whose body is thrown away and answered with its length and SHA-256. Connections are
 * kept, heads and bodies are bounded. No state of its own beside what it was made with.
 */
public final class HttpServer {
  private static final int BUFFER = 64 * 1024;

  /** After an error the peer's remaining bytes are read up to here, so that it sees the answer. */
  private static final long LINGER_BYTES = 1 << 20;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final Kernel kernel;
  private final Path root;
  private final long uploadMax;

  /**
   * @param root the directory with the files; null for none
   * @param uploadMax the longest body in bytes; a longer one is answered with 413
   * @throws IOException the directory cannot be read
   */
  public HttpServer(Kernel kernel, Path root, long uploadMax) throws IOException {
    this.kernel = kernel;
    this.root = root == null ? null : root.toRealPath();
    this.uploadMax = uploadMax;
  }

  /** Serves a connection to its end. */
  public void serve(Connection c) throws SysException {
    HttpInput in = new HttpInput(c);
    boolean open = true;
    while (open) {
      try {
        String head = in.head();
        if (head == null) {
          return;
        }
        open = answer(c, in, HttpRequest.parse(head));
      } catch (HttpException e) {
        error(c, e, in.isHead(), HttpRequest.CLOSE);
        linger(c, in);
        open = false;
      }
    }
  }

  /** One request; false if the connection ends with it. */
  private boolean answer(Connection c, HttpInput in, HttpRequest r)
      throws SysException, HttpException {
    switch (r.method()) {
      case "GET":
      case "HEAD":
        if (r.fields().isChunked() || r.fields().contentLength() > 0) {
          throw new HttpException(HttpStatus.BAD_REQUEST, "a body where none belongs");
        }
        try {
          return file(c, r);
        } catch (HttpException e) {
          error(c, e, r.method().equals("HEAD"), r.connection());
          return r.keepAlive();
        }
      case "PUT":
      case "POST":
        return upload(c, in, r);
      default:
        throw new HttpException(HttpStatus.METHOD_NOT_ALLOWED, r.method());
    }
  }

  // ---- Files ----

  private boolean file(Connection c, HttpRequest r) throws SysException, HttpException {
    Path file = find(r.path());
    try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r")) {
      long size = from.length();
      HttpRange range;
      try {
        range = range(r, size);
      } catch (HttpException e) {
        reply(c, e.status(), "Content-Range: bytes */" + size + "\r\n", 0, r.connection());
        return r.keepAlive();
      }
      String type = URLConnection.guessContentTypeFromName(file.getFileName().toString());
      StringBuilder fields = new StringBuilder("Accept-Ranges: bytes\r\nContent-Type: ");
      fields.append(type == null ? "application/octet-stream" : type).append("\r\n");
      long first = range == null ? 0 : range.first();
      long length = range == null ? size : range.length();
      if (range != null) {
        fields.append("Content-Range: bytes ").append(range.first()).append('-');
        fields.append(range.last()).append('/').append(size).append("\r\n");
      }
      int status = range == null ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT;
      reply(c, status, fields.toString(), length, r.connection());
      return r.method().equals("HEAD") || copy(c, from, first, length) ? r.keepAlive() : false;
    } catch (IOException e) {
      throw new HttpException(HttpStatus.NOT_FOUND, r.path());
    }
  }

  /**
   * The bytes that are asked for; null for all. Ranges are for GET alone (RFC 9110 section 14.2).
   * No answer has a validator, so that one in If-Range is of another copy (section 13.1.5).
   */
  private static HttpRange range(HttpRequest r, long size) throws HttpException {
    boolean asked = r.method().equals("GET") && r.fields().get("if-range") == null;
    return asked ? HttpRange.parse(r.fields().get("range"), size) : null;
  }

  /** The file below the root, whatever links say; 404 if there is none. */
  private Path find(String path) throws HttpException {
    try {
      if (root != null) {
        Path file = root.resolve("." + path).normalize();
        if (Files.isDirectory(file)) {
          file = file.resolve("index.html");
        }
        file = file.toRealPath();
        if (file.startsWith(root) && Files.isRegularFile(file)) {
          return file;
        }
      }
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new HttpException(HttpStatus.NOT_FOUND, path);
    }
    throw new HttpException(HttpStatus.NOT_FOUND, path);
  }

  /** False if the file has become shorter: the promised length cannot be kept. */
  private static boolean copy(Connection c, RandomAccessFile from, long first, long length)
      throws SysException, IOException {
    byte[] b = new byte[BUFFER];
    from.seek(first);
    long left = length;
    while (left > 0) {
      int n = from.read(b, 0, (int) Math.min(b.length, left));
      if (n < 0) {
        return false;
      }
      c.write(b, 0, n);
      left -= n;
    }
    return true;
  }

  // ---- Uploads ----

  private boolean upload(Connection c, HttpInput in, HttpRequest r)
      throws SysException, HttpException {
    boolean chunked = r.fields().isChunked();
    long length = r.fields().contentLength();
    if (length > uploadMax) {
      throw new HttpException(HttpStatus.CONTENT_TOO_LARGE, length + " bytes");
    }
    if (r.expectsContinue()) {
      text(c, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    Digest digest = new Digest();
    HttpInput.Body body =
        (b, off, len) -> {
          if (digest.count() + len > uploadMax) {
            throw new HttpException(HttpStatus.CONTENT_TOO_LARGE, "over " + uploadMax + " bytes");
          }
          digest.add(b, off, len);
        };
    if (chunked) {
      in.chunkedBody(body);
    } else if (length > 0) {
      in.body(length, body);
    }
    byte[] line = digest.line();
    reply(c, HttpStatus.OK, "Content-Type: text/plain\r\n", line.length, r.connection());
    c.write(line, 0, line.length);
    return r.keepAlive();
  }

  // ---- Replies ----

  private void error(Connection c, HttpException e, boolean head, String connection)
      throws SysException {
    byte[] line =
        (e.status() + " " + HttpStatus.reason(e.status()) + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    String fields = "Content-Type: text/plain\r\n";
    if (e.status() == HttpStatus.METHOD_NOT_ALLOWED) {
      fields += "Allow: GET, HEAD, PUT, POST\r\n";
    }
    reply(c, e.status(), fields, line.length, connection);
    if (!head) {
      c.write(line, 0, line.length);
    }
  }

  private void reply(Connection c, int status, String fields, long length, String connection)
      throws SysException {
    long seconds = kernel.timeOfDayNanos() / 1_000_000_000L;
    text(
        c,
        "HTTP/1.1 "
            + status
            + " "
            + HttpStatus.reason(status)
            + "\r\nDate: "
            + DATE.format(Instant.ofEpochSecond(seconds))
            + "\r\nServer: giantless\r\n"
            + fields
            + "Content-Length: "
            + length
            + "\r\n"
            + connection
            + "\r\n");
  }

  private static void text(Connection c, String s) throws SysException {
    byte[] b = s.getBytes(StandardCharsets.ISO_8859_1);
    c.write(b, 0, b.length);
  }

  /** A close with unread bytes is a reset, which could overtake the answer at the peer. */
  private static void linger(Connection c, HttpInput in) throws SysException {
    c.shutdownWrite();
    long[] left = {LINGER_BYTES};
    try {
      in.bodyToEnd(
          (b, off, len) -> {
            left[0] -= len;
            if (left[0] < 0) {
              throw new HttpException(HttpStatus.CONTENT_TOO_LARGE, "enough");
            }
          });
    } catch (HttpException e) {
      // It had its chance.
    }
  }
}
