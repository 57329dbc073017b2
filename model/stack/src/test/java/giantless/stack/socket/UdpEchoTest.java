package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.LOCAL;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.recv;
import static giantless.stack.socket.Lan.udp;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import org.junit.jupiter.api.Test;

/** Datagrams there and back, by every way through the stack. */
class UdpEchoTest {

  private static void echo(Lan lan, SockAddrIn server) throws Exception {
    boolean remote = server.addr() == B.addr();
    KThread t =
        lan.spawn(
            remote ? lan.pb : lan.pa,
            "server",
            () -> {
              var s = remote ? lan.sb : lan.sa;
              int fd = bound(s, 7);
              SockAddr[] from = new SockAddr[1];
              byte[] b = new byte[100];
              int n = s.recvfrom(fd, b, 0, b.length, 0, from);
              s.sendto(fd, b, 0, n, 0, from[0]);
              s.close(fd);
            });
    lan.sleep(Lan.SECOND);
    int fd = udp(lan.sa);
    lan.sa.sendto(fd, bytes("hello"), 0, at(server, 7));
    assertThat(recv(lan.sa, fd)).isEqualTo("hello");
    t.join();
    lan.sa.close(fd);
  }

  @Test
  void over_the_wire() {
    Lan.run(lan -> echo(lan, B));
  }

  @Test
  void over_the_wire_under_giant() {
    Lan.runUnderGiant(lan -> echo(lan, B));
  }

  @Test
  void over_loopback() {
    Lan.run(lan -> echo(lan, LOCAL));
  }

  @Test
  void to_the_own_address_of_the_wire() {
    Lan.run(lan -> echo(lan, A));
  }

  @Test
  void on_many_schedules() {
    Lan.everySchedule(30, lan -> echo(lan, B));
  }
}
