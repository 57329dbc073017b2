package giantless.stack.socket;

import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.text;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.ShmFile;
import giantless.stack.kern.Signal;
import giantless.stack.kern.Stat;
import org.junit.jupiter.api.Test;

/** sendfile(2) of memory that is a file, and that memory itself. */
class SendFileTest {
  private static final int SCHEDULES = 40;

  private static byte[] pattern(int n) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) (i * 7 + i / 251);
    }
    return b;
  }

  private static int file(Streams t, byte[] content) throws Exception {
    int fd = t.s.shmOpen();
    t.s.write(fd, content);
    return fd;
  }

  private static long send(Streams t, int fd, int s, long off, long n) throws Exception {
    long[] sent = new long[1];
    t.s.sendfile(fd, s, off, n, null, null, sent, 0);
    return sent[0];
  }

  /** Reads until the end of the stream. */
  private static byte[] drain(Streams t, int fd) throws Exception {
    byte[] all = new byte[1 << 16];
    int n = 0;
    for (int got = 1; got > 0; n += got) {
      got = t.s.recv(fd, all, n, Math.min(700, all.length - n), 0);
    }
    return java.util.Arrays.copyOf(all, n);
  }

  @Test
  void whole_file_arrives_with_headers_and_trailers() {
    Streams.run(
        t -> {
          byte[] content = pattern(3 * ShmFile.PAGE_SIZE + 100);
          int fd = file(t, content);
          int[] sv = t.pair();
          KThread w =
              t.spawn(
                  "sender",
                  () -> {
                    long[] sent = new long[1];
                    t.s.sendfile(
                        fd,
                        sv[0],
                        0,
                        0,
                        new byte[][] {bytes("HEAD "), bytes("ER")},
                        new byte[][] {bytes("END")},
                        sent,
                        0);
                    assertThat(sent[0]).isEqualTo(content.length + 10);
                    t.s.close(sv[0]);
                  });
          byte[] got = drain(t, sv[1]);
          w.join();
          assertThat(got).hasSize(content.length + 10);
          assertThat(text(got, 7)).isEqualTo("HEAD ER");
          assertThat(java.util.Arrays.copyOfRange(got, 7, 7 + content.length)).isEqualTo(content);
        });
  }

  @Test
  void part_of_a_file() {
    Streams.run(
        t -> {
          byte[] content = pattern(ShmFile.PAGE_SIZE + 300);
          int fd = file(t, content);
          int[] sv = t.pair();
          assertThat(send(t, fd, sv[0], ShmFile.PAGE_SIZE - 100, 200)).isEqualTo(200);
          byte[] b = new byte[200];
          assertThat(t.s.recv(sv[1], b, 0)).isEqualTo(200);
          int from = ShmFile.PAGE_SIZE - 100;
          assertThat(b).isEqualTo(java.util.Arrays.copyOfRange(content, from, from + 200));
          assertThat(send(t, fd, sv[0], content.length - 10, 0)).isEqualTo(10);
          assertThat(send(t, fd, sv[0], content.length, 0)).isZero();
          assertThat(send(t, fd, sv[0], content.length + 5000, 9)).isZero();
        });
  }

  @Test
  void what_was_sent_does_not_change_when_the_file_does() {
    Streams.run(
        t -> {
          int fd = file(t, bytes("before"));
          int[] sv = t.pair();
          send(t, fd, sv[0], 0, 0);
          t.s.lseek(fd, 0);
          t.s.write(fd, bytes("behind"));
          send(t, fd, sv[0], 0, 0);
          assertThat(Lan.recv(t.s, sv[1])).isEqualTo("beforebehind");
        });
  }

  @Test
  void sender_that_does_not_wait_tells_how_far_it_came() {
    Streams.run(
        t -> {
          int fd = file(t, pattern(5000));
          int[] sv = t.pair();
          t.nonblocking(sv[0]);
          long[] sent = new long[1];
          assertThat(errno(() -> t.s.sendfile(fd, sv[0], 0, 0, null, null, sent, 0)))
              .isEqualTo(Errno.EWOULDBLOCK);
          assertThat(sent[0]).isEqualTo(TestStream.SPACE);
        });
  }

  @Test
  void wrong_requests_have_their_errnos() {
    Streams.run(
        t -> {
          int fd = file(t, bytes("x"));
          int[] sv = t.pair();
          int[] seq = t.s.socketpair(TestStream.FAMILY, SocketConst.SOCK_SEQPACKET, 0);
          assertThat(errno(() -> send(t, 99, sv[0], 0, 0))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> send(t, fd, 99, 0, 0))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> send(t, sv[0], sv[1], 0, 0))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> send(t, fd, fd, 0, 0))).isEqualTo(Errno.ENOTSOCK);
          assertThat(errno(() -> send(t, fd, seq[0], 0, 0))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> send(t, fd, t.socket(), 0, 0))).isEqualTo(Errno.ENOTCONN);
          assertThat(errno(() -> send(t, fd, sv[0], -1, 0))).isEqualTo(Errno.EINVAL);
          t.s.shutdown(sv[0], SocketConst.SHUT_WR);
          assertThat(errno(() -> send(t, fd, sv[0], 0, 0))).isEqualTo(Errno.EPIPE);
        });
  }

  @Test
  void memory_is_a_file() {
    Streams.run(
        t -> {
          int fd = t.s.shmOpen();
          assertThat(t.s.read(fd, new byte[1])).isZero();
          t.s.lseek(fd, 10000);
          t.s.write(fd, bytes("far"));
          assertThat(t.s.fstat(fd).size).isEqualTo(10003);
          assertThat(t.s.fstat(fd).mode & Stat.S_IFREG).isNotZero();
          t.s.lseek(fd, 9999);
          byte[] b = new byte[10];
          assertThat(t.s.read(fd, b)).isEqualTo(4);
          assertThat(text(b, 4)).isEqualTo("\0far");
          assertThat(errno(() -> t.s.lseek(fd, -1))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.lseek(t.socket(), 0))).isEqualTo(Errno.ESPIPE);
          assertThat(errno(() -> t.s.lseek(99, 0))).isEqualTo(Errno.EBADF);
          t.s.lseek(fd, 1L << 28);
          assertThat(errno(() -> t.s.write(fd, b))).isEqualTo(Errno.EFBIG);
        });
  }

  @Test
  void sync_waits_until_the_reader_has_all_and_a_signal_ends_it() {
    Streams.run(
        t -> {
          int fd = file(t, pattern(500));
          int[] sv = t.pair();
          int sync = SendFile.SF_SYNC;
          KThread r =
              t.spawn(
                  "reader",
                  () -> {
                    t.sleep(Streams.SECOND);
                    t.s.recv(sv[1], new byte[500], SocketConst.MSG_WAITALL);
                  });
          t.s.sendfile(fd, sv[0], 0, 0, null, null, null, sync);
          assertThat(t.rt.uptimeNanos()).isGreaterThanOrEqualTo(Streams.SECOND);
          r.join();
          t.p.sigaction(Signal.SIGUSR1, n -> {}, 0);
          KThread s =
              t.spawn(
                  "alone",
                  () ->
                      assertThat(errno(() -> t.s.sendfile(fd, sv[0], 0, 0, null, null, null, sync)))
                          .isEqualTo(Errno.EINTR));
          t.sleep(Streams.SECOND);
          t.p.sigmask(1 << Signal.SIGUSR1);
          t.p.signal(Signal.SIGUSR1);
          s.join();
        });
  }

  @Test
  void file_and_another_writer_do_not_interlace() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          byte[] content = new byte[1500];
          java.util.Arrays.fill(content, (byte) 'f');
          int fd = file(t, content);
          int[] sv = t.pair();
          KThread a = t.spawn("file", () -> send(t, fd, sv[0], 0, 0));
          KThread b = t.spawn("writer", () -> t.s.write(sv[0], bytes("w".repeat(1500))));
          StringBuilder all = new StringBuilder();
          byte[] buf = new byte[700];
          while (all.length() < 3000) {
            all.append(text(buf, t.s.recv(sv[1], buf, 0)));
          }
          Streams.join(a, b);
          String fw = "f".repeat(1500) + "w".repeat(1500);
          String wf = "w".repeat(1500) + "f".repeat(1500);
          assertThat(all.toString()).isIn(fw, wf);
        });
  }

  /** The file changes and closes while its pages are on their way. */
  @Test
  void write_and_close_against_sendfile() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          byte[] a = new byte[900];
          java.util.Arrays.fill(a, (byte) 'a');
          byte[] b = new byte[900];
          java.util.Arrays.fill(b, (byte) 'b');
          int fd = file(t, a);
          int[] sv = t.pair();
          KThread s = t.spawn("sender", () -> errno(() -> send(t, fd, sv[0], 0, 0)));
          KThread w =
              t.spawn(
                  "writer",
                  () -> {
                    t.s.lseek(fd, 0);
                    t.s.write(fd, b);
                    t.s.close(fd);
                  });
          Streams.join(s, w);
          t.s.close(sv[0]);
          byte[] got = drain(t, sv[1]);
          assertThat(text(got, got.length)).matches("a*|b*");
        });
  }

  @Test
  void short_of_memory_nothing_is_lost() {
    Streams.shortOfMemory(
        SCHEDULES,
        t -> {
          int fd = file(t, pattern(900));
          int[] sv = t.pair();
          long[] sent = new long[1];
          Errno e =
              errno(() -> t.s.sendfile(fd, sv[0], 0, 0, null, null, sent, SendFile.SF_MNOWAIT));
          assertThat(e).isIn(Errno.OK, Errno.ENOBUFS);
          assertThat(sent[0]).isEqualTo(e == Errno.OK ? 900 : sent[0]);
        });
  }

  /** The wrong writer changes a page that is on its way. */
  @Test
  void page_changed_in_place_is_seen_by_the_receiver() {
    String f =
        Streams.firstFailure(
            1,
            t -> {
              int fd = file(t, bytes("before"));
              int[] sv = t.pair();
              giantless.stack.kern.File fp = t.p.fd().fget(fd);
              ShmFile shm = (ShmFile) fp.data();
              send(t, fd, sv[0], 0, 0);
              ShmFile.Extent e = shm.wire(0, 6);
              e.page.bytes[0] = 'X';
              e.page.unwire();
              fp.fdrop(t.p.curthread());
              String got = Lan.recv(t.s, sv[1]);
              if (!got.equals("before")) {
                throw new AssertionError("changed under way: " + got);
              }
            });
    assertThat(f).contains("changed under way: Xefore");
  }
}
