package giantless.stack.socket;

import static giantless.stack.kern.KEvent.EVFILT_READ;
import static giantless.stack.kern.KEvent.EVFILT_TIMER;
import static giantless.stack.kern.KEvent.EVFILT_USER;
import static giantless.stack.kern.KEvent.EVFILT_WRITE;
import static giantless.stack.kern.KEvent.EV_ADD;
import static giantless.stack.kern.KEvent.EV_CLEAR;
import static giantless.stack.kern.KEvent.EV_DELETE;
import static giantless.stack.kern.KEvent.EV_DISABLE;
import static giantless.stack.kern.KEvent.EV_DISPATCH;
import static giantless.stack.kern.KEvent.EV_ENABLE;
import static giantless.stack.kern.KEvent.EV_EOF;
import static giantless.stack.kern.KEvent.EV_ERROR;
import static giantless.stack.kern.KEvent.EV_ONESHOT;
import static giantless.stack.kern.KEvent.EV_RECEIPT;
import static giantless.stack.kern.KEvent.NOTE_LOWAT;
import static giantless.stack.kern.KEvent.NOTE_TRIGGER;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Proc;
import giantless.stack.kern.Signal;
import giantless.stack.kern.Stat;
import giantless.stack.kern.SysException;
import org.junit.jupiter.api.Test;

/** kqueue(2) and kevent(2): filters, actions, errnos. */
class KqueueTest {
  private static final long MILLI = 1_000_000L;

  static void change(Streams t, int kq, long ident, int filter, int flags) throws SysException {
    change(t, kq, new KEvent(ident, filter, flags, 0, 0, null));
  }

  private static void change(Streams t, int kq, KEvent... changes) throws SysException {
    assertThat(t.s.kevent(kq, changes, null, 0)).isZero();
  }

  private static Errno refused(Streams t, int kq, long ident, int filter, int flags) {
    return errno(() -> change(t, kq, ident, filter, flags));
  }

  /** What is active now. */
  static KEvent[] active(Streams t, int kq) throws SysException {
    KEvent[] ev = new KEvent[8];
    int n = t.s.kevent(kq, null, ev, 0);
    return java.util.Arrays.copyOf(ev, n);
  }

  private static KEvent one(Streams t, int kq) throws SysException {
    KEvent[] ev = active(t, kq);
    assertThat(ev).hasSize(1);
    return ev[0];
  }

