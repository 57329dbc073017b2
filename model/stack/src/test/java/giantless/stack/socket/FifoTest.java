package giantless.stack.socket;

import static giantless.stack.socket.Fifo.O_RDONLY;
import static giantless.stack.socket.Fifo.O_RDWR;
import static giantless.stack.socket.Fifo.O_WRONLY;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.text;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.FileOps;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Signal;
import giantless.stack.kern.Stat;
import org.junit.jupiter.api.Test;

/** Fifos: opening and its waits, both sides, their ends, and the races of open against close. */
class FifoTest {
  private static final int NB = Syscalls.O_NONBLOCK;
  private static final int SCHEDULES = 50;

  private static Fifo fifo(Streams t) {
    return new Fifo(t.h.sockets(), TestStream.FAMILY);
  }

  private static String read(Streams t, int fd) throws Exception {
    byte[] b = new byte[100];
    return text(b, t.s.read(fd, b));
  }

  @Test
  void readers_and_writers_open_together_and_bytes_pass() {
    Streams.run(
        t -> {
          Fifo f = fifo(t);
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    int fd = t.s.open(f, O_WRONLY);
                    t.s.write(fd, bytes("hello"));
                    assertThat(errno(() -> t.s.read(fd, new byte[1]))).isEqualTo(Errno.EBADF);
                    t.s.close(fd);
                  });
          int fd = t.s.open(f, O_RDONLY);
          assertThat(read(t, fd)).isEqualTo("hello");
          assertThat(read(t, fd)).isEmpty();
          assertThat(errno(() -> t.s.write(fd, bytes("x")))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> t.s.send(fd, bytes("x"), 0))).isEqualTo(Errno.ENOTSOCK);
          w.join();
          assertThat(t.s.fstat(fd).mode).isEqualTo(Stat.S_IFIFO);
          t.s.close(fd);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  @Test
  void open_that_does_not_wait() {
    Streams.run(
        t -> {
          Fifo f = fifo(t);
          assertThat(errno(() -> t.s.open(f, O_WRONLY | NB))).isEqualTo(Errno.ENXIO);
          assertThat(t.h.sockets().numopensockets()).isZero();
          assertThat(errno(() -> t.s.open(f, 3))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.open(f, 0x1000))).isEqualTo(Errno.EINVAL);
          int r = t.s.open(f, O_RDONLY | NB);
          assertThat(read(t, r)).isEmpty();
          int w = t.s.open(f, O_WRONLY | NB);
          assertThat(errno(() -> read(t, r))).isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.s.write(w, new byte[2000])).isEqualTo(TestStream.SPACE);
          assertThat(errno(() -> t.s.write(w, new byte[1]))).isEqualTo(Errno.EWOULDBLOCK);
          int[] n = new int[1];
          t.s.ioctl(r, FileOps.FIONREAD, n);
          assertThat(n[0]).isEqualTo(TestStream.SPACE);
          assertThat(errno(() -> t.s.ioctl(r, 12345, n))).isEqualTo(Errno.ENOTTY);
          assertThat(t.s.read(r, new byte[2000])).isEqualTo(TestStream.SPACE);
        });
  }

  /** PIPE_BUF bytes are written in one piece or not at all. */
  @Test
  void short_write_is_not_cut() {
    Streams.run(
        t -> {
          Fifo f = fifo(t);
          int rw = t.s.open(f, O_RDWR | NB);
          t.s.write(rw, new byte[TestStream.SPACE - 100]);
          assertThat(errno(() -> t.s.write(rw, new byte[Fifo.PIPE_BUF])))
              .isEqualTo(Errno.EWOULDBLOCK);
          assertThat(t.s.write(rw, new byte[100])).isEqualTo(100);
        });
  }

  @Test
  void write_without_reader_is_epipe_until_one_comes() {
    Streams.run(
        t -> {
          int[] sig = new int[1];
          t.p.sigaction(Signal.SIGPIPE, s -> sig[0]++, 0);
          Fifo f = fifo(t);
          int r = t.s.open(f, O_RDONLY | NB);
          int w = t.s.open(f, O_WRONLY);
          t.s.write(w, bytes("kept"));
          t.s.close(r);
          assertThat(errno(() -> t.s.write(w, bytes("x")))).isEqualTo(Errno.EPIPE);
          assertThat(sig[0]).isEqualTo(1);
          int r2 = t.s.open(f, O_RDONLY);
          t.s.write(w, bytes("!"));
          assertThat(read(t, r2)).isEqualTo("kept!");
        });
  }

  @Test
  void signal_ends_the_wait_of_an_open() {
    Streams.run(
        t -> {
          t.p.sigaction(Signal.SIGUSR1, n -> {}, 0);
          Fifo f = fifo(t);
          for (int mode : new int[] {O_RDONLY, O_WRONLY}) {
            KThread o =
                t.spawn(
                    "opener",
                    () -> assertThat(errno(() -> t.s.open(f, mode))).isEqualTo(Errno.EINTR));
            t.sleep(1);
            t.p.sigmask(1 << Signal.SIGUSR1);
            t.p.signal(Signal.SIGUSR1);
            o.join();
            assertThat(t.h.sockets().numopensockets()).isZero();
            assertThat(t.p.fd().openCount()).isZero();
          }
        });
  }

  @Test
  void poll_and_kqueue_tell_of_data_room_and_the_end() {
    Streams.run(
        t -> {
          Fifo f = fifo(t);
          int r = t.s.open(f, O_RDONLY | NB);
          PollFd[] in = {new PollFd(r, Poll.POLLIN)};
          assertThat(t.s.poll(in, 0)).as("no writer yet").isZero();
          int kq = t.s.kqueue();
          KqueueTest.change(t, kq, r, KEvent.EVFILT_READ, KEvent.EV_ADD);
          assertThat(errno(() -> KqueueTest.change(t, kq, r, KEvent.EVFILT_WRITE, KEvent.EV_ADD)))
              .isEqualTo(Errno.EINVAL);
          int w = t.s.open(f, O_WRONLY);
          assertThat(KqueueTest.active(t, kq)).isEmpty();
          KqueueTest.change(t, kq, w, KEvent.EVFILT_WRITE, KEvent.EV_ADD | KEvent.EV_ONESHOT);
          assertThat(KqueueTest.active(t, kq)).hasSize(1);
          PollFd[] out = {new PollFd(w, Poll.POLLOUT)};
          assertThat(t.s.poll(out, 0)).isEqualTo(1);
          t.s.write(w, bytes("ab"));
          assertThat(t.s.poll(in, 0)).isEqualTo(1);
          assertThat(KqueueTest.active(t, kq)[0].data).isEqualTo(2);
          read(t, r);
          t.s.close(w);
          assertThat(t.s.poll(in, 0)).isEqualTo(1);
          assertThat(in[0].revents & Poll.POLLHUP).isNotZero();
          assertThat(KqueueTest.active(t, kq)[0].flags & KEvent.EV_EOF).isNotZero();
          int w2 = t.s.open(f, O_WRONLY);
          assertThat(KqueueTest.active(t, kq)).isEmpty();
          t.s.write(w2, bytes("c"));
          assertThat(KqueueTest.active(t, kq)[0].flags).isZero();
        });
  }

  @Test
  void writer_that_comes_and_goes_wakes_the_opener() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          Fifo f = fifo(t);
          KThread w = t.spawn("writer", () -> t.s.close(t.s.open(f, O_WRONLY)));
          int r = t.s.open(f, O_RDONLY);
          assertThat(read(t, r)).isEmpty();
          w.join();
        });
  }

  @Test
  void open_against_close_of_the_other_side() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          Fifo f = fifo(t);
          int r = t.s.open(f, O_RDONLY | NB);
          KThread c = t.spawn("closer", () -> t.s.close(r));
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    int[] fd = new int[1];
                    if (errno(() -> fd[0] = t.s.open(f, O_WRONLY | NB)) == Errno.OK) {
                      t.s.close(fd[0]);
                    }
                  });
          KThread o = t.spawn("reader", () -> t.s.close(t.s.open(f, O_RDONLY | NB)));
          Streams.join(c, w, o);
          assertThat(t.h.sockets().numopensockets()).isZero();
        });
  }

  /** The last reader's going and a new one's coming: the writer can write at the end. */
  @Test
  void change_of_readers_leaves_the_writer_able_to_write() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          Fifo f = fifo(t);
          int r = t.s.open(f, O_RDONLY | NB);
          int w = t.s.open(f, O_WRONLY | NB);
          int[] r2 = new int[1];
          KThread c = t.spawn("closer", () -> t.s.close(r));
          KThread o = t.spawn("opener", () -> r2[0] = t.s.open(f, O_RDONLY | NB));
          Streams.join(c, o);
          t.s.write(w, bytes("x"));
          assertThat(read(t, r2[0])).isEqualTo("x");
        });
  }

  /** The wrong close: the count in one hold, the socket's state in another. */
  @Test
  void close_that_tells_the_other_side_in_a_second_hold_is_caught() {
    assertThat(lastReaderGoes(false)).contains("EPIPE");
    assertThat(lastReaderGoes(true)).isNull();
  }

  private static String lastReaderGoes(boolean right) {
    return Streams.firstFailure(
        right ? SCHEDULES : 300,
        t -> {
          Fifo f = fifo(t);
          int r = t.s.open(f, O_RDONLY | NB);
          int w = t.s.open(f, O_WRONLY | NB);
          giantless.stack.kern.File fp = t.p.fd().fget(w);
          Socket writesock = ((FifoOps.End) fp.data()).info.writesock;
          fp.fdrop(t.p.curthread());
          KThread c =
              t.spawn(
                  "closer",
                  () -> {
                    t.s.close(r);
                    if (!right) {
                      UipcSocket2.socantsendmore(writesock);
                    }
                  });
          KThread o = t.spawn("opener", () -> t.s.open(f, O_RDONLY | NB));
          Streams.join(c, o);
          t.p.sigaction(Signal.SIGPIPE, Signal.SIG_IGN, 0);
          t.s.write(w, bytes("x"));
        });
  }
}
