package giantless.stack.socket;

import static giantless.stack.socket.Lan.A;
import static giantless.stack.socket.Lan.B;
import static giantless.stack.socket.Lan.LOCAL;
import static giantless.stack.socket.Lan.SECOND;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.udp;
import static giantless.stack.socket.SocketConst.AF_INET;
import static giantless.stack.socket.SocketConst.MSG_DONTWAIT;
import static giantless.stack.socket.SocketConst.SOCK_RAW;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_BROADCAST;
import static giantless.stack.socket.SocketConst.SO_REUSEPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InCksum;
import giantless.stack.netinet.Ip;
import giantless.stack.netinet.IpCtloutput;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each allocation of an mbuf on the ways of datagrams is denied in turn: ARP, fragments, control
 * messages, options, copies for the members of a group, ICMP. Whatever was under way goes on or is
 * dropped, nothing is left behind, no datagram arrives in part, and afterwards all is as before.
 */
class DatagramMemoryIT {
  private static final int IP = IpCtloutput.IPPROTO_IP;
  private static final SockAddrIn ALL = SockAddrIn.parse("10.0.0.255");
  private static final SockAddrIn GROUP = SockAddrIn.parse("224.1.1.1");
  private static final List<Errno> SHORT =
      List.of(Errno.OK, Errno.ENOBUFS, Errno.EWOULDBLOCK, Errno.ECONNREFUSED);

  /** What one round has got through. */
  private static final class Round {
    private final Lan lan;
    private final boolean mustSucceed;
    private int arrived;

    Round(Lan lan, boolean mustSucceed) {
      this.lan = lan;
      this.mustSucceed = mustSucceed;
    }

    private boolean call(Lan.Call call) {
      Errno e = Lan.errno(call);
      assertThat(e).isIn(mustSucceed ? List.of(Errno.OK) : SHORT);
      return e == Errno.OK;
    }

    private void send(Syscalls s, int fd, byte[] data, SockAddr to) {
      call(() -> assertThat(s.sendto(fd, data, 0, to)).isEqualTo(data.length));
      lan.sleep(SECOND);
    }

    /** What is there is whole. */
    private boolean recv(Syscalls s, int fd, byte[] want) {
      byte[] b = new byte[want.length + 50];
      return call(
          () -> {
            int n = s.recv(fd, b, MSG_DONTWAIT);
            assertThat(Arrays.copyOf(b, n)).isEqualTo(want);
            arrived++;
          });
    }

    private void echo(int length) throws SysException {
      Syscalls s = lan.sb;
      int server = bound(s, 7);
      int fd = udp(lan.sa);
      s.setsockopt(server, IP, IpCtloutput.IP_RECVDSTADDR, 1);
      s.setsockopt(server, IP, IpCtloutput.IP_RECVOPTS, 1);
      s.setsockopt(server, SOL_SOCKET, SocketConst.SO_TIMESTAMP, 1);
      call(
          () ->
              lan.sa.setsockopt(
                  fd, IP, IpCtloutput.IP_OPTIONS, new byte[] {7, 7, 4, 0, 0, 0, 0, 0}));
      byte[] data = new byte[length];
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (i * 7);
      }
      send(lan.sa, fd, data, at(B, 7));
      MsgHdr m = new MsgHdr(null, new byte[length + 1]);
      m.controllen = 200;
      boolean got = call(() -> assertThat(s.recvmsg(server, m, MSG_DONTWAIT)).isEqualTo(length));
      if (got) {
        arrived++;
        MsgHdr back = new MsgHdr(m.name, data);
        back.control =
            CMsg.bytes(new CMsg(IP, IpCtloutput.IP_SENDSRCADDR, new byte[] {10, 0, 0, 2}));
        call(() -> assertThat(s.sendmsg(server, back, 0)).isEqualTo(length));
        lan.sleep(SECOND);
        recv(lan.sa, fd, data);
      }
      s.close(server);
      lan.sa.close(fd);
    }

