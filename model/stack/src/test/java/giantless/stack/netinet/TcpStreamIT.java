package giantless.stack.netinet;

import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.at;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.net.WireFault;
import giantless.stack.socket.Lan;
import giantless.stack.socket.SocketConst;
import org.junit.jupiter.api.Test;

/** Streams between two hosts over a wire that may lose, double, delay and change places. */
class TcpStreamIT {
  static int tcp(Syscalls s) throws SysException {
    return s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
  }

  static int listener(Syscalls s, int port) throws SysException {
    int fd = tcp(s);
    s.bind(fd, new SockAddrIn(0, port));
    s.listen(fd, 10);
    return fd;
  }

  static byte[] pattern(int n, int seed) {
    byte[] b = new byte[n];
    int x = seed * 0x9e3779b9 + 1;
    for (int i = 0; i < n; i++) {
      x = x * 1664525 + 1013904223;
      b[i] = (byte) (x >>> 24);
    }
    return b;
  }

  static void writeAll(Syscalls s, int fd, byte[] b) throws SysException {
    int at = 0;
    while (at < b.length) {
      at += s.write(fd, b, at, b.length - at);
    }
  }

  /** Reads to the end of file. */
  static byte[] readAll(Syscalls s, int fd, int limit) throws SysException {
    byte[] b = new byte[limit];
    int at = 0;
    while (at < limit) {
      int n = s.read(fd, b, at, limit - at);
      if (n == 0) {
        break;
      }
      at += n;
    }
    return Pkt.slice(b, 0, at);
  }

  /** Sends there and back at once, and closes from both sides. */
  static void bothWays(Lan lan, SockAddrIn server, int there, int back) throws Exception {
    byte[] forth = pattern(there, 1);
    byte[] rueck = pattern(back, 2);
    boolean remote = server.addr() == B.addr();
    Syscalls ss = remote ? lan.sb : lan.sa;
    KThread srv =
        lan.spawn(
            remote ? lan.pb : lan.pa,
            "server",
            () -> {
              int l = listener(ss, 80);
              int c = ss.accept(l, null);
              KThread w =
                  lan.spawn(
                      remote ? lan.pb : lan.pa,
                      "back",
                      () -> {
                        writeAll(ss, c, rueck);
                        ss.shutdown(c, SocketConst.SHUT_WR);
                      });
              assertThat(readAll(ss, c, there + 1)).isEqualTo(forth);
              w.join();
              ss.close(c);
              ss.close(l);
            });
    lan.sleep(Lan.SECOND);
    int fd = tcp(lan.sa);
    lan.sa.connect(fd, at(server, 80));
    KThread w =
        lan.spawn(
            lan.pa,
            "forth",
            () -> {
              writeAll(lan.sa, fd, forth);
              lan.sa.shutdown(fd, SocketConst.SHUT_WR);
            });
    assertThat(readAll(lan.sa, fd, back + 1)).isEqualTo(rueck);
    w.join();
    srv.join();
    lan.sa.close(fd);
    lan.a.tcp().info().check();
    lan.b.tcp().info().check();
  }

  @Test
  void stream_over_the_wire() {
    Lan.run(lan -> bothWays(lan, B, 300_000, 100_000));
  }

  @Test
  void stream_over_the_wire_under_giant() {
    Lan.runUnderGiant(lan -> bothWays(lan, B, 100_000, 100_000));
  }

  @Test
  void stream_over_loopback() {
    Lan.run(lan -> bothWays(lan, Lan.LOCAL, 300_000, 100_000));
  }

  @Test
  void stream_on_many_schedules() {
    Lan.everySchedule(10, lan -> bothWays(lan, B, 20_000, 10_000));
  }

  /** Loses, doubles and delays by a generator of its own. */
  static final class Weather implements WireFault {
    private int x;
    private final int loss;
    private final int dup;
    private final int late;

    Weather(int seed, int loss, int dup, int late) {
      this.x = seed * 77773 + 12345;
      this.loss = loss;
      this.dup = dup;
      this.late = late;
    }

    private int roll() {
      x = x * 1103515245 + 12345;
      return (x >>> 16) % 100;
    }

    @Override
    public int copies(byte[] frame) {
      if (frame.length < 34 || frame[12] != 8 || frame[13] != 0) {
        return 1; // ARP is spared.
      }
      int r = roll();
      return r < loss ? 0 : r < loss + dup ? 2 : 1;
    }

    @Override
    public long delayNanos(byte[] frame, int copy) {
      return 1_000_000L + (roll() < late ? roll() * 300_000L : 0);
    }
  }

  private static void storm(int seed, int loss, int dup, int late, int there, int back) {
    Lan.run(
        lan -> {
          lan.wireA.setFault(new Weather(seed, loss, dup, late));
          lan.wireA.peer().setFault(new Weather(seed + 1000, loss, dup, late));
          bothWays(lan, B, there, back);
        });
  }

  @Test
  void stream_with_loss() {
    for (int seed = 0; seed < 4; seed++) {
      storm(seed, 5, 0, 0, 200_000, 50_000);
    }
  }

  @Test
  void stream_with_reordering_and_doubles() {
    for (int seed = 0; seed < 4; seed++) {
      storm(seed, 0, 5, 20, 200_000, 50_000);
    }
  }

  @Test
  void stream_in_a_storm() {
    for (int seed = 0; seed < 4; seed++) {
      storm(seed, 10, 5, 20, 60_000, 60_000);
    }
  }
}
