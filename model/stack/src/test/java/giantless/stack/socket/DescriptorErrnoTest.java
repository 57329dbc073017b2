package giantless.stack.socket;

import static giantless.stack.socket.Lan.LOCAL;
import static giantless.stack.socket.Lan.SECOND;
import static giantless.stack.socket.Lan.at;
import static giantless.stack.socket.Lan.bound;
import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.Lan.recv;
import static giantless.stack.socket.Lan.udp;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.Signal;
import giantless.stack.kern.Stat;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** close, dup, fcntl, fstat, poll and select on sockets: every errno, and readiness. */
class DescriptorErrnoTest {

  @Test
  void errors_of_the_descriptor_calls() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = udp(s);
          assertThat(errno(() -> s.close(9))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.dup(9))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.dup2(9, 3))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.dup2(fd, -1))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.fstat(9))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.fcntl(9, Syscalls.F_GETFL, 0))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.fcntl(9, 77, 0))).isEqualTo(Errno.EBADF);
          assertThat(errno(() -> s.fcntl(fd, 77, 0))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.fcntl(fd, Syscalls.F_DUPFD, -1))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> s.fcntl(fd, Syscalls.F_SETOWN, 4711))).isEqualTo(Errno.ESRCH);
          assertThat(errno(() -> s.poll(null, 0))).isEqualTo(Errno.EFAULT);
          assertThat(errno(() -> s.select(-1, null, null, null, 0))).isEqualTo(Errno.EINVAL);
          BitSet in = new BitSet();
          in.set(9);
          assertThat(errno(() -> s.select(10, in, null, null, 0))).isEqualTo(Errno.EBADF);
          int ro = NoSocket.open(lan.pa);
          assertThat(errno(() -> s.write(ro, new byte[1]))).isEqualTo(Errno.EBADF);
          assertThat(s.read(ro, new byte[1])).isZero();
        });
  }

  @Test
  void fcntl_shows_read_and_write_and_flags() {
    Lan.run(
        lan -> {
          int fd = udp(lan.sa);
          assertThat(lan.sa.fcntl(fd, Syscalls.F_GETFL, 0)).isEqualTo(2);
          lan.sa.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK | Syscalls.O_ASYNC);
          assertThat(lan.sa.fcntl(fd, Syscalls.F_GETFL, 0))
              .isEqualTo(2 | Syscalls.O_NONBLOCK | Syscalls.O_ASYNC);
          Stat st = lan.sa.fstat(fd);
          assertThat(st.mode).isEqualTo(Stat.S_IFSOCK | 0666);
        });
  }

  @Test
  void duplicates_are_one_socket_which_the_last_close_ends() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          int copy = s.dup(fd);
          s.close(fd);
          s.sendto(udp(s), bytes("m"), 0, at(LOCAL, 9));
          assertThat(recv(s, copy)).isEqualTo("m");
          s.close(copy);
          assertThat(errno(() -> recv(s, copy))).isEqualTo(Errno.EBADF);
          assertThat(lan.a.udp().info().count()).isEqualTo(1);
        });
  }

  @Test
  void sigio_goes_to_the_owner_when_data_come() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          int[] got = new int[1];
          lan.pa.sigaction(Signal.SIGIO, sig -> got[0]++, 0);
          s.fcntl(fd, Syscalls.F_SETOWN, lan.pa.pid());
          assertThat(s.fcntl(fd, Syscalls.F_GETOWN, 0)).isEqualTo(lan.pa.pid());
          s.ioctl(fd, SocketConst.FIOASYNC, new int[] {1});
          s.sendto(udp(s), bytes("m"), 0, at(LOCAL, 9));
          lan.sleep(SECOND);
          s.getsockname(fd);
          assertThat(got[0]).isEqualTo(1);
        });
  }

  @Test
  void poll_tells_what_is_ready() {
    Lan.run(
        lan -> {
          Syscalls s = lan.sa;
          int fd = bound(s, 9);
          PollFd in = new PollFd(fd, Poll.POLLIN);
          PollFd out = new PollFd(fd, Poll.POLLOUT);
          PollFd none = new PollFd(55, Poll.POLLIN);
          assertThat(s.poll(new PollFd[] {in}, 0)).isZero();
          assertThat(s.poll(new PollFd[] {in, out, none}, -1)).isEqualTo(2);
          assertThat(out.revents).isEqualTo(Poll.POLLOUT);
          assertThat(none.revents).isEqualTo(Poll.POLLNVAL);
          long start = lan.rt.uptimeNanos();
          assertThat(s.poll(new PollFd[] {in}, 2500)).isZero();
          assertThat(lan.rt.uptimeNanos() - start).isEqualTo(2_500_000_000L);
          s.sendto(udp(s), bytes("m"), 0, at(LOCAL, 9));
          assertThat(s.poll(new PollFd[] {in}, -1)).isEqualTo(1);
          recv(s, fd);
          errno(() -> s.shutdown(fd, SocketConst.SHUT_RDWR));
          assertThat(s.poll(new PollFd[] {in, out}, -1)).isEqualTo(2);
          assertThat(in.revents).isEqualTo(Poll.POLLIN | Poll.POLLHUP);
          assertThat(out.revents).isEqualTo(Poll.POLLHUP);
        });
  }

  @Test
  void poll_is_interrupted_by_a_signal() {
    Lan.run(
        lan -> {
          int fd = bound(lan.sa, 9);
          lan.pa.sigaction(Signal.SIGUSR1, sig -> {}, 2);
          Errno[] e = new Errno[1];
          KThread t =
              lan.spawn(
                  lan.pa,
                  "poller",
                  () ->
                      e[0] =
                          errno(() -> lan.sa.poll(new PollFd[] {new PollFd(fd, Poll.POLLIN)}, -1)));
          lan.pa.sigmask(1 << Signal.SIGUSR1);
          lan.sleep(SECOND);
          lan.pa.signal(Signal.SIGUSR1);
          t.join();
          assertThat(e[0]).isEqualTo(Errno.EINTR);
        });
  }
}
