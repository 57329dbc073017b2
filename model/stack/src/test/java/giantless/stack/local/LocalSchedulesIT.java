package giantless.stack.local;

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
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.socket.SocketConst;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * UNIX domain sockets under many schedules, with each locking. Each run ends with all processes
 * gone and no socket, mbuf, file, vnode reference or descriptor in flight left; a thread that
 * sleeps for ever is a deadlock.
 */
class LocalSchedulesIT {
  private static final int SCHEDULES = 25;

  private static final Errno[] REFUSED = {
    Errno.OK, Errno.ECONNREFUSED, Errno.ECONNABORTED, Errno.ENOENT
  };

  // ---- Connections come and go ----

  @Test
  void connect_against_close_of_the_listener() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          KThread[] k = new KThread[3];
          for (int i = 0; i < 2; i++) {
            k[i] =
                t.spawn(
                    "client" + i,
                    () -> {
                      int c = t.socket(STREAM);
                      assertThat(errno(() -> t.s.connect(c, at("/l")))).isIn((Object[]) REFUSED);
                      t.s.close(c);
                    });
          }
          k[2] = t.spawn("closer", () -> t.s.close(l));
          Locals.join(k);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void accept_against_close_of_listener_and_client() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(SEQPACKET, "/l", 5);
          int c = t.connected(SEQPACKET, "/l");
          KThread a =
              t.spawn(
                  "acceptor",
                  () ->
                      assertThat(errno(() -> t.s.accept(l, null)))
                          .isIn(Errno.OK, Errno.EBADF, Errno.ECONNABORTED));
          KThread z =
              t.spawn(
                  "closer",
                  () -> {
                    errno(() -> t.s.shutdown(l, SocketConst.SHUT_RD));
                    t.s.close(l);
                  });
          KThread y = t.spawn("client", () -> t.s.close(c));
          Locals.join(a, z, y);
        });
  }

  /**
   * The collector looks while a reference waits to be given up, and that is given up without a
   * close of anything: at the end of the machine somebody must look again.
   */
  @Test
  void socket_in_its_own_buffer_is_collected_at_the_end_though_a_message_went_late() {
    Locals.Body body =
        t -> {
          int[] own = t.pair(STREAM);
          int[] other = t.pair(STREAM);
          t.sendControl(own[0], "x", Locals.rights(own[1]));
          t.sendControl(other[0], "x", Locals.rights(own[1]));
          assertThat(t.h.unix().inflight()).isEqualTo(2);
        };
    // A collector that begins only when the machine ends.
    Locals.run(body);
    Locals.everySchedule(SCHEDULES, body);
  }

  @Test
  void connect_against_bind_and_unlink() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.socket(STREAM);
          KThread b =
              t.spawn(
                  "server",
                  () -> {
                    t.s.bind(l, at("/l"));
                    t.s.listen(l, 5);
                  });
          KThread u =
              t.spawn(
                  "unlink",
                  () -> assertThat(errno(() -> t.s.unlink("/l"))).isIn(Errno.OK, Errno.ENOENT));
          KThread c =
              t.spawn(
                  "client",
                  () -> {
                    int fd = t.socket(STREAM);
                    assertThat(errno(() -> t.s.connect(fd, at("/l")))).isIn((Object[]) REFUSED);
                  });
          Locals.join(b, u, c);
          assertThat(t.s.getsockname(l)).isEqualTo(at("/l"));
        });
  }

  /** One of them binds (D-20); the node of the name leads to a socket or there is none. */
  @Test
  void two_binds_of_one_socket() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int fd = t.socket(DGRAM);
          Errno[] e = new Errno[2];
          KThread a = t.spawn("a", () -> e[0] = errno(() -> t.s.bind(fd, at("/a"))));
          KThread b = t.spawn("b", () -> e[1] = errno(() -> t.s.bind(fd, at("/b"))));
          Locals.join(a, b);
          assertThat(List.of(e[0], e[1])).contains(Errno.OK);
          assertThat(List.of(e[0], e[1])).containsAnyOf(Errno.EINVAL, Errno.EALREADY);
          assertThat(e[0] == Errno.OK ? "/a" : "/b").isEqualTo(t.s.getsockname(fd).toString());
        });
  }

  @Test
  void two_binds_to_one_name() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          Errno[] e = new Errno[2];
          KThread a = t.spawn("a", () -> e[0] = errno(() -> t.bound(DGRAM, "/s")));
          KThread b = t.spawn("b", () -> e[1] = errno(() -> t.bound(DGRAM, "/s")));
          Locals.join(a, b);
          assertThat(List.of(e[0], e[1])).containsExactlyInAnyOrder(Errno.OK, Errno.EADDRINUSE);
        });
  }

  /** D-22: a datagram socket has one peer, whoever was last. */
  @Test
  void two_connects_of_one_datagram_socket() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int a = t.bound(DGRAM, "/a");
          int b = t.bound(DGRAM, "/b");
          int c = t.connected(DGRAM, "/a");
          KThread[] k = new KThread[2];
          String[] to = {"/a", "/b"};
          for (int i = 0; i < 2; i++) {
            String name = to[i];
            k[i] =
                t.spawn(
                    name,
                    () ->
                        assertThat(errno(() -> t.s.connect(c, at(name))))
                            .isIn(Errno.OK, Errno.EISCONN, Errno.EALREADY));
          }
          Locals.join(k);
          t.s.close(a);
          t.s.close(b);
          assertThat(errno(() -> t.s.send(c, bytes("x"), 0)))
              .isIn(Errno.ECONNRESET, Errno.EDESTADDRREQ);
        });
  }

  @Test
  void two_connects_of_one_stream() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          t.listener(STREAM, "/l", 5);
          int c = t.socket(STREAM);
          Errno[] e = new Errno[2];
          KThread a = t.spawn("a", () -> e[0] = errno(() -> t.s.connect(c, at("/l"))));
          KThread b = t.spawn("b", () -> e[1] = errno(() -> t.s.connect(c, at("/l"))));
          Locals.join(a, b);
          assertThat(List.of(e[0], e[1])).contains(Errno.OK);
          assertThat(List.of(e[0], e[1])).containsAnyOf(Errno.EISCONN, Errno.EALREADY);
          // The listener, the client and its one peer.
          assertThat(t.h.sockets().numopensockets()).isEqualTo(3);
        });
  }

  @Test
  void listen_against_connect_of_the_same_socket() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          t.listener(STREAM, "/l", 5);
          int fd = t.bound(STREAM, "/x");
          Errno[] e = new Errno[2];
          KThread a = t.spawn("a", () -> e[0] = errno(() -> t.s.connect(fd, at("/l"))));
          KThread b = t.spawn("b", () -> e[1] = errno(() -> t.s.listen(fd, 1)));
          Locals.join(a, b);
          assertThat(List.of(e[0], e[1])).containsOnlyOnce(Errno.OK);
          assertThat(t.h.sockets().numopensockets()).isEqualTo(e[0] == Errno.OK ? 3 : 2);
        });
  }

  /** D-27: each end wants the other. */
  @Test
  void both_ends_close_at_once() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          for (int type : new int[] {STREAM, DGRAM}) {
            int[] a = t.pair(type);
            KThread x = t.spawn("x", () -> t.s.close(a[0]));
            KThread y = t.spawn("y", () -> t.s.close(a[1]));
            Locals.join(x, y);
          }
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void target_of_datagrams_closes_under_its_senders() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int a = t.bound(DGRAM, "/a");
          KThread[] k = new KThread[3];
          for (int i = 0; i < 2; i++) {
            int fd = t.connected(DGRAM, "/a");
            k[i] =
                t.spawn(
                    "sender" + i,
                    () -> {
                      assertThat(errno(() -> t.s.send(fd, bytes("x"), 0)))
                          .isIn(Errno.OK, Errno.ECONNRESET, Errno.EDESTADDRREQ, Errno.ENOTCONN);
                      t.s.close(fd);
                    });
          }
          k[2] = t.spawn("closer", () -> t.s.close(a));
          Locals.join(k);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void sendto_against_close_of_the_target() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int a = t.bound(DGRAM, "/a");
          int c = t.socket(DGRAM);
          KThread k =
              t.spawn(
                  "sender",
                  () ->
                      assertThat(errno(() -> t.s.sendto(c, bytes("x"), 0, at("/a"))))
                          .isIn(Errno.OK, Errno.ECONNREFUSED));
          t.s.close(a);
          k.join();
        });
  }

  @Test
  void send_and_shutdown_against_close() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int[] a = t.pair(STREAM);
          KThread w =
              t.spawn(
                  "writer",
                  () ->
                      assertThat(
                              errno(
                                  () -> t.s.send(a[0], new byte[10_000], SocketConst.MSG_NOSIGNAL)))
                          .isIn(Errno.OK, Errno.EPIPE, Errno.ENOTCONN));
          KThread d = t.spawn("shutdown", () -> errno(() -> t.s.shutdown(a[0], 1)));
          t.s.close(a[1]);
          Locals.join(w, d);
        });
  }

  // ---- Data ----

  /** Nothing is lost or doubled, and nobody sleeps for ever. */
  @Test
  void writer_and_reader_of_a_full_stream() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          t.h.kernel().sysctl().set("net.local.stream.sendspace", 1000);
          int[] a = t.pair(STREAM);
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    byte[] b = new byte[5000];
                    for (int i = 0; i < b.length; i++) {
                      b[i] = (byte) (i % 251);
                    }
                    assertThat(t.s.write(a[0], b)).isEqualTo(b.length);
                    t.s.close(a[0]);
                  });
          int n = 0;
          int got;
          byte[] b = new byte[700];
          while ((got = t.s.read(a[1], b)) > 0) {
            for (int i = 0; i < got; i++, n++) {
              assertThat(b[i]).isEqualTo((byte) (n % 251));
            }
          }
          assertThat(n).isEqualTo(5000);
          w.join();
        });
  }

  @Test
  void list_against_connect_and_close() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          t.bound(DGRAM, "/a");
          KThread c = t.spawn("client", () -> t.s.close(t.connected(DGRAM, "/a")));
          KThread l =
              t.spawn(
                  "netstat",
                  () ->
                      assertThat(t.h.unix().pcblist())
                          .allMatch(x -> x.peer == null || x.peer.equals(at("/a"))));
          Locals.join(c, l);
        });
  }

  // ---- Descriptors in flight, and the collector ----

  /** Closes sockets of a process of its own, each of which has the collector look. */
  private static KThread collector(Locals t, int times) {
    Proc q = t.h.newProc("q");
    Syscalls s = t.h.syscalls(q);
    return Locals.spawn(
        q,
        "collector",
        () -> {
          for (int i = 0; i < times; i++) {
            s.close(s.socket(Locals.AF_LOCAL, DGRAM, 0));
          }
        });
  }

  @Test
  void descriptor_is_sent_while_it_is_closed() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          KThread s =
              t.spawn(
                  "sender",
                  () -> assertThat(errno(() -> t.sendFds(a[0], b[0]))).isIn(Errno.OK, Errno.EBADF));
          t.s.close(b[0]);
          s.join();
          t.s.close(a[0]);
          t.s.close(a[1]);
          t.h.unix().gc.drain();
          assertThat(t.recv(b[1])).isEmpty();
        });
  }

  /** What is received is whole: the collector took nothing that somebody could get at. */
  @Test
  void collector_against_send_and_receive() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int[] a = t.pair(STREAM);
          int[] outer = t.pair(STREAM);
          int[] inner = t.pair(STREAM);
          t.s.write(inner[0], bytes("deep"));
          KThread sender = t.spawn("sender", () -> sendNested(t, a[0], outer, inner));
          KThread closer =
              t.spawn(
                  "closer",
                  () -> {
                    t.s.close(outer[1]);
                    t.s.close(inner[1]);
                  });
          KThread gc = collector(t, 3);
          boolean[] sent = new boolean[1];
          KThread receiver =
              t.spawn(
                  "receiver",
                  () -> {
                    int[] fds = receive(t, a[1]);
                    if (fds != null) {
                      sent[0] = true;
                      int[] in = receive(t, fds[0]);
                      if (in != null) {
                        assertThat(t.recv(in[0])).isEqualTo("deep");
                      }
                    }
                  });
          Locals.join(sender, closer);
          t.s.shutdown(a[0], SocketConst.SHUT_WR);
          Locals.join(gc, receiver);
        });
  }

  private static void sendNested(Locals t, int to, int[] outer, int[] inner) {
    // Either may have been closed before; each call alone passes all or nothing.
    errno(() -> t.sendFds(outer[0], inner[1]));
    errno(() -> t.s.close(outer[0]));
    errno(() -> t.sendFds(to, outer[1]));
  }

  /** The descriptors of the next message, or null at the end. */
  private static int[] receive(Locals t, int fd) throws SysException {
    giantless.stack.socket.MsgHdr m = new giantless.stack.socket.MsgHdr(null, new byte[10]);
    m.controllen = 100;
    if (t.s.recvmsg(fd, m, 0) == 0) {
      return null;
    }
    byte[] b = giantless.stack.socket.CMsg.parse(m.control).get(0).data;
    int[] fds = new int[b.length / 4];
    for (int i = 0; i < fds.length; i++) {
      fds[i] = giantless.stack.socket.Sockopt.getInt(b, 4 * i);
    }
    return fds;
  }

  /** A socket goes from buffer to buffer, and has no descriptor most of the time. */
  @Test
  void collector_against_a_socket_that_is_passed_on() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          int[] x = t.pair(STREAM);
          t.s.write(x[0], bytes("whole"));
          t.sendFds(a[0], x[1]);
          t.s.close(x[1]);
          KThread mover =
              t.spawn(
                  "mover",
                  () -> {
                    int fd = t.recvFds(a[1])[0];
                    t.sendFds(b[0], fd);
                    t.s.close(fd);
                  });
          KThread gc = collector(t, 3);
          int got = t.recvFds(b[1])[0];
          assertThat(t.recv(got)).isEqualTo("whole");
          Locals.join(mover, gc);
        });
  }

  /** A cycle is closed from two sides at once, and the collector runs for each. */
  @Test
  void cycle_is_collected_whoever_closes_last() {
    Locals.everySchedule(
        SCHEDULES,
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.sendFds(a[0], b[1]);
          t.sendFds(b[0], a[1]);
          KThread x =
              t.spawn(
                  "x",
                  () -> {
                    t.s.close(a[0]);
                    t.s.close(b[1]);
                  });
          KThread y =
              t.spawn(
                  "y",
                  () -> {
                    t.s.close(a[1]);
                    t.s.close(b[0]);
                  });
          Locals.join(x, y);
          // The last descriptor may have been one of a socket in flight, which is no close.
          t.s.close(t.socket(DGRAM));
          t.h.unix().gc.drain();
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void short_of_memory_nothing_is_lost() {
    Locals.shortOfMemory(
        SCHEDULES,
        t -> {
          int l = t.listener(SEQPACKET, "/l", 5);
          KThread c =
              t.spawn(
                  "client",
                  () -> {
                    int fd = t.connected(SEQPACKET, "/l");
                    errno(() -> t.sendFds(fd, fd));
                    errno(() -> t.s.write(fd, bytes("x")));
                    t.s.close(fd);
                  });
          int fd = t.s.accept(l, null);
          errno(() -> t.recvmsg(fd, 100));
          c.join();
        });
  }
}