    private void many() throws SysException {
      Syscalls s = lan.sb;
      int[] fd = new int[2];
      for (int i = 0; i < fd.length; i++) {
        fd[i] = udp(s);
        s.setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, 1);
        s.bind(fd[i], new SockAddrIn(0, 9));
        byte[] mreq = {(byte) 224, 1, 1, 1, 10, 0, 0, 2};
        int member = fd[i];
        call(() -> s.setsockopt(member, IP, IpCtloutput.IP_ADD_MEMBERSHIP, mreq));
      }
      int c = bound(lan.sa, 9);
      lan.sa.setsockopt(c, SOL_SOCKET, SO_BROADCAST, 1);
      call(() -> lan.sa.setsockopt(c, IP, IpCtloutput.IP_MULTICAST_IF, new byte[] {10, 0, 0, 1}));
      call(
          () ->
              lan.sa.setsockopt(
                  c,
                  IP,
                  IpCtloutput.IP_ADD_MEMBERSHIP,
                  new byte[] {(byte) 224, 1, 1, 1, 10, 0, 0, 1}));
      for (SockAddrIn to : List.of(ALL, GROUP)) {
        send(lan.sa, c, bytes("many"), at(to, 9));
        recv(s, fd[0], bytes("many"));
        recv(s, fd[1], bytes("many"));
        recv(lan.sa, c, bytes("many"));
      }
      lan.sa.close(c);
      s.close(fd[0]);
      s.close(fd[1]);
    }

    private void icmp() throws SysException {
      int c = udp(lan.sa);
      call(() -> lan.sa.connect(c, at(B, 99)));
      send(lan.sa, c, bytes("nobody"), null);
      Errno e = Lan.errno(() -> lan.sa.recv(c, new byte[9], MSG_DONTWAIT));
      assertThat(e).isIn(mustSucceed ? List.of(Errno.ECONNREFUSED) : SHORT);
      lan.sa.close(c);
      int raw = lan.sa.socket(AF_INET, SOCK_RAW, 1);
      byte[] echo = new byte[1600];
      echo[0] = 8;
      Ip.put16(echo, 2, InCksum.cksum(echo, 0, echo.length));
      send(lan.sa, raw, echo, B);
      call(() -> assertThat(lan.sa.recv(raw, new byte[2000], MSG_DONTWAIT)).isEqualTo(1620));
      lan.sa.close(raw);
    }

    private void within() throws SysException {
      int server = bound(lan.sa, 7);
      int fd = udp(lan.sa);
      for (SockAddrIn to : List.of(LOCAL, A)) {
        send(lan.sa, fd, bytes("within"), at(to, 7));
        recv(lan.sa, server, bytes("within"));
      }
      lan.sa.close(fd);
      lan.sa.close(server);
    }

    void run() throws SysException {
      echo(100);
      // ARP holds one packet, so what is in fragments comes behind.
      echo(1600);
      many();
      icmp();
      within();
    }
  }

  private static void rounds(Lan lan, FailingAllocation memory, int[] arrived) throws SysException {
    Round first = new Round(lan, false);
    first.run();
    arrived[0] += first.arrived;
    // The rest of a packet whose other fragments were lost goes, and so do entries without answer.
    memory.end();
    lan.sleep(31 * SECOND);
    Round second = new Round(lan, true);
    second.run();
    assertThat(second.arrived).isEqualTo(12);
  }

  @Test
  void every_denied_allocation_is_survived() {
    int[] arrived = new int[1];
    int runs = Lan.everyAllocationFails(1, (lan, memory) -> rounds(lan, memory, arrived));
    // One that is denied costs the echoes that hang on it, and most others come.
    assertThat(runs).isGreaterThan(60);
    assertThat(arrived[0]).isBetween(9 * runs, 12 * runs - 1);
  }

  @Test
  void four_denied_allocations_in_a_row_are_survived() {
    int[] arrived = new int[1];
    int runs = Lan.everyAllocationFails(4, (lan, memory) -> rounds(lan, memory, arrived));
    assertThat(runs).isGreaterThan(15);
    assertThat(arrived[0]).isBetween(6 * runs, 12 * runs - 1);
  }

  /** The negative twin: who forgets what it had got when the next allocation is denied. */
  @Test
  void mbuf_that_is_forgotten_when_the_next_is_denied_is_found() {
    assertThatThrownBy(
            () ->
                Lan.everyAllocationFails(
                    1,
                    (lan, memory) -> {
                      MbufPool pool = lan.a.mbufs();
                      Mbuf m = pool.get(How.DONTWAIT, Mbuf.MT_DATA);
                      Mbuf n = m == null ? null : pool.get(How.DONTWAIT, Mbuf.MT_DATA);
                      if (n != null) {
                        pool.free(n);
                        pool.free(m);
                      }
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("left at shutdown: 1 mbufs");
  }
}
