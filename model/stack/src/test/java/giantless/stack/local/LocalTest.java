package giantless.stack.local;

import static giantless.stack.local.Locals.AF_LOCAL;
import static giantless.stack.local.Locals.DGRAM;
import static giantless.stack.local.Locals.SEQPACKET;
import static giantless.stack.local.Locals.STREAM;
import static giantless.stack.local.Locals.at;
import static giantless.stack.local.Locals.bytes;
import static giantless.stack.local.Locals.errno;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Stat;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.Fifo;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What UNIX domain sockets do, with each locking. */
class LocalTest {
  private static final int LOCAL = UnpCtloutput.SOL_LOCAL;

  private static void echo(Locals t) throws Exception {
    for (int type : new int[] {STREAM, SEQPACKET}) {
      int l = t.listener(type, "/l" + type, 5);
      KThread server =
          t.spawn(
              "server",
              () -> {
                int fd = t.s.accept(l, null);
                t.s.write(fd, bytes(t.recv(fd) + "!"));
                t.s.close(fd);
              });
      int c = t.connected(type, "/l" + type);
      t.s.write(c, bytes("hello"));
      assertThat(t.recv(c)).isEqualTo("hello!");
      assertThat(t.recv(c)).isEmpty();
      server.join();
    }
  }

  @Test
  void echo_over_a_connection() {
    Locals.run(LocalTest::echo);
  }

  @Test
  void echo_under_giant() {
    Locals.runUnderGiant(LocalTest::echo);
  }

