package giantless.stack.socket;

import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;
import giantless.stack.net.SockAddr;
import org.junit.jupiter.api.Test;

/** listen(2), accept(2) and the queues between them: results and errnos. */
class AcceptTest {
  @Test
  void accept_refuses_what_is_no_listener() {
    Streams.run(
        t -> {
          Syscalls s = t.s;
          int fd = t.socket();
          int udp = s.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
          int file = NoSocket.open(t.p);
          assertThat(errno(() -> s.accept(fd, null))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.accept(udp, null))).isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> s.accept(file, null))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> s.accept(99, null))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.accept(fd, new SockAddr[0]))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.listen(fd, 1))).isEqualTo(Errno.EDESTADDRREQ);
          assertThat(errno(() -> s.listen(udp, 1))).isEqualTo(Errno.EOPNOTSUPP);
        });
  }

  @Test
  void listen_refuses_a_socket_that_is_connected() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          assertThat(errno(() -> t.s.listen(sv[0], 1))).isEqualTo(Errno.EINVAL);
          assertThat(t.so(sv[0]).hasOption(SocketConst.SO_ACCEPTCONN)).isFalse();
        });
  }

  @Test
  void listener_does_not_connect() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          assertThat(errno(() -> t.s.connect(l, Streams.port(1)))).isEqualTo(Errno.EOPNOTSUPP);
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_ACCEPTCONN)).isNotZero();
          assertThat(t.s.getsockoptInt(t.socket(), SOL_SOCKET, SocketConst.SO_ACCEPTCONN)).isZero();
        });
  }

  @Test
  void connections_come_in_the_order_in_which_they_were_made() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          int[] c = new int[3];
          for (int i = 0; i < 3; i++) {
            c[i] = t.socket();
            t.s.bind(c[i], Streams.port(100 + i));
            t.s.connect(c[i], Streams.port(1));
          }
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_LISTENQLEN)).isEqualTo(3);
          SoListen.check(t.so(l));
          for (int i = 0; i < 3; i++) {
            SockAddr[] peer = new SockAddr[1];
            int fd = t.s.accept(l, peer);
            assertThat(peer[0]).isEqualTo(Streams.port(100 + i));
            t.s.send(c[i], bytes("from " + i), 0);
            assertThat(Lan.recv(t.s, fd)).isEqualTo("from " + i);
          }
        });
  }

  @Test
  void accept_without_waiting_is_ewouldblock() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          t.nonblocking(l);
          int open = t.p.fd().openCount();
          assertThat(errno(() -> t.s.accept(l, null))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.p.fd().openCount()).isEqualTo(open);
          t.connected(1);
          int fd = t.s.accept(l, null);
          assertThat(t.s.fcntl(fd, Syscalls.F_GETFL, 0) & Syscalls.O_NONBLOCK).isNotZero();
          assertThat(errno(() -> Lan.recv(t.s, fd))).isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void child_has_what_its_listener_has() {
    Streams.run(
        t -> {
          int l = t.socket();
          t.s.bind(l, Streams.port(1));
          t.s.setsockopt(l, SOL_SOCKET, SocketConst.SO_KEEPALIVE, 1);
          t.s.setsockopt(l, SOL_SOCKET, SocketConst.SO_RCVBUF, 700);
          t.s.setsockopt(l, SOL_SOCKET, SocketConst.SO_RCVLOWAT, 9);
          t.s.setsockopt(l, SOL_SOCKET, SocketConst.SO_RCVTIMEO, Sockopt.ofTimeval(3, 0));
          t.s.setsockopt(l, SOL_SOCKET, SocketConst.SO_LINGER, Sockopt.ofLinger(1, 8));
          t.s.fcntl(l, Syscalls.F_SETOWN, t.p.pid());
          t.s.listen(l, 5);
          int c = t.connected(1);
          int[] io = new int[1];
          t.p.sigaction(Signal.SIGIO, s -> io[0]++, 0);
          t.s.fcntl(l, Syscalls.F_SETFL, Syscalls.O_ASYNC);
          int fd = t.s.accept(l, null);
          t.s.write(c, new byte[1]);
          assertThat(io[0]).isEqualTo(1);
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_KEEPALIVE)).isNotZero();
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_RCVBUF)).isEqualTo(700);
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_RCVLOWAT)).isEqualTo(9);
          assertThat(t.s.getsockopt(fd, SOL_SOCKET, SocketConst.SO_RCVTIMEO, 16))
              .isEqualTo(Sockopt.ofTimeval(3, 0));
          assertThat(Sockopt.getInt(t.s.getsockopt(fd, SOL_SOCKET, SocketConst.SO_LINGER, 8), 4))
              .isEqualTo(8);
          assertThat(t.s.getsockoptInt(fd, SOL_SOCKET, SocketConst.SO_ACCEPTCONN)).isZero();
          assertThat(t.s.fcntl(fd, Syscalls.F_GETOWN, 0)).isEqualTo(t.p.pid());
        });
  }

  /** One and a half times the backlog, and one. */
  @Test
  void backlog_is_the_limit_of_connections_that_wait() {
    Streams.run(
        t -> {
          int l = t.listener(1, 2);
          for (int i = 0; i < 4; i++) {
            t.connected(1);
          }
          assertThat(errno(() -> t.connected(1))).isEqualTo(Errno.ECONNREFUSED);
          t.s.close(t.s.accept(l, null));
          assertThat(errno(() -> t.connected(1))).isEqualTo(Errno.OK);
          assertThat(errno(() -> t.connected(1))).isEqualTo(Errno.ECONNREFUSED);
          t.s.listen(l, 100);
          assertThat(errno(() -> t.connected(1))).isEqualTo(Errno.OK);
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_LISTENQLIMIT)).isEqualTo(100);
          t.s.listen(l, -1);
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_LISTENQLIMIT)).isEqualTo(128);
        });
  }

  @Test
  void oldest_incomplete_connection_makes_room_for_a_new_one() {
    Streams.run(
        t -> {
          t.net.slowOpen = true;
          int l = t.listener(1, 1);
          int[] c = new int[3];
          for (int i = 0; i < 3; i++) {
            c[i] = t.socket();
            t.nonblocking(c[i]);
            int fd = c[i];
            assertThat(errno(() -> t.s.connect(fd, Streams.port(1)))).isEqualTo(Errno.EINPROGRESS);
          }
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_LISTENINCQLEN)).isEqualTo(2);
          assertThat(t.s.getsockoptInt(c[0], SOL_SOCKET, SocketConst.SO_ERROR))
              .isEqualTo(Errno.ECONNRESET.code());
          assertThat(errno(() -> t.s.connect(c[1], Streams.port(1)))).isEqualTo(Errno.EALREADY);
          t.net.establish(t.so(c[2]));
          t.net.establish(t.so(c[1]));
          SoListen.check(t.so(l));
          assertThat(errno(() -> t.s.connect(c[1], Streams.port(1)))).isEqualTo(Errno.EISCONN);
          int fd = t.s.accept(l, null);
          t.s.send(c[2], bytes("first to complete"), 0);
          assertThat(Lan.recv(t.s, fd)).isEqualTo("first to complete");
        });
  }

  @Test
  void connection_that_was_reset_before_accept_is_econnaborted() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          int c = t.connected(1);
          int second = t.connected(1);
          t.net.resetPeer(t.so(c));
          int open = t.p.fd().openCount();
          assertThat(errno(() -> t.s.accept(l, null))).isEqualTo(Errno.ECONNABORTED);
          assertThat(t.p.fd().openCount()).isEqualTo(open);
          t.s.send(second, bytes("alive"), 0);
          assertThat(Lan.recv(t.s, t.s.accept(l, null))).isEqualTo("alive");
        });
  }

  @Test
  void connection_that_was_reset_before_it_was_complete_leaves_the_queue() {
    Streams.run(
        t -> {
          t.net.slowOpen = true;
          int l = t.listener(1, 5);
          int c = t.socket();
          t.nonblocking(c);
          assertThat(errno(() -> t.s.connect(c, Streams.port(1)))).isEqualTo(Errno.EINPROGRESS);
          int sockets = t.h.sockets().numopensockets();
          t.net.resetPeer(t.so(c));
          assertThat(t.h.sockets().numopensockets()).isEqualTo(sockets - 1);
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_LISTENINCQLEN)).isZero();
          SoListen.check(t.so(l));
        });
  }

  @Test
  void listener_that_closes_resets_whatever_waits() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          int complete = t.connected(1);
          t.net.slowOpen = true;
          int incomplete = t.socket();
          t.nonblocking(incomplete);
          assertThat(errno(() -> t.s.connect(incomplete, Streams.port(1))))
              .isEqualTo(Errno.EINPROGRESS);
          t.s.close(l);
          assertThat(t.h.sockets().numopensockets()).isEqualTo(2);
          assertThat(errno(() -> Lan.recv(t.s, complete))).isEqualTo(Errno.ECONNRESET);
          assertThat(t.s.getsockoptInt(incomplete, SOL_SOCKET, SocketConst.SO_ERROR))
              .isEqualTo(Errno.ECONNRESET.code());
          assertThat(errno(() -> t.connected(1))).isEqualTo(Errno.ECONNREFUSED);
        });
  }

  @Test
  void poll_tells_of_a_connection() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          PollFd[] fds = {new PollFd(l, Poll.POLLIN | Poll.POLLOUT)};
          assertThat(t.s.poll(fds, 0)).isZero();
          KThread c = t.spawn("client", () -> t.connected(1));
          assertThat(t.s.poll(fds, -1)).isEqualTo(1);
          assertThat(fds[0].revents).isEqualTo(Poll.POLLIN);
          t.s.accept(l, null);
          assertThat(t.s.poll(fds, 0)).isZero();
          c.join();
        });
  }

  @Test
  void shutdown_of_a_listener_ends_accept() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          Errno[] found = new Errno[1];
          KThread a = t.spawn("acceptor", () -> found[0] = errno(() -> t.s.accept(l, null)));
          t.sleep(1);
          assertThat(errno(() -> t.s.shutdown(l, SocketConst.SHUT_WR))).isEqualTo(Errno.ENOTCONN);
          t.sleep(1);
          assertThat(found[0]).isNull();
          assertThat(errno(() -> t.s.shutdown(l, SocketConst.SHUT_RD))).isEqualTo(Errno.ENOTCONN);
          a.join();
          assertThat(found[0]).isEqualTo(Errno.ECONNABORTED);
          t.connected(1);
          t.s.accept(l, null);
        });
  }

  @Test
  void signal_ends_accept_unless_the_call_is_restarted() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          t.p.sigaction(Signal.SIGUSR1, n -> {}, 0);
          Errno[] found = new Errno[2];
          KThread a =
              t.spawn(
                  "acceptor",
                  () -> {
                    found[0] = errno(() -> t.s.accept(l, null));
                    t.p.sigaction(Signal.SIGUSR1, n -> {}, Proc.SA_RESTART);
                    found[1] = errno(() -> t.s.accept(l, null));
                  });
          t.sleep(1);
          t.p.sigmask(1 << Signal.SIGUSR1); // The signal is for the other thread.
          t.p.signal(Signal.SIGUSR1);
          t.sleep(1);
          assertThat(found[0]).isEqualTo(Errno.EINTR);
          t.p.signal(Signal.SIGUSR1);
          t.sleep(1);
          assertThat(found[1]).isNull();
          t.connected(1);
          a.join();
          assertThat(found[1]).isEqualTo(Errno.OK);
        });
  }

  @Test
  void accept_takes_its_descriptor_before_it_waits() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          int max = t.h.kernel().files().openfiles();
          t.h.kernel().sysctl().set("kern.maxfiles", max);
          assertThat(errno(() -> t.s.accept(l, null))).isEqualTo(Errno.ENFILE);
          t.h.kernel().sysctl().set("kern.maxfiles", 1000);
          t.h.kernel().sysctl().set("kern.maxfilesperproc", 1);
          assertThat(errno(() -> t.s.accept(l, null))).isEqualTo(Errno.EMFILE);
        });
  }

  @Test
  void too_many_sockets_refuse_a_connection_and_lose_nothing() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          int c = t.socket();
          long gen = 0;
          while (gen >= 0 && t.h.sockets().numopensockets() < 12328) {
            gen = t.h.sockets().countUp();
          }
          assertThat(errno(() -> t.s.connect(c, Streams.port(1)))).isEqualTo(Errno.ECONNREFUSED);
          while (t.h.sockets().numopensockets() > 2) {
            t.h.sockets().countDown();
          }
          assertThat(errno(() -> t.s.connect(c, Streams.port(1)))).isEqualTo(Errno.OK);
          t.s.accept(l, null);
        });
  }

  @Test
  void socketpair_gives_two_connected_sockets_or_nothing() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          t.s.write(sv[0], bytes("ping"));
          assertThat(Lan.recv(t.s, sv[1])).isEqualTo("ping");
          t.s.write(sv[1], bytes("pong"));
          assertThat(Lan.recv(t.s, sv[0])).isEqualTo("pong");
          int open = t.p.fd().openCount();
          assertThat(errno(() -> t.s.socketpair(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0)))
              .isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> t.s.socketpair(TestStream.FAMILY, 9, 0)))
              .isEqualTo(Errno.EPROTOTYPE);
          t.h.kernel().sysctl().set("kern.maxfilesperproc", open + 1);
          assertThat(errno(() -> t.pair())).isEqualTo(Errno.EMFILE);
          assertThat(t.p.fd().openCount()).isEqualTo(open);
        });
  }

  @Test
  void calls_work_the_same_under_giant() {
    Streams.runUnderGiant(
        t -> {
          int l = t.listener(1, 5);
          KThread c =
              t.spawn(
                  "client",
                  () -> {
                    int fd = t.connected(1);
                    t.s.write(fd, bytes("hello"));
                    t.s.close(fd);
                  });
          int fd = t.s.accept(l, null);
          assertThat(Lan.recv(t.s, fd)).isEqualTo("hello");
          assertThat(Lan.recv(t.s, fd)).isEmpty();
          c.join();
        });
  }
}
