package giantless.stack.socket;

import static giantless.stack.socket.Lan.LOCAL;
import static giantless.stack.socket.Lan.SECOND;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.recv;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_REUSEPORT;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.IpCtloutput;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/**
 * Datagram sockets on many random schedules: what is received, polled for, sent and closed at the
 * same time.
 */
class DatagramSchedulesIT {
  private static final SockAddrIn GROUP = SockAddrIn.parse("224.1.1.1");

  /** The group, and the address of the interface at which it is joined and left. */
  private static final byte[] MREQ = {(byte) 224, 1, 1, 1, 10, 0, 0, 2};

  @Test
  void close_against_delivery() {
    Lan.everySchedule(
        150,
        lan -> {
          int fd = bound(lan.sa, 9);
          KThread r =
              lan.spawn(lan.pa, "r", () -> errno(() -> lan.sa.recv(fd, new byte[9], MSG_DONTWAIT)));
          KThread x = lan.spawn(lan.pa, "closer", () -> lan.sa.close(fd));
          int c = udp(lan.sa);
          lan.sa.sendto(c, bytes("x"), 0, at(LOCAL, 9));
          r.join();
          x.join();
          lan.sleep(SECOND);
        });
  }

  @Test
  void pollers_never_miss_a_datagram() {
    Lan.everySchedule(
        100,
        lan -> {
          int fd = bound(lan.sa, 9);
          KThread[] t = new KThread[2];
          for (int i = 0; i < 2; i++) {
            t[i] =
                lan.spawn(
                    lan.pa,
                    "poller" + i,
                    () -> {
                      BitSet in = new BitSet();
                      in.set(fd);
                      assertThat(lan.sa.select(fd + 1, in, null, null, -1)).isEqualTo(1);
                    });
          }
          lan.sa.sendto(udp(lan.sa), bytes("m"), 0, at(LOCAL, 9));
          t[0].join();
          t[1].join();
        });
  }

  @Test
  void multicast_against_close_and_leave() {
    Lan.everySchedule(
        60,
        lan -> {
          Syscalls s = lan.sb;
          int[] fd = new int[3];
          for (int i = 0; i < 3; i++) {
            fd[i] = udp(s);
            s.setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, 1);
            s.bind(fd[i], new SockAddrIn(0, 9));
            s.setsockopt(fd[i], IpCtloutput.IPPROTO_IP, IpCtloutput.IP_ADD_MEMBERSHIP, MREQ);
          }
          int c = udp(lan.sa);
          lan.sa.setsockopt(
              c, IpCtloutput.IPPROTO_IP, IpCtloutput.IP_MULTICAST_IF, new byte[] {10, 0, 0, 1});
          KThread k1 = lan.spawn(lan.pb, "closer", () -> s.close(fd[1]));
          KThread k2 =
              lan.spawn(
                  lan.pb,
                  "leaver",
                  () ->
                      s.setsockopt(
                          fd[2], IpCtloutput.IPPROTO_IP, IpCtloutput.IP_DROP_MEMBERSHIP, MREQ));
          lan.sa.sendto(c, bytes("group"), 0, at(GROUP, 9));
          k1.join();
          k2.join();
          assertThat(recv(s, fd[0])).isEqualTo("group");
        });
  }

  @Test
  void temporary_connection_never_mixes_destinations() {
    Lan.everySchedule(
        40,
        lan -> {
          int fd = udp(lan.sa);
          int one = bound(lan.sa, 11);
          int two = bound(lan.sa, 12);
          KThread a =
              lan.spawn(lan.pa, "a", () -> lan.sa.sendto(fd, bytes("one"), 0, at(LOCAL, 11)));
          KThread b =
              lan.spawn(lan.pa, "b", () -> lan.sa.sendto(fd, bytes("two"), 0, at(LOCAL, 12)));
          assertThat(recv(lan.sa, one)).isEqualTo("one");
          assertThat(recv(lan.sa, two)).isEqualTo("two");
          a.join();
          b.join();
        });
  }

  @Test
  void connect_and_disconnect_against_delivery() {
    Lan.everySchedule(
        60,
        lan -> {
          int fd = bound(lan.sa, 9);
          int c = bound(lan.sa, 13);
          KThread k =
              lan.spawn(
                  lan.pa,
                  "connector",
                  () -> {
                    lan.sa.connect(fd, at(LOCAL, 13));
                    lan.sa.connect(fd, at(LOCAL, 14));
                  });
          lan.sa.sendto(c, bytes("x"), 0, at(LOCAL, 9));
          k.join();
          lan.sleep(SECOND);
        });
  }
}