  @Test
  void names_of_both_ends() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          int c = t.bound(STREAM, "/c");
          t.s.connect(c, at("/l"));
          SockAddr[] peer = new SockAddr[1];
          int a = t.s.accept(l, peer);
          assertThat(peer[0]).isEqualTo(at("/c"));
          assertThat(t.s.getpeername(a)).isEqualTo(at("/c"));
          assertThat(t.s.getsockname(a)).isEqualTo(at("/l"));
          assertThat(t.s.getpeername(c)).isEqualTo(at("/l"));
          int n = t.connected(STREAM, "/l");
          int b = t.s.accept(l, peer);
          assertThat(peer[0]).isEqualTo(SockAddrUn.NONAME);
          assertThat(t.s.getsockname(n)).isEqualTo(SockAddrUn.NONAME);
          assertThat(t.s.getpeername(b)).isEqualTo(SockAddrUn.NONAME);
        });
  }

  @Test
  void client_that_is_gone_is_accepted_and_read_to_its_end() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          int c = t.connected(STREAM, "/l");
          t.s.write(c, bytes("left"));
          t.s.close(c);
          int a = t.s.accept(l, null);
          assertThat(t.recv(a)).isEqualTo("left");
          assertThat(t.recv(a)).isEmpty();
        });
  }

  @Test
  void listener_that_closes_aborts_who_waits() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          int c = t.connected(STREAM, "/l");
          t.s.close(l);
          assertThat(t.s.getsockoptInt(c, SocketConst.SOL_SOCKET, SocketConst.SO_ERROR))
              .isEqualTo(Errno.ECONNABORTED.code());
          assertThat(t.recv(c)).isEmpty();
          t.s.close(c);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void datagrams_keep_their_borders_and_say_who_sent_them() {
    Locals.run(
        t -> {
          int a = t.bound(DGRAM, "/a");
          int b = t.bound(DGRAM, "/a-name-that-is-longer-than-a-sockaddr");
          t.s.sendto(b, bytes("one"), 0, at("/a"));
          int n = t.socket(DGRAM);
          t.s.sendto(n, bytes("two"), 0, at("/a"));
          t.s.sendto(n, bytes(""), 0, at("/a"));
          SockAddr[] from = new SockAddr[1];
          byte[] buf = new byte[10];
          assertThat(t.s.recvfrom(a, buf, 0, 10, 0, from)).isEqualTo(3);
          assertThat(from[0]).isEqualTo(at("/a-name-that-is-longer-than-a-sockaddr"));
          assertThat(t.s.recvfrom(a, buf, 0, 2, 0, from)).isEqualTo(2);
          assertThat(from[0]).isEqualTo(SockAddrUn.NONAME);
          assertThat(t.recv(a)).isEmpty();
        });
  }

  @Test
  void datagram_socket_changes_its_peer() {
    Locals.run(
        t -> {
          int a = t.bound(DGRAM, "/a");
          int b = t.bound(DGRAM, "/b");
          int c = t.connected(DGRAM, "/a");
          t.s.send(c, bytes("to a"), 0);
          t.s.connect(c, at("/b"));
          t.s.send(c, bytes("to b"), 0);
          assertThat(t.recv(a)).isEqualTo("to a");
          assertThat(t.recv(b)).isEqualTo("to b");
          assertThat(t.s.getpeername(c)).isEqualTo(at("/b"));
        });
  }

  @Test
  void datagram_socket_that_is_its_own_peer() {
    Locals.run(
        t -> {
          int a = t.bound(DGRAM, "/a");
          t.s.connect(a, at("/a"));
          t.s.send(a, bytes("me"), 0);
          assertThat(t.recv(a)).isEqualTo("me");
        });
  }

  @Test
  void sequenced_packets_keep_their_borders() {
    Locals.run(
        t -> {
          int[] a = t.pair(SEQPACKET);
          t.s.write(a[0], bytes("one"));
          t.s.send(a[0], bytes("two"), SocketConst.MSG_EOR);
          assertThat(t.recv(a[1])).isEqualTo("one");
          MsgHdr m = new MsgHdr(null, new byte[2]);
          t.s.recvmsg(a[1], m, 0);
          assertThat(m.flags).isEqualTo(SocketConst.MSG_TRUNC);
          t.s.write(a[0], bytes("three"));
          assertThat(t.recv(a[1])).isEqualTo("three");
        });
  }

  @Test
  void pairs_of_every_type_pass_both_ways() {
    Locals.run(
        t -> {
          for (int type : new int[] {STREAM, DGRAM, SEQPACKET}) {
            int[] a = t.pair(type);
            t.s.write(a[0], bytes("there"));
            t.s.write(a[1], bytes("back"));
            assertThat(t.recv(a[1])).isEqualTo("there");
            assertThat(t.recv(a[0])).isEqualTo("back");
          }
        });
  }

  /** A stream takes no more than its send buffer's limit, and goes on when the peer has read. */
  @Test
  void writer_is_held_back_by_what_the_peer_has_not_read() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.nonblocking(a[0]);
          assertThat(t.s.write(a[0], new byte[20_000])).isEqualTo(8192);
          assertThat(errno(() -> t.s.write(a[0], bytes("x")))).isEqualTo(Errno.EWOULDBLOCK);
          PollFd[] fds = {new PollFd(a[0], Poll.POLLOUT)};
          assertThat(t.s.poll(fds, 0)).isZero();
          assertThat(t.s.fstat(a[0]).blksize).isEqualTo(2 * 8192);
          assertThat(t.s.recv(a[1], new byte[100], 0)).isEqualTo(100);
          assertThat(t.s.poll(fds, 0)).isEqualTo(1);
          assertThat(t.s.write(a[0], new byte[100])).isEqualTo(100);
        });
  }

  @Test
  void stat_of_sockets_and_names() {
    Locals.run(
        t -> {
          int a = t.bound(STREAM, "/a");
          Stat st = t.s.stat("/a");
          assertThat(st.mode).isEqualTo(Stat.S_IFSOCK | 0755);
          assertThat(st.ino).isGreaterThan(2);
          int b = t.socket(STREAM);
          assertThat(t.s.fstat(a).ino).isNotEqualTo(t.s.fstat(b).ino);
          assertThat(t.s.fstat(a).blksize).isEqualTo(8192);
        });
  }

  @Test
  void shutdown_of_a_datagram_socket_is_not_told_to_its_peer() {
    Locals.run(
        t -> {
          int[] sv = t.s.socketpair(AF_LOCAL, DGRAM, 0);
          t.s.shutdown(sv[0], SocketConst.SHUT_WR);
          assertThat(errno(() -> t.s.send(sv[0], bytes("x"), SocketConst.MSG_NOSIGNAL)))
              .isEqualTo(Errno.EPIPE);
          assertThat(errno(() -> t.s.recv(sv[1], new byte[1], SocketConst.MSG_DONTWAIT)))
              .isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void shutdown_ends_each_direction() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.s.write(a[0], bytes("last"));
          t.s.shutdown(a[0], SocketConst.SHUT_WR);
          assertThat(errno(() -> t.s.send(a[0], bytes("x"), SocketConst.MSG_NOSIGNAL)))
              .isEqualTo(Errno.EPIPE);
          assertThat(t.recv(a[1])).isEqualTo("last");
          assertThat(t.recv(a[1])).isEmpty();
          t.s.write(a[1], bytes("still"));
          assertThat(t.recv(a[0])).isEqualTo("still");
        });
  }

  // ---- Credentials ----

  @Test
  void credentials_of_the_peer() {
    Locals.run(
        t -> {
          t.s.umask(0);
          Proc server = t.p.fork("server");
          server.setuid(70);
          Syscalls ss = t.h.syscalls(server);
          int l = ss.socket(AF_LOCAL, STREAM, 0);
          ss.umask(0);
          ss.bind(l, at("/l"));
          ss.listen(l, 5);
          Proc client = t.p.fork("client");
          client.setuid(80);
          Syscalls cs = t.h.syscalls(client);
          int c = cs.socket(AF_LOCAL, STREAM, 0);
          cs.connect(c, at("/l"));
          int a = ss.accept(l, null);
          assertThat(ss.getpeereid(a)).containsExactly(80, 80);
          byte[] xucred = ss.getsockopt(a, UnpCtloutput.SOL_LOCAL, UnpCtloutput.LOCAL_PEERCRED, 99);
          assertThat(Sockopt.getInt(xucred, 0)).as("version").isZero();
          assertThat(Sockopt.getInt(xucred, 4)).as("user").isEqualTo(80);
          assertThat(Sockopt.getInt(xucred, 8)).as("number of groups").isEqualTo(1);
          assertThat(Sockopt.getInt(xucred, 12)).as("group").isEqualTo(80);
          assertThat(cs.getpeereid(c)).containsExactly(70, 70);
          assertThat(errno(() -> ss.getpeereid(l))).isEqualTo(Errno.ENOTCONN);
          client.exit(0);
          server.exit(0);
        });
  }

  @Test
  void scm_creds_says_who_the_sender_is() {
    Locals.run(
        t -> {
          int[] a = t.pair(DGRAM);
          t.p.setuid(33);
          byte[] ask =
              CMsg.bytes(
                  new CMsg(
                      SocketConst.SOL_SOCKET, SocketConst.SCM_CREDS, new byte[UnpCreds.CMSGCRED]));
          t.sendControl(a[0], "x", ask);
          CMsg c = CMsg.parse(t.recvmsg(a[1], 200).control).get(0);
          assertThat(c.type).isEqualTo(SocketConst.SCM_CREDS);
          assertThat(Sockopt.getInt(c.data, 0)).isEqualTo(t.p.pid());
          assertThat(Sockopt.getInt(c.data, 4)).isEqualTo(33);
          assertThat(Sockopt.getInt(c.data, 12)).isEqualTo(33);
        });
  }

  @Test
  void local_creds_once_on_a_stream_and_always_with_datagrams() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.s.setsockopt(a[1], LOCAL, UnpCtloutput.LOCAL_CREDS, 1);
          t.s.write(a[0], bytes("1"));
          assertThat(t.recvmsg(a[1], 200).control).isEqualTo(sockcred());
          t.s.write(a[0], bytes("2"));
          assertThat(t.recvmsg(a[1], 200).control).isNull();
          int[] d = t.pair(DGRAM);
          t.s.setsockopt(d[1], LOCAL, UnpCtloutput.LOCAL_CREDS, 1);
          for (int i = 0; i < 2; i++) {
            t.s.write(d[0], bytes("x"));
            assertThat(t.recvmsg(d[1], 200).control).isEqualTo(sockcred());
          }
          // Credentials that the sender gives are replaced, other messages stay.
          byte[] creds =
              CMsg.bytes(
                  new CMsg(
                      SocketConst.SOL_SOCKET, SocketConst.SCM_CREDS, new byte[UnpCreds.CMSGCRED]));
          byte[] rights = Locals.rights(a[0]);
          byte[] both = new byte[creds.length + rights.length];
          System.arraycopy(creds, 0, both, 0, creds.length);
          System.arraycopy(rights, 0, both, creds.length, rights.length);
          t.sendControl(d[0], "x", both);
          List<CMsg> got = CMsg.parse(t.recvmsg(d[1], 300).control);
          assertThat(got).hasSize(2);
          assertThat(got.get(0).data).isEqualTo(UnpCreds.sockcred(t.p.ucred()));
          assertThat(got.get(1).type).isEqualTo(SocketConst.SCM_RIGHTS);
        });
  }

  private static byte[] sockcred() {
    return CMsg.bytes(
        new CMsg(
            SocketConst.SOL_SOCKET,
            SocketConst.SCM_CREDS,
            UnpCreds.sockcred(giantless.stack.kern.Ucred.root())));
  }

  /** A listener with LOCAL_CREDS has children with it. */
  @Test
  void child_of_a_listener_with_local_creds_gets_them() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          t.s.setsockopt(l, LOCAL, UnpCtloutput.LOCAL_CREDS, 1);
          int c = t.connected(STREAM, "/l");
          t.s.write(c, bytes("x"));
          int a = t.s.accept(l, null);
          assertThat(t.recvmsg(a, 200).control).isEqualTo(sockcred());
        });
  }

  @Test
  void times_that_are_asked_for() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          for (int type : new int[] {SocketConst.SCM_TIMESTAMP, SocketConst.SCM_BINTIME}) {
            byte[] ask = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, type, new byte[16]));
            t.sendControl(a[0], "x", ask);
            CMsg c = CMsg.parse(t.recvmsg(a[1], 100).control).get(0);
            assertThat(c.type).isEqualTo(type);
            assertThat(Sockopt.getLong(c.data, 0))
                .isEqualTo(t.h.kernel().timeOfDayNanos() / Locals.SECOND);
          }
        });
  }

  @Test
  void connwait_waits_for_accept() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          int c = t.socket(STREAM);
          t.s.setsockopt(c, LOCAL, UnpCtloutput.LOCAL_CONNWAIT, 1);
          boolean[] done = new boolean[1];
          KThread k =
              t.spawn(
                  "client",
                  () -> {
                    t.s.connect(c, at("/l"));
                    done[0] = true;
                  });
          t.sleep(Locals.SECOND);
          assertThat(done[0]).isFalse();
          t.s.accept(l, null);
          k.join();
          int d = t.socket(STREAM);
          t.s.setsockopt(d, LOCAL, UnpCtloutput.LOCAL_CONNWAIT, 1);
          t.nonblocking(d);
          assertThat(errno(() -> t.s.connect(d, at("/l")))).isEqualTo(Errno.EINPROGRESS);
          assertThat(errno(() -> t.s.connect(d, at("/l")))).isEqualTo(Errno.EALREADY);
          t.s.close(l);
          assertThat(t.s.getsockoptInt(d, SocketConst.SOL_SOCKET, SocketConst.SO_ERROR))
              .isEqualTo(Errno.ECONNABORTED.code());
        });
  }

  // ---- The list, and fifos ----

  @Test
  void list_of_control_blocks_shows_names_and_peers() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          int c = t.connected(STREAM, "/l");
          int[] d = t.pair(DGRAM);
          t.sendFds(d[0], c);
          assertThat(t.h.unix().pcblist())
              .extracting(Object::toString)
              .containsExactlyInAnyOrder(
                  "1 /l -> null",
                  "1 (no name) -> /l",
                  "1 /l -> (no name)",
                  "2 (no name) -> (no name)",
                  "2 (no name) -> (no name)");
          assertThat(t.h.unix().pcblist()).extracting(x -> x.msgcount).contains(1);
          assertThat(t.h.unix().count()).isEqualTo(5);
          t.s.close(l);
        });
  }

  @Test
  void fifo_by_name() {
    Locals.run(
        t -> {
          t.s.mkfifo("/f", 0666);
          assertThat(t.s.stat("/f").mode).isEqualTo(Stat.S_IFIFO | 0644);
          assertThat(errno(() -> t.s.open("/f", Fifo.O_WRONLY | Syscalls.O_NONBLOCK)))
              .isEqualTo(Errno.ENXIO);
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    int fd = t.s.open("/f", Fifo.O_WRONLY);
                    t.s.write(fd, new byte[20_000]);
                    t.s.close(fd);
                  });
          int r = t.s.open("/f", Fifo.O_RDONLY);
          int n = 0;
          int got;
          while ((got = t.s.read(r, new byte[3000])) > 0) {
            n += got;
          }
          assertThat(n).isEqualTo(20_000);
          w.join();
          Proc user = t.p.fork("user");
          user.setuid(7);
          Syscalls u = t.h.syscalls(user);
          assertThat(errno(() -> u.open("/f", Fifo.O_WRONLY | Syscalls.O_NONBLOCK)))
              .isEqualTo(Errno.EACCES);
          user.exit(0);
        });
  }
}
