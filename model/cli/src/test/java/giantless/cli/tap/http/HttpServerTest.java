package giantless.cli.tap.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.cli.UserError;
import giantless.cli.tap.tcp.Connection;
import giantless.cli.tap.tcp.Loop;
import giantless.cli.tap.tcp.TcpService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP server and client on a host's own TCP, over its loopback interface. */
class HttpServerTest {
  private static final String HELLO = "hello, world\n";
  private static final String HELLO_SHA =
      "853ff93762a06ddbf722c4ebe9ddd66d8f63ddaea97f521c3ecc20da7c976020";
  private static final int UPLOAD_MAX = 100_000;

  @TempDir Path directory;
  private Loop loop;

  @BeforeEach
  void boot() throws Exception {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(root.resolve("hello.txt"), HELLO);
    Files.createDirectory(root.resolve("sub dir"));
    Files.writeString(root.resolve("sub dir").resolve("index.html"), "<p>index</p>");
    Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    loop = new Loop();
    HttpServer http = new HttpServer(loop.host.kernel(), root, UPLOAD_MAX);
    TcpService.start(loop.host, "http", 80, http::serve);
  }

  @AfterEach
  void shutdown() {
    loop.close();
  }

  private String request(String lines) throws Exception {
    return loop.exchange(80, lines.replace("\n", "\r\n"));
  }

  private String get(String path, String fields) throws Exception {
    return request("GET " + path + " HTTP/1.1\nHost: h\n" + fields + "\n");
  }

  @Test
  void file_comes_with_its_length_and_type() throws Exception {
    assertThat(get("/hello.txt", ""))
        .startsWith("HTTP/1.1 200 OK\r\nDate: ")
        .contains("\r\nContent-Type: text/plain\r\n", "\r\nContent-Length: 13\r\n")
        .doesNotContain("Connection: close")
        .endsWith("\r\n\r\n" + HELLO);
  }

  @Test
  void directory_shows_its_index_and_escapes_are_read() throws Exception {
    assertThat(get("/sub%20dir", "")).endsWith("\r\n\r\n<p>index</p>");
    assertThat(get("http://h/sub%20dir/index.html?q=1", "")).endsWith("\r\n\r\n<p>index</p>");
  }

