package giantless.stack.socket;

import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Listeners, children and their protocol under many schedules. Each run ends with all processes
 * gone and no socket, mbuf or file left; a thread that sleeps for ever is a deadlock.
 */
class AcceptSchedulesIT {
  private static final int SCHEDULES = 60;

  @Test
  void every_connection_is_accepted_once() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          KThread[] threads = new KThread[4];
          for (int i = 0; i < 2; i++) {
            threads[i] = t.spawn("acceptor" + i, () -> t.s.write(t.s.accept(l, null), bytes("hi")));
            threads[2 + i] =
                t.spawn(
                    "client" + i, () -> assertThat(Lan.recv(t.s, t.connected(1))).isEqualTo("hi"));
          }
          Streams.join(threads);
          SoListen.check(t.so(l));
        });
  }

  @Test
  void accept_against_close_of_the_listener() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          KThread a =
              t.spawn(
                  "acceptor",
                  () ->
                      assertThat(errno(() -> t.s.accept(l, null)))
                          .isIn(Errno.OK, Errno.EBADF, Errno.ECONNABORTED));
          KThread c =
              t.spawn(
                  "client",
                  () ->
                      assertThat(errno(() -> t.connected(1)))
                          .isIn(Errno.OK, Errno.ECONNREFUSED, Errno.ECONNRESET));
          KThread z =
              t.spawn(
                  "closer",
                  () -> {
                    errno(() -> t.s.shutdown(l, SocketConst.SHUT_RD));
                    t.s.close(l);
                  });
          Streams.join(a, c, z);
        });
  }

  /** The connect that finds no listener leaves nothing behind. */
  @Test
  void connect_against_close_of_the_listener() {
    for (int status : new int[] {0, Socket.SS_ISCONNECTED}) {
      Streams.everySchedule(
          SCHEDULES,
          t -> {
            t.net.connstatus = status;
            int l = t.listener(1, 1);
            KThread[] c = new KThread[3];
            for (int i = 0; i < 2; i++) {
              c[i] =
                  t.spawn(
                      "client" + i,
                      () -> {
                        int fd = t.socket();
                        assertThat(errno(() -> t.s.connect(fd, Streams.port(1))))
                            .isIn(Errno.OK, Errno.ECONNREFUSED, Errno.ECONNRESET);
                        t.s.close(fd);
                      });
            }
            c[2] = t.spawn("closer", () -> t.s.close(l));
            Streams.join(c);
            assertThat(t.h.sockets().numopensockets()).isZero();
          });
    }
  }

  @Test
  void reset_against_accept() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          int c = t.connected(1);
          Socket client = t.so(c);
          KThread r = t.spawn("net", () -> t.net.resetPeer(client));
          int[] fd = {-1};
          Errno e = errno(() -> fd[0] = t.s.accept(l, null));
          assertThat(e).isIn(Errno.OK, Errno.ECONNABORTED);
          if (e == Errno.OK) {
            assertThat(errno(() -> Lan.recv(t.s, fd[0]))).isEqualTo(Errno.ECONNRESET);
          }
          r.join();
        });
  }

  /** The reset frees an incomplete child; the handshake's end finds it, or does not. */
  @Test
  void reset_against_the_end_of_the_handshake_and_close() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          t.net.slowOpen = true;
          int l = t.listener(1, 5);
          int c = t.socket();
          t.nonblocking(c);
          errno(() -> t.s.connect(c, Streams.port(1)));
          Socket client = t.so(c);
          KThread e = t.spawn("establish", () -> t.net.establish(client));
          KThread r = t.spawn("reset", () -> t.net.resetPeer(client));
          KThread z = t.spawn("closer", () -> t.s.close(l));
          Streams.join(e, r, z);
          t.s.close(c);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  /** The queue of incomplete connections never exceeds its limit (D-03). */
  @Test
  void overflow_by_two_at_once_keeps_the_limit() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          t.net.slowOpen = true;
          int l = t.listener(1, 1);
          Socket head = t.so(l);
          KThread[] c = new KThread[3];
          for (int i = 0; i < 3; i++) {
            c[i] =
                t.spawn(
                    "client" + i,
                    () -> {
                      int fd = t.socket();
                      t.nonblocking(fd);
                      errno(() -> t.s.connect(fd, Streams.port(1)));
                      assertThat(SoListen.queueLengths(head)[1]).isLessThanOrEqualTo(2);
                    });
          }
          Streams.join(c);
          SoListen.check(head);
        });
  }

  @Test
  void poller_of_a_listener_misses_no_connection() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          KThread p =
              t.spawn(
                  "poller",
                  () -> {
                    PollFd[] fds = {new PollFd(l, Poll.POLLIN)};
                    assertThat(t.s.poll(fds, -1)).isEqualTo(1);
                  });
          KThread c = t.spawn("client", () -> t.connected(1));
          Streams.join(p, c);
        });
  }

  @Test
  void two_closes_of_one_descriptor_are_one() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          t.connected(1);
          Errno[] e = new Errno[2];
          KThread a = t.spawn("a", () -> e[0] = errno(() -> t.s.close(l)));
          KThread b = t.spawn("b", () -> e[1] = errno(() -> t.s.close(l)));
          Streams.join(a, b);
          assertThat(List.of(e[0], e[1])).containsExactlyInAnyOrder(Errno.OK, Errno.EBADF);
        });
  }

  @Test
  void copy_of_a_listener_keeps_it() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          KThread d = t.spawn("dup", () -> errno(() -> t.s.dup(l)));
          KThread c = t.spawn("client", () -> errno(() -> t.connected(1)));
          KThread z = t.spawn("closer", () -> t.s.close(l));
          Streams.join(d, c, z);
        });
  }

  @Test
  void short_of_memory_nothing_is_lost() {
    Streams.shortOfMemory(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          KThread c =
              t.spawn(
                  "client",
                  () -> {
                    int fd = t.connected(1);
                    errno(() -> t.s.write(fd, bytes("hello")));
                    t.s.close(fd);
                  });
          int fd = t.s.accept(l, null);
          errno(() -> Lan.recv(t.s, fd));
          c.join();
        });
  }

  // ---- Wrong twins ----

  /** An accept that tests and sleeps in two holds of the accept lock. */
  @Test
  void accept_that_tests_and_sleeps_in_two_holds_is_caught() {
    assertThat(twoHolds(false)).contains("accept");
    assertThat(twoHolds(true)).isNull();
  }

  private static String twoHolds(boolean right) {
    return Streams.firstFailure(
        right ? SCHEDULES : 400,
        t -> {
          int l = t.listener(1, 5);
          Socket head = t.so(l);
          Mtx accept = t.h.sockets().accept;
          KThread c = t.spawn("client", () -> t.connected(1));
          accept.lock();
          while (head.comp.len() == 0) {
            if (!right) {
              accept.unlock();
              t.sleep(1);
              accept.lock();
            }
            t.rt.sleepQueue().sleep(head, accept, "accept", true, SleepQueue.FOREVER, false);
          }
          accept.unlock();
          c.join();
        });
  }

  /** An accept that takes its reference after the child has left the queue (D-01). */
  @Test
  void child_taken_off_without_a_reference_is_freed_under_the_acceptor() {
    assertThat(lateReference(false)).contains("destroy");
    assertThat(lateReference(true)).isNull();
  }

  private static String lateReference(boolean right) {
    return Streams.firstFailure(
        right ? SCHEDULES : 400,
        t -> {
          int l = t.listener(1, 5);
          int c = t.connected(1);
          Socket client = t.so(c);
          Socket head = t.so(l);
          KThread r = t.spawn("net", () -> t.net.resetPeer(client));
          Mtx accept = t.h.sockets().accept;
          accept.lock();
          Socket so = head.comp.first();
          if (right) {
            so.rcv.lock.lock();
            so.soref();
            so.rcv.lock.unlock();
          }
          head.comp.remove(so);
          accept.unlock();
          if (!right) {
            so.rcv.lock.lock();
            so.soref();
            so.rcv.lock.unlock();
          }
          UipcSocket.soabort(so);
          r.join();
        });
  }

  /** A wakeup of the listener after the accept lock, without a reference to it. */
  @Test
  void listener_woken_without_a_reference_is_gone() {
    String f =
        Streams.firstFailure(
            200,
            t -> {
              int l = t.listener(1, 5);
              Socket head = t.so(l);
              KThread z = t.spawn("closer", () -> t.s.close(l));
              Mtx accept = t.h.sockets().accept;
              accept.lock();
              boolean alive = !head.soDraining;
              accept.unlock();
              t.sleep(1);
              if (alive) {
                UipcSocket2.sorwakeup(head);
              }
              z.join();
            });
    assertThat(f).contains("destroy");
  }

  /** A queue that is cleared by hand: the checker sees it. */
  @Test
  void queue_whose_length_is_wrong_is_caught() {
    String f =
        Streams.firstFailure(
            1,
            t -> {
              int l = t.listener(1, 5);
              t.connected(1);
              Socket head = t.so(l);
              t.h.sockets().accept.lock();
              head.comp.first().soQstate = Socket.SQ_INCOMP;
              t.h.sockets().accept.unlock();
              SoListen.check(head);
            });
    assertThat(f).contains("so_list: member's state");
  }
}
