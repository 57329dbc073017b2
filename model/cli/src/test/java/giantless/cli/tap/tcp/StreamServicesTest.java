package giantless.cli.tap.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The small servers and clients over TCP, on a host's loopback interface. */
class StreamServicesTest {
  private static final int STALL_MILLIS = 20_000;
  private static final SockAddrIn SINK = new SockAddrIn(0x7f000001, 5001);
  private static final SockAddrIn SOURCE = new SockAddrIn(0x7f000001, 19);
  private Loop loop;

  @BeforeEach
  void boot() throws Exception {
    loop = new Loop();
    TcpService.start(loop.host, "echo", 7, StreamServices::echo);
    TcpService.start(loop.host, "discard", 9, StreamServices::discard);
    TcpService.start(loop.host, "chargen", 19, StreamServices::chargen);
    TcpService.start(loop.host, "sink", 5001, StreamServices::sink);
  }

  @AfterEach
  void shutdown() {
    loop.close();
  }

  @Test
  void echo_gives_back_and_discard_does_not() throws Exception {
    assertThat(loop.exchange(7, "to and fro")).isEqualTo("to and fro");
    assertThat(loop.exchange(9, "away")).isEmpty();
  }

  @Test
  void connections_are_served_at_the_same_time() throws Exception {
    List<Connection> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(loop.connect(7));
    }
    byte[] b = new byte[1];
    for (int i = open.size() - 1; i >= 0; i--) {
      b[0] = (byte) i;
      open.get(i).write(b, 0, 1);
      assertThat(open.get(i).read(b, 0, 1)).isEqualTo(1);
      assertThat(b[0]).isEqualTo((byte) i);
      open.get(i).close();
    }
  }

  @Test
  void sink_says_what_it_has_got() throws Exception {
    assertThat(loop.exchange(5001, "hello, world\n"))
        .isEqualTo(
            "13 bytes, sha256"
                + " 853ff93762a06ddbf722c4ebe9ddd66d8f63ddaea97f521c3ecc20da7c976020\r\n");
  }

  @Test
  void client_and_server_agree_on_the_stream() throws Exception {
    assertThat(StreamClient.send(loop.host.kernel(), loop.client, SINK, 0.05, STALL_MILLIS))
        .endsWith("; intact");
    assertThat(StreamClient.receive(loop.host.kernel(), loop.client, SOURCE, 0.05, STALL_MILLIS))
        .endsWith("; intact");
  }

  /** The twins: a sink that miscounts, a source that errs, an end that comes early. */
  @Test
  void client_finds_what_is_not_intact() throws Exception {
    TcpService.start(
        loop.host,
        "liar",
        6001,
        c -> {
          StreamServices.discard(c);
          c.write(
              "1 bytes, sha256 00\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 20);
        });
    assertThatThrownBy(
            () ->
                StreamClient.send(
                    loop.host.kernel(),
                    loop.client,
                    new SockAddrIn(0x7f000001, 6001),
                    0.01,
                    STALL_MILLIS))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("but the peer has got 1 bytes, sha256 00");
    TcpService.start(
        loop.host,
        "errs",
        6002,
        c -> {
          byte[] b = Chargen.periods(2);
          b[10_000] ^= 1;
          c.write(b, 0, b.length);
        });
    assertThatThrownBy(() -> receive(6002))
        .isInstanceOf(IOException.class)
        .hasMessage("byte 10000 is wrong");
    TcpService.start(loop.host, "early", 6003, c -> c.write(Chargen.periods(1), 0, 100));
    assertThatThrownBy(() -> receive(6003))
        .isInstanceOf(IOException.class)
        .hasMessage("the stream ends after 100 bytes");
  }

  private String receive(int port) throws SysException, IOException {
    return StreamClient.receive(
        loop.host.kernel(), loop.client, new SockAddrIn(0x7f000001, port), 20, STALL_MILLIS);
  }

  @Test
  void client_that_finds_nobody_is_refused() {
    assertThatThrownBy(() -> receive(6004))
        .isInstanceOfSatisfying(
            SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
  }

  @Test
  void pattern_repeats_after_its_period_and_not_before() {
    byte[] two = Chargen.periods(2);
    byte[] one = Chargen.periods(1);
    assertThat(Chargen.mismatch(two, two.length, 0, one)).isEqualTo(-1);
    assertThat(Chargen.mismatch(two, 74, 74, one)).isEqualTo(0);
    byte[] tail = java.util.Arrays.copyOfRange(two, 5000, 9000);
    assertThat(Chargen.mismatch(tail, tail.length, 5000 + 3L * Chargen.PERIOD, one)).isEqualTo(-1);
    tail[3999] ^= 1;
    assertThat(Chargen.mismatch(tail, tail.length, 5000, one)).isEqualTo(3999);
  }
}