  @Test
  void head_has_the_fields_of_get_and_no_body() throws Exception {
    assertThat(request("HEAD /hello.txt HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 13\r\n")
        .endsWith("\r\n\r\n");
    assertThat(request("HEAD /none HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("\r\n\r\n");
  }

  @Test
  void connection_is_kept_for_the_next_request_also_after_a_404() throws Exception {
    String one = "GET /hello.txt HTTP/1.1\nHost: h\n\n";
    String all = request(one + "GET /none HTTP/1.1\nHost: h\n\n" + one);
    assertThat(all.split("HTTP/1\\.1 200 OK", -1)).hasSize(3);
    assertThat(all).contains("HTTP/1.1 404 Not Found").endsWith(HELLO);
  }

  @Test
  void connection_ends_where_the_client_says_so() throws Exception {
    Connection c = loop.connect(80);
    byte[] b =
        "GET /hello.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    c.write(b, 0, b.length);
    assertThat(Loop.rest(c)).contains("Connection: close\r\n").endsWith(HELLO);
    c.close();
    assertThat(request("GET /hello.txt HTTP/1.0\n\n")).contains("Connection: close\r\n");
  }

  @Test
  void client_of_http_1_0_is_told_that_the_connection_is_kept() throws Exception {
    // It cannot know by itself, and would wait for the end of the connection.
    String kept = "GET /hello.txt HTTP/1.0\nConnection: keep-alive\n\n";
    assertThat(request(kept + kept).split("\r\nConnection: keep-alive\r\n", -1)).hasSize(3);
    assertThat(get("/hello.txt", "")).doesNotContain("keep-alive");
  }

  @Test
  void answer_to_head_never_has_a_body() throws Exception {
    assertThat(request("HEAD /hello.txt HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .endsWith("\r\n\r\n");
    assertThat(request("HEAD /hello.txt HTTP/1.1\nHost: h\nA: " + "x".repeat(17_000) + "\n\n"))
        .startsWith("HTTP/1.1 431 ")
        .endsWith("\r\n\r\n");
  }

  @Test
  void range_is_for_get_alone_and_not_for_a_copy_of_another_time() throws Exception {
    assertThat(request("HEAD /hello.txt HTTP/1.1\nHost: h\nRange: bytes=0-4\n\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 13\r\n");
    assertThat(get("/hello.txt", "Range: bytes=0-4\nIf-Range: \"of-another-server\"\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n" + HELLO);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-4,   'bytes 0-4/13',   hello",
    "bytes=7-,    'bytes 7-12/13',  world",
    "bytes=-6,    'bytes 7-12/13',  world",
    "bytes=-600,  'bytes 0-12/13',  hello",
    "bytes=12-99, 'bytes 12-12/13', ''"
  })
  void range_gives_its_bytes(String range, String contentRange, String begin) throws Exception {
    String all = get("/hello.txt", "Range: " + range + "\n");
    assertThat(all)
        .startsWith("HTTP/1.1 206 Partial Content\r\n")
        .contains("Content-Range: " + contentRange + "\r\n")
        .contains("\r\n\r\n" + begin);
  }

  @ParameterizedTest
  @CsvSource({"bytes=5-2", "bytes=x-", "bytes=-", "lines=1-2", "'bytes=0-1,3-4'"})
  void range_that_makes_no_sense_is_ignored(String range) throws Exception {
    assertThat(get("/hello.txt", "Range: " + range + "\n")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @ParameterizedTest
  @CsvSource({"bytes=13-", "bytes=99-100", "bytes=-0"})
  void range_beyond_the_file_is_not_satisfiable(String range) throws Exception {
    assertThat(get("/hello.txt", "Range: " + range + "\n"))
        .startsWith("HTTP/1.1 416 ")
        .contains("Content-Range: bytes */13\r\n");
  }

  @ParameterizedTest
  @CsvSource({"/none", "/../secret", "/%2e%2e/secret", "/link", "/hello.txt/x"})
  void what_is_not_below_the_root_is_not_found(String path) throws Exception {
    assertThat(get(path, "")).startsWith("HTTP/1.1 404 Not Found\r\n").doesNotContain("secret");
  }

  @Test
  void other_methods_are_not_allowed() throws Exception {
    assertThat(request("DELETE /hello.txt HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD, PUT, POST\r\n", "Connection: close\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /hello.txt\n\n',                                             400",
    "'GET  /hello.txt HTTP/1.1\nHost: h\n\n',                          400",
    "'G(T /hello.txt HTTP/1.1\nHost: h\n\n',                           400",
    "'GET hello.txt HTTP/1.1\nHost: h\n\n',                            400",
    "'GET /%zz HTTP/1.1\nHost: h\n\n',                                 400",
    "'GET /%00 HTTP/1.1\nHost: h\n\n',                                 400",
    "'GET /hello.txt HTTP/1.1\n\n',                                    400",
    "'GET /hello.txt HTTP/1.1\nHost: a\nHost: b\n\n',                  400",
    "'GET /hello.txt HTTP/1.1\nHost : h\n\n',                          400",
    "'GET /hello.txt HTTP/1.1\nHost: h\n folded\n\n',                  400",
    "'GET /hello.txt HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc',     400",
    "'GET /hello.txt HTTP/1.1\nHost: h\n',                             400",
    "'PUT /x HTTP/1.1\nHost: h\nContent-Length: +3\n\nabc',            400",
    "'PUT /x HTTP/1.1\nHost: h\nContent-Length: 3\nContent-Length: 4\n\nabcd', 400",
    "'PUT /x HTTP/1.1\nHost: h\nContent-Length: 3\nTransfer-Encoding: chunked\n\nabc', 400",
    "'PUT /x HTTP/1.1\nHost: h\nContent-Length: 30\n\nabc',            400",
    "'PUT /x HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\nzz\n',   400",
    "'PUT /x HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n2\nabcd', 400",
    "'PUT /x HTTP/1.1\nHost: h\nTransfer-Encoding: gzip\n\nabc',       501",
    "'PUT /x HTTP/1.1\nHost: h\nExpect: magic\n\n',                    417",
    "'PUT /x HTTP/1.1\nHost: h\nContent-Length: 100001\n\n',           413",
    "'GET /hello.txt HTTP/2.0\nHost: h\n\n',                           505"
  })
  void bad_request_gets_its_status_and_the_connection_ends(String lines, int status)
      throws Exception {
    assertThat(request(lines))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Connection: close\r\n");
  }

  @Test
  void line_without_cr_is_a_bad_request() throws Exception {
    assertThat(loop.exchange(80, "GET /hello.txt HTTP/1.1\nHost: h\n\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void head_and_target_are_bounded() throws Exception {
    String fill = "x".repeat(9000);
    assertThat(get("/" + fill, "")).startsWith("HTTP/1.1 414 ");
    assertThat(get("/", "A: " + fill + "\nB: " + fill + "\n")).startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @CsvSource({"PUT", "POST"})
  void upload_is_answered_with_its_length_and_digest(String method) throws Exception {
    String all =
        loop.exchange(
            80, method + " /any HTTP/1.1\r\nHost: h\r\nContent-Length: 13\r\n\r\n" + HELLO);
    assertThat(all)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n13 bytes, sha256 " + HELLO_SHA + "\r\n");
  }

  @Test
  void chunked_upload_is_put_together_and_the_next_request_is_read() throws Exception {
    String all =
        loop.exchange(
            80,
            "PUT /any HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;x=y\r\nhello\r\n8\r\n, world\n\r\n0\r\nTrailer: t\r\n\r\n"
                + "GET /hello.txt HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(all).contains("13 bytes, sha256 " + HELLO_SHA + "\r\n").endsWith(HELLO);
  }

  @Test
  void chunked_upload_is_bounded() throws Exception {
    String body = "x".repeat(UPLOAD_MAX);
    String all =
        loop.exchange(
            80,
            "PUT /any HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(UPLOAD_MAX + 1)
                + "\r\n"
                + body
                + "x\r\n0\r\n\r\n");
    assertThat(all).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
  }

  @Test
  void client_that_waits_is_told_to_go_on() throws Exception {
    Connection c = loop.connect(80);
    byte[] head =
        "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 13\r\nExpect: 100-continue\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    c.write(head, 0, head.length);
    byte[] b = new byte[100];
    int n = c.read(b, 0, b.length);
    assertThat(new String(b, 0, n, StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    c.write(HELLO.getBytes(StandardCharsets.US_ASCII), 0, 13);
    c.shutdownWrite();
    assertThat(Loop.rest(c)).contains(HELLO_SHA);
    c.close();
  }

  // ---- The client ----

  private static final int STALL_MILLIS = 20_000;

  @Test
  void client_gets_what_the_server_has() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String said = new HttpFetch("http://127.0.0.1/hello.txt").get(loop.client, out, STALL_MILLIS);
    assertThat(said).isEqualTo("13 bytes, sha256 " + HELLO_SHA);
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(HELLO);
  }

  @Test
  void client_says_what_is_wrong_with_a_response() throws Exception {
    assertThatThrownBy(
            () -> new HttpFetch("http://127.0.0.1/none").get(loop.client, null, STALL_MILLIS))
        .isInstanceOf(IOException.class)
        .hasMessage("the server says HTTP/1.1 404 Not Found");
    TcpService.start(
        loop.host,
        "short",
        81,
        c -> {
          c.read(new byte[1000], 0, 1000);
          byte[] b =
              "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"
                  .getBytes(StandardCharsets.US_ASCII);
          c.write(b, 0, b.length);
        });
    assertThatThrownBy(
            () -> new HttpFetch("http://127.0.0.1:81/").get(loop.client, null, STALL_MILLIS))
        .isInstanceOf(IOException.class)
        .hasMessage("response: 4 bytes of the body are missing");
  }

  @ParameterizedTest
  @CsvSource({"https://127.0.0.1/", "http:///x", "ftp://127.0.0.1/", "http://host.example/", "x y"})
  void client_refuses_what_is_no_url_of_its_kind(String url) {
    assertThatThrownBy(() -> new HttpFetch(url))
        .isInstanceOf(UserError.class)
        .hasMessage("--fetch: not http://A.B.C.D[:PORT]/PATH: " + url);
  }
}