  @Test
  void readable_socket_is_told_with_its_bytes_as_long_as_it_is_readable() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          Object mine = new Object();
          change(t, kq, new KEvent(sv[1], EVFILT_READ, EV_ADD, 0, 0, mine));
          assertThat(active(t, kq)).isEmpty();
          t.s.write(sv[0], bytes("abc"));
          KEvent e = one(t, kq);
          assertThat(e.ident).isEqualTo(sv[1]);
          assertThat(e.filter).isEqualTo(EVFILT_READ);
          assertThat(e.data).isEqualTo(3);
          assertThat(e.udata).isSameAs(mine);
          assertThat(e.flags).isZero();
          t.s.recv(sv[1], new byte[2], 0);
          assertThat(one(t, kq).data).isEqualTo(1);
          t.s.recv(sv[1], new byte[2], 0);
          assertThat(active(t, kq)).isEmpty();
          t.s.close(sv[0]);
          e = one(t, kq);
          assertThat(e.flags).isEqualTo(EV_EOF);
          assertThat(e.fflags).isZero();
        });
  }

  @Test
  void reset_is_told_with_the_end_and_the_error() {
    Streams.run(
        t -> {
          t.listener(1, 1);
          int c = t.connected(1);
          int fd = t.s.accept(0, null);
          int kq = t.s.kqueue();
          change(t, kq, fd, EVFILT_READ, EV_ADD | EV_CLEAR);
          change(t, kq, fd, EVFILT_WRITE, EV_ADD | EV_CLEAR);
          assertThat(one(t, kq).filter).isEqualTo(EVFILT_WRITE);
          t.net.resetPeer(t.so(c));
          KEvent[] ev = active(t, kq);
          assertThat(ev).hasSize(2);
          for (KEvent e : ev) {
            assertThat(e.flags & EV_EOF).isNotZero();
            assertThat(e.fflags).isEqualTo(Errno.ECONNRESET.code());
          }
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void writable_socket_is_told_with_its_room() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, new KEvent(sv[0], EVFILT_WRITE, EV_ADD, NOTE_LOWAT, 500, null));
          assertThat(one(t, kq).data).isEqualTo(TestStream.SPACE);
          t.s.write(sv[0], new byte[600]);
          assertThat(active(t, kq)).isEmpty();
          t.s.recv(sv[1], new byte[100], 0);
          assertThat(one(t, kq).data).isEqualTo(500);
          int fd = t.socket();
          change(t, kq, sv[0], EVFILT_WRITE, EV_DELETE);
          change(t, kq, fd, EVFILT_WRITE, EV_ADD);
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void low_water_mark_of_the_note_goes_before_that_of_the_socket() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, new KEvent(sv[1], EVFILT_READ, EV_ADD, NOTE_LOWAT, 3, null));
          t.s.write(sv[0], bytes("ab"));
          assertThat(active(t, kq)).isEmpty();
          t.s.write(sv[0], bytes("c"));
          assertThat(one(t, kq).data).isEqualTo(3);
          // Given again without the mark.
          t.s.recv(sv[1], new byte[2], 0);
          assertThat(active(t, kq)).isEmpty();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD);
          assertThat(one(t, kq).data).isEqualTo(1);
        });
  }

  @Test
  void low_water_marks_of_the_socket_count_where_the_note_has_none() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          t.s.setsockopt(sv[1], SocketConst.SOL_SOCKET, SocketConst.SO_RCVLOWAT, 3);
          change(t, kq, sv[1], EVFILT_READ, EV_ADD);
          t.s.write(sv[0], bytes("ab"));
          assertThat(active(t, kq)).isEmpty();
          t.s.write(sv[0], bytes("c"));
          assertThat(one(t, kq).data).isEqualTo(3);
          change(t, kq, sv[1], EVFILT_READ, EV_DELETE);
          t.s.write(sv[0], new byte[600]);
          int free = TestStream.SPACE - 603;
          t.s.setsockopt(sv[0], SocketConst.SOL_SOCKET, SocketConst.SO_SNDLOWAT, free);
          change(t, kq, sv[0], EVFILT_WRITE, EV_ADD);
          assertThat(one(t, kq).data).isEqualTo(free);
          t.s.write(sv[0], bytes("d"));
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void listener_is_told_with_the_connections_that_wait() {
    Streams.run(
        t -> {
          int l = t.listener(1, 5);
          int kq = t.s.kqueue();
          change(t, kq, l, EVFILT_READ, EV_ADD);
          assertThat(active(t, kq)).isEmpty();
          t.connected(1);
          t.connected(1);
          assertThat(one(t, kq).data).isEqualTo(2);
          t.s.accept(l, null);
          assertThat(one(t, kq).data).isEqualTo(1);
          t.s.accept(l, null);
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void cleared_event_is_told_again_only_when_something_is_new() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD | EV_CLEAR);
          t.s.write(sv[0], bytes("a"));
          assertThat(one(t, kq).data).isEqualTo(1);
          assertThat(active(t, kq)).isEmpty();
          t.s.write(sv[0], bytes("b"));
          assertThat(one(t, kq).data).isEqualTo(2);
        });
  }

  @Test
  void oneshot_goes_and_dispatch_is_disabled_when_it_was_told() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD | EV_ONESHOT);
          t.s.write(sv[0], bytes("a"));
          assertThat(one(t, kq).flags).isEqualTo(EV_ONESHOT);
          assertThat(active(t, kq)).isEmpty();
          assertThat(refused(t, kq, sv[1], EVFILT_READ, EV_DELETE)).isEqualTo(Errno.ENOENT);
          change(t, kq, sv[1], EVFILT_READ, EV_ADD | EV_DISPATCH);
          one(t, kq);
          assertThat(active(t, kq)).isEmpty();
          t.s.write(sv[0], bytes("b"));
          assertThat(active(t, kq)).isEmpty(); // Nor does what is new count.
          change(t, kq, sv[1], EVFILT_READ, EV_ENABLE);
          one(t, kq);
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void disabled_event_waits_until_it_is_enabled() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD | EV_DISABLE);
          t.s.write(sv[0], bytes("a"));
          assertThat(active(t, kq)).isEmpty();
          change(t, kq, sv[1], EVFILT_READ, EV_ENABLE);
          one(t, kq);
          change(t, kq, sv[1], EVFILT_READ, EV_DISABLE);
          assertThat(active(t, kq)).isEmpty();
          change(t, kq, sv[1], EVFILT_READ, EV_DELETE);
          assertThat(refused(t, kq, sv[1], EVFILT_READ, EV_ENABLE)).isEqualTo(Errno.ENOENT);
        });
  }

  @Test
  void wrong_changes_have_their_errnos() {
    Streams.run(
        t -> {
          int kq = t.s.kqueue();
          int fd = t.socket();
          assertThat(refused(t, fd, fd, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EBADF);
          assertThat(refused(t, 99, fd, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EBADF);
          assertThat(refused(t, kq, 99, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EBADF);
          assertThat(refused(t, kq, -1, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EBADF);
          assertThat(refused(t, kq, 1L << 32, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EBADF);
          assertThat(refused(t, kq, fd, EVFILT_READ, EV_DELETE)).isEqualTo(Errno.ENOENT);
          assertThat(refused(t, kq, fd, EVFILT_READ, 0)).isEqualTo(Errno.ENOENT);
          assertThat(refused(t, kq, fd, -4, EV_ADD)).isEqualTo(Errno.EINVAL);
          assertThat(refused(t, kq, fd, 5, EV_ADD)).isEqualTo(Errno.EINVAL);
          assertThat(refused(t, kq, kq, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EINVAL);
          assertThat(refused(t, kq, t.s.kqueue(), EVFILT_WRITE, EV_ADD)).isEqualTo(Errno.EINVAL);
          int file = NoSocket.open(t.p);
          assertThat(refused(t, kq, file, EVFILT_READ, EV_ADD)).isEqualTo(Errno.EINVAL);
          assertThat(refused(t, kq, file, EVFILT_READ, EV_DELETE)).isEqualTo(Errno.ENOENT);
          assertThat(errno(() -> t.s.kevent(kq, new KEvent[1], null, 0))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> t.s.read(kq, new byte[1]))).isEqualTo(Errno.ENXIO);
          assertThat(errno(() -> t.s.write(kq, new byte[1]))).isEqualTo(Errno.ENXIO);
          assertThat(t.s.fstat(kq).mode).isEqualTo(Stat.S_IFIFO);
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void error_of_a_change_is_an_event_where_there_is_room() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          KEvent[] changes = {
            new KEvent(99, EVFILT_READ, EV_ADD, 0, 0, "bad"),
            new KEvent(sv[1], EVFILT_READ, EV_ADD | EV_RECEIPT, 0, 0, "good"),
            new KEvent(sv[0], EVFILT_READ, EV_ADD, 0, 0, "silent"),
          };
          t.s.write(sv[0], bytes("x"));
          KEvent[] ev = new KEvent[8];
          assertThat(t.s.kevent(kq, changes, ev, 0)).isEqualTo(2);
          assertThat(ev[0].flags).isEqualTo(EV_ERROR);
          assertThat(ev[0].data).isEqualTo(Errno.EBADF.code());
          assertThat(ev[0].udata).isEqualTo("bad");
          assertThat(ev[1].flags).isEqualTo(EV_ERROR);
          assertThat(ev[1].data).isZero();
          assertThat(one(t, kq).udata).isEqualTo("good");
          assertThat(changes[0].flags).isEqualTo(EV_ADD);
        });
  }

  @Test
  void events_come_in_turn() {
    Streams.run(
        t -> {
          int[] a = t.pair();
          int[] b = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, a[1], EVFILT_READ, EV_ADD);
          change(t, kq, b[1], EVFILT_READ, EV_ADD);
          t.s.write(b[0], bytes("x"));
          t.s.write(a[0], bytes("x"));
          KEvent[] ev = new KEvent[1];
          for (int expected : new int[] {b[1], a[1], b[1], a[1]}) {
            assertThat(t.s.kevent(kq, null, ev, 0)).isEqualTo(1);
            assertThat(ev[0].ident).isEqualTo(expected);
          }
          assertThat(active(t, kq)).hasSize(2);
          assertThat(t.s.fstat(kq).size).isEqualTo(2);
        });
  }

  @Test
  void wait_ends_with_an_event_a_time_or_a_signal() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          KEvent[] ev = new KEvent[1];
          long t0 = t.rt.uptimeNanos();
          assertThat(t.s.kevent(kq, null, ev, 5 * MILLI)).isZero();
          assertThat(t.rt.uptimeNanos() - t0).isEqualTo(5 * MILLI);
          change(t, kq, sv[1], EVFILT_READ, EV_ADD);
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    t.sleep(MILLI);
                    t.s.write(sv[0], bytes("x"));
                  });
          assertThat(t.s.kevent(kq, null, ev, -1)).isEqualTo(1);
          w.join();
          t.s.recv(sv[1], new byte[1], 0);
          t.p.sigaction(Signal.SIGUSR1, n -> {}, Proc.SA_RESTART);
          KThread k =
              t.spawn(
                  "waiter",
                  () -> {
                    KEvent[] mine = new KEvent[1];
                    assertThat(errno(() -> t.s.kevent(kq, null, mine, -1))).isEqualTo(Errno.EINTR);
                  });
          t.sleep(MILLI);
          t.p.sigmask(1 << Signal.SIGUSR1);
          t.p.signal(Signal.SIGUSR1);
          k.join();
        });
  }

  @Test
  void timer_counts_its_expiries() {
    Streams.run(
        t -> {
          int kq = t.s.kqueue();
          change(t, kq, new KEvent(1, EVFILT_TIMER, EV_ADD, 0, 10, null));
          assertThat(active(t, kq)).isEmpty();
          t.sleep(35 * MILLI);
          assertThat(one(t, kq).data).isEqualTo(3);
          assertThat(active(t, kq)).isEmpty();
          KEvent[] ev = new KEvent[1];
          assertThat(t.s.kevent(kq, null, ev, -1)).isEqualTo(1);
          assertThat(ev[0].data).isEqualTo(1);
          change(t, kq, 1, EVFILT_TIMER, EV_DELETE);
          t.sleep(100 * MILLI);
          assertThat(active(t, kq)).isEmpty();
          change(t, kq, new KEvent(1, EVFILT_TIMER, EV_ADD | EV_ONESHOT, 0, 10, null));
          t.sleep(100 * MILLI);
          assertThat(one(t, kq).data).isEqualTo(1);
          assertThat(refused(t, kq, 1, EVFILT_TIMER, EV_DELETE)).isEqualTo(Errno.ENOENT);
          assertThat(errno(() -> change(t, kq, new KEvent(1, EVFILT_TIMER, EV_ADD, 0, -1, null))))
              .isEqualTo(Errno.EINVAL);
          t.h.kernel().sysctl().set("kern.kq_calloutmax", 1);
          change(t, kq, new KEvent(1, EVFILT_TIMER, EV_ADD, 0, 10, null));
          assertThat(refused(t, kq, 2, EVFILT_TIMER, EV_ADD)).isEqualTo(Errno.ENOMEM);
          change(t, kq, 1, EVFILT_TIMER, EV_DELETE);
          change(t, kq, 2, EVFILT_TIMER, EV_ADD);
        });
  }

  @Test
  void user_event_is_triggered_by_the_program() {
    Streams.run(
        t -> {
          int kq = t.s.kqueue();
          change(t, kq, new KEvent(5, EVFILT_USER, EV_ADD | EV_CLEAR, 0x0f, 0, null));
          assertThat(active(t, kq)).isEmpty();
          change(t, kq, new KEvent(5, EVFILT_USER, 0, NOTE_TRIGGER, 77, null));
          KEvent e = one(t, kq);
          assertThat(e.fflags).isEqualTo(0x0f);
          assertThat(e.data).isEqualTo(77);
          assertThat(active(t, kq)).isEmpty();
          int copy = KEvent.NOTE_FFCOPY | 0x3c;
          change(t, kq, new KEvent(5, EVFILT_USER, 0, copy, 0, null));
          change(t, kq, new KEvent(5, EVFILT_USER, 0, KEvent.NOTE_FFOR | 0x41, 0, null));
          change(t, kq, new KEvent(5, EVFILT_USER, 0, KEvent.NOTE_FFAND | 0x5f, 0, null));
          assertThat(active(t, kq)).isEmpty();
          change(t, kq, new KEvent(5, EVFILT_USER, 0, NOTE_TRIGGER, 0, null));
          assertThat(one(t, kq).fflags).isEqualTo(0x5d);
          change(t, kq, new KEvent(6, EVFILT_USER, EV_ADD, NOTE_TRIGGER, 0, null));
          one(t, kq);
          one(t, kq);
        });
  }

  @Test
  void kqueue_is_polled_and_watched_by_another() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int inner = t.s.kqueue();
          int outer = t.s.kqueue();
          change(t, inner, sv[1], EVFILT_READ, EV_ADD);
          change(t, outer, inner, EVFILT_READ, EV_ADD);
          PollFd[] fds = {new PollFd(outer, Poll.POLLIN), new PollFd(inner, Poll.POLLOUT)};
          assertThat(t.s.poll(fds, 0)).isZero();
          KThread w = t.spawn("writer", () -> t.s.write(sv[0], bytes("x")));
          assertThat(t.s.poll(fds, -1)).isEqualTo(1);
          assertThat(fds[0].revents).isEqualTo(Poll.POLLIN);
          KEvent e = one(t, outer);
          assertThat(e.ident).isEqualTo(inner);
          assertThat(e.data).isEqualTo(1);
          w.join();
          t.s.recv(sv[1], new byte[1], 0);
          active(t, inner);
          assertThat(active(t, outer)).isEmpty();
          // Two that watch each other can be closed.
          change(t, inner, outer, EVFILT_READ, EV_ADD);
          t.s.close(inner);
          t.s.close(outer);
        });
  }

  @Test
  void closed_descriptor_takes_its_notes_with_it() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          int copy = t.s.dup(sv[1]);
          change(t, kq, sv[1], EVFILT_READ, EV_ADD);
          change(t, kq, sv[1], EVFILT_WRITE, EV_ADD);
          change(t, kq, copy, EVFILT_READ, EV_ADD);
          t.s.write(sv[0], bytes("x"));
          assertThat(active(t, kq)).hasSize(3);
          t.s.close(sv[1]);
          assertThat(one(t, kq).ident).isEqualTo(copy);
          t.s.dup2(sv[0], copy);
          assertThat(active(t, kq)).isEmpty();
          t.s.fcntl(sv[0], giantless.stack.Syscalls.F_SETFD, 1);
          change(t, kq, sv[0], EVFILT_WRITE, EV_ADD);
          t.p.exec();
          assertThat(active(t, kq)).isEmpty();
        });
  }

  @Test
  void shutdown_keeps_the_notes() {
    Streams.run(
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD | EV_CLEAR);
          t.s.shutdown(sv[1], SocketConst.SHUT_RD);
          assertThat(one(t, kq).flags & EV_EOF).isNotZero();
          assertThat(active(t, kq)).isEmpty();
          UipcSocket2.sorwakeup(t.so(sv[1]));
          assertThat(active(t, kq)).hasSize(1);
        });
  }

  @Test
  void child_does_not_inherit_a_kqueue() {
    Streams.run(
        t -> {
          int kq = t.s.kqueue();
          int fd = t.socket();
          Proc child = t.p.fork("child");
          assertThat(errno(() -> t.h.syscalls(child).fstat(kq))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> t.h.syscalls(child).fstat(fd))).isEqualTo(Errno.OK);
          child.exit(0);
          change(t, kq, fd, EVFILT_READ, EV_ADD);
        });
  }
}
