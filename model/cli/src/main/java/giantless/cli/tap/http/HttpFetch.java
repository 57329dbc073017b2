package giantless.cli.tap.http;

import giantless.cli.UserError;
import giantless.cli.tap.tcp.Connection;
import giantless.cli.tap.tcp.Digest;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAddr;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** GET of one URL over the host's TCP. */
public final class HttpFetch {
  private final SockAddrIn server;
  private final String authority;
  private final String target;

  /**
   * @param url {@code http://A.B.C.D[:PORT]/PATH}
   * @throws UserError it is no such URL
   */
  public HttpFetch(String url) throws UserError {
    try {
      URI uri = new URI(url);
      if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
        throw new UserError("--fetch: not http://A.B.C.D[:PORT]/PATH: " + url);
      }
      int port = uri.getPort() < 0 ? 80 : uri.getPort();
      server = new SockAddrIn(InAddr.aton(uri.getHost()), port);
      authority = uri.getRawAuthority();
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new UserError("--fetch: not http://A.B.C.D[:PORT]/PATH: " + url);
    }
  }

  /**
   * Fetches.
   *
   * @param out where the body goes; null for nowhere
   * @return length and SHA-256 of the body
   * @throws IOException the response is no 200, ends early, or cannot be written
   */
  public String get(Syscalls sys, OutputStream out, int stallMillis)
      throws SysException, IOException {
    Connection c = Connection.to(sys, server, stallMillis);
    try {
      byte[] request =
          ("GET "
                  + target
                  + " HTTP/1.1\r\nHost: "
                  + authority
                  + "\r\nUser-Agent: giantless\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      c.write(request, 0, request.length);
      return response(new HttpInput(c), out);
    } catch (HttpException e) {
      throw new IOException("response: " + e.getMessage());
    } finally {
      c.close();
    }
  }

  private static String response(HttpInput in, OutputStream out)
      throws SysException, HttpException, IOException {
    String head = in.head();
    if (head == null) {
      throw new IOException("no response");
    }
    String[] lines = head.split("\r\n", -1);
    if (!lines[0].matches("HTTP/1\\.\\d 200( .*)?")) {
      throw new IOException("the server says " + lines[0]);
    }
    HttpFields fields = HttpFields.parse(lines, 1);
    Digest digest = new Digest();
    IOException[] failed = new IOException[1];
    HttpInput.Body body =
        (b, off, len) -> {
          digest.add(b, off, len);
          try {
            if (out != null) {
              out.write(b, off, len);
            }
          } catch (IOException e) {
            failed[0] = e;
            throw new HttpException(HttpStatus.INTERNAL_ERROR, e.getMessage());
          }
        };
    try {
      if (fields.isChunked()) {
        in.chunkedBody(body);
      } else if (fields.contentLength() >= 0) {
        in.body(fields.contentLength(), body);
      } else {
        in.bodyToEnd(body);
      }
    } catch (HttpException e) {
      if (failed[0] != null) {
        throw failed[0];
      }
      throw e;
    }
    return digest.summary();
  }
}
