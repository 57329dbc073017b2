package giantless.stack.socket;

import static giantless.stack.kern.KEvent.EVFILT_READ;
import static giantless.stack.kern.KEvent.EVFILT_TIMER;
import static giantless.stack.kern.KEvent.EVFILT_WRITE;
import static giantless.stack.kern.KEvent.EV_ADD;
import static giantless.stack.kern.KEvent.EV_CLEAR;
import static giantless.stack.kern.KEvent.EV_DELETE;
import static giantless.stack.kern.KEvent.EV_ONESHOT;
import static giantless.stack.socket.KqueueTest.active;
import static giantless.stack.socket.KqueueTest.change;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.KEvent;
import org.junit.jupiter.api.Test;

/** Kqueues against events, changes and closes, under many schedules. */
class KqueueSchedulesIT {
  private static final int SCHEDULES = 50;

  /** An edge that is told with EV_CLEAR is not lost, whenever it comes. */
  @Test
  void no_scan_misses_an_event() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD | EV_CLEAR);
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      t.s.write(sv[0], bytes("x"));
                    }
                  });
          int n = 0;
          KEvent[] ev = new KEvent[1];
          while (n < 3) {
            assertThat(t.s.kevent(kq, null, ev, -1)).isEqualTo(1);
            byte[] b = new byte[3];
            Errno e = Errno.OK;
            while (e == Errno.OK && n < 3) {
              int[] got = new int[1];
              e = errno(() -> got[0] = t.s.recv(sv[1], b, SocketConst.MSG_DONTWAIT));
              n += got[0];
            }
          }
          w.join();
        });
  }

  @Test
  void two_scans_of_one_kqueue_tell_each_event_of_a_level() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] a = t.pair();
          int[] b = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, a[1], EVFILT_READ, EV_ADD | EV_ONESHOT);
          change(t, kq, b[1], EVFILT_READ, EV_ADD | EV_ONESHOT);
          long[] seen = new long[2];
          KThread[] s = new KThread[3];
          for (int i = 0; i < 2; i++) {
            int me = i;
            s[i] =
                t.spawn(
                    "scan" + i,
                    () -> {
                      KEvent[] ev = new KEvent[1];
                      assertThat(t.s.kevent(kq, null, ev, -1)).isEqualTo(1);
                      seen[me] = ev[0].ident;
                    });
          }
          s[2] =
              t.spawn(
                  "writer",
                  () -> {
                    t.s.write(a[0], bytes("x"));
                    t.s.write(b[0], bytes("x"));
                  });
          Streams.join(s);
          assertThat(seen).containsExactlyInAnyOrder(a[1], b[1]);
        });
  }

  /** Whatever is active stays so for the second scan, though the first has it in hand. */
  @Test
  void level_is_told_to_every_scan() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD);
          KThread[] s = new KThread[3];
          for (int i = 0; i < 2; i++) {
            s[i] =
                t.spawn(
                    "scan" + i,
                    () -> assertThat(t.s.kevent(kq, null, new KEvent[4], -1)).isEqualTo(1));
          }
          s[2] = t.spawn("writer", () -> t.s.write(sv[0], bytes("x")));
          Streams.join(s);
        });
  }

  /** Registration against close, with the number used again (D-14). */
  @Test
  void registration_against_close_and_reuse_of_the_descriptor() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          int fd = sv[1];
          KThread r =
              t.spawn(
                  "registrar",
                  () ->
                      assertThat(errno(() -> change(t, kq, fd, EVFILT_READ, EV_ADD)))
                          .isIn(Errno.OK, Errno.EBADF));
          KThread c =
              t.spawn(
                  "closer",
                  () -> {
                    t.s.close(fd);
                    t.socket();
                  });
          Streams.join(r, c);
          // A note that is there is about what the number names now: nothing to read.
          Errno there = errno(() -> change(t, kq, fd, EVFILT_READ, EV_DELETE));
          assertThat(there).isIn(Errno.OK, Errno.ENOENT);
          assertThat(t.h.sockets().numopensockets()).isEqualTo(2);
        });
  }

  @Test
  void everything_at_once_ends_and_leaves_nothing() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          change(t, kq, sv[1], EVFILT_READ, EV_ADD);
          change(t, kq, new KEvent(1, EVFILT_TIMER, EV_ADD, 0, 1, null).ident, EVFILT_TIMER, 1);
          KThread a = t.spawn("scan", () -> errno(() -> active(t, kq)));
          KThread b =
              t.spawn(
                  "changer",
                  () -> {
                    errno(() -> change(t, kq, sv[1], EVFILT_WRITE, EV_ADD));
                    errno(() -> change(t, kq, sv[1], EVFILT_READ, EV_DELETE));
                  });
          KThread c = t.spawn("writer", () -> errno(() -> t.s.send(sv[0], bytes("x"), 0x20000)));
          KThread d = t.spawn("closer", () -> t.s.close(sv[1]));
          KThread e = t.spawn("kqcloser", () -> t.s.close(kq));
          Streams.join(a, b, c, d, e);
        });
  }

  @Test
  void kqueues_that_watch_each_other_close_together() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          int x = t.s.kqueue();
          int y = t.s.kqueue();
          change(t, x, sv[1], EVFILT_READ, EV_ADD);
          change(t, y, x, EVFILT_READ, EV_ADD);
          change(t, x, y, EVFILT_READ, EV_ADD);
          KThread w = t.spawn("writer", () -> t.s.write(sv[0], bytes("x")));
          KThread a = t.spawn("a", () -> t.s.close(x));
          KThread b = t.spawn("b", () -> t.s.close(y));
          Streams.join(w, a, b);
        });
  }

  @Test
  void timer_against_its_deletion() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int kq = t.s.kqueue();
          t.s.kevent(kq, new KEvent[] {new KEvent(1, EVFILT_TIMER, EV_ADD, 0, 1, null)}, null, 0);
          KThread a =
              t.spawn("scan", () -> errno(() -> t.s.kevent(kq, null, new KEvent[1], 3_000_000)));
          KThread b =
              t.spawn(
                  "deleter",
                  () -> {
                    t.sleep(1_000_000);
                    change(t, kq, 1, EVFILT_TIMER, EV_DELETE);
                  });
          Streams.join(a, b);
        });
  }

  /** Two notes of one event, given by two threads, are one. */
  @Test
  void two_registrations_of_one_event_make_one_note() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int[] sv = t.pair();
          int kq = t.s.kqueue();
          KThread a = t.spawn("a", () -> change(t, kq, sv[1], EVFILT_WRITE, EV_ADD));
          KThread b = t.spawn("b", () -> change(t, kq, sv[1], EVFILT_WRITE, EV_ADD));
          Streams.join(a, b);
          assertThat(active(t, kq)).hasSize(1);
        });
  }

  // ---- Wrong twins ----

  /** An event of a buffer that is told without its lock. */
  @Test
  void event_without_the_lock_of_the_object_is_caught() {
    String f =
        Streams.firstFailure(
            1,
            t -> {
              int[] sv = t.pair();
              int kq = t.s.kqueue();
              change(t, kq, sv[1], EVFILT_READ, EV_ADD);
              t.so(sv[1]).rcv.knote();
            });
    assertThat(f).contains("so_rcv");
  }

  /** Two kqueues' locks without the global one, in two orders. */
  @Test
  void two_kqueues_locked_without_the_global_lock_are_a_deadlock() {
    String f =
        Streams.firstFailure(
            300,
            t -> {
              giantless.lock.Mtx a = t.rt.mtx(giantless.lock.Locks.KQ);
              giantless.lock.Mtx b = t.rt.mtx(giantless.lock.Locks.KQ);
              KThread x = t.spawn("x", () -> both(a, b));
              KThread y = t.spawn("y", () -> both(b, a));
              Streams.join(x, y);
            });
    assertThat(f).containsIgnoringCase("deadlock");
  }

  private static void both(giantless.lock.Mtx a, giantless.lock.Mtx b) {
    a.lock();
    b.lock();
    b.unlock();
    a.unlock();
  }
}
