package giantless.stack.local;

import static giantless.stack.local.Locals.AF_LOCAL;
import static giantless.stack.local.Locals.DGRAM;
import static giantless.stack.local.Locals.SEQPACKET;
import static giantless.stack.local.Locals.STREAM;
import static giantless.stack.local.Locals.at;
import static giantless.stack.local.Locals.bytes;
import static giantless.stack.local.Locals.errno;
import static giantless.stack.local.Locals.rights;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import org.junit.jupiter.api.Test;

/** What the calls on UNIX domain sockets say when they are wrong, with each locking. */
class LocalErrnoTest {
  private static String path(int length) {
    return "/" + "p".repeat(length - 1);
  }

  @Test
  void socket_of_no_type_or_protocol() {
    Locals.run(
        t -> {
          assertThat(errno(() -> t.s.socket(AF_LOCAL, SocketConst.SOCK_RAW, 0)))
              .isEqualTo(Errno.EPROTOTYPE);
          assertThat(errno(() -> t.s.socket(AF_LOCAL, STREAM, 6))).isEqualTo(Errno.EPROTONOSUPPORT);
        });
  }

  @Test
  void bind_to_what_is_no_name() {
    Locals.run(
        t -> {
          int fd = t.socket(STREAM);
          assertThat(errno(() -> t.s.bind(fd, new SockAddrIn(0, 1)))).isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> t.s.bind(fd, at("")))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.bind(fd, at(path(105))))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.bind(fd, at(path(254))))).isEqualTo(Errno.ENAMETOOLONG);
          assertThat(errno(() -> t.s.bind(fd, at("/no/such")))).isEqualTo(Errno.ENOENT);
          t.bound(STREAM, "/file");
          assertThat(errno(() -> t.s.bind(fd, at("/file/s")))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.bind(fd, at("/file")))).isEqualTo(Errno.EADDRINUSE);
          assertThat(errno(() -> t.s.bind(fd, at("/")))).isEqualTo(Errno.EADDRINUSE);
          assertThat(errno(() -> t.s.bind(fd, at("/dir/")))).isEqualTo(Errno.ENOENT);
          t.s.bind(fd, at(path(104)));
          assertThat(errno(() -> t.s.bind(fd, at("/again")))).isEqualTo(Errno.EINVAL);
          assertThat(t.s.getsockname(fd)).isEqualTo(at(path(104)));
        });
  }

  @Test
  void name_stays_until_it_is_unlinked() {
    Locals.run(
        t -> {
          t.s.close(t.bound(DGRAM, "/s"));
          int fd = t.socket(DGRAM);
          assertThat(errno(() -> t.s.connect(fd, at("/s")))).isEqualTo(Errno.ECONNREFUSED);
          assertThat(errno(() -> t.s.bind(fd, at("/s")))).isEqualTo(Errno.EADDRINUSE);
          t.s.unlink("/s");
          t.s.bind(fd, at("/s"));
          t.s.unlink("/s");
          int c = t.socket(DGRAM);
          assertThat(errno(() -> t.s.connect(c, at("/s")))).isEqualTo(Errno.ENOENT);
          assertThat(t.s.getsockname(fd)).isEqualTo(at("/s"));
        });
  }

  @Test
  void connect_to_what_is_no_listener() {
    Locals.run(
        t -> {
          int fd = t.socket(STREAM);
          assertThat(errno(() -> t.s.connect(fd, new SockAddrIn(0, 1))))
              .isEqualTo(Errno.EAFNOSUPPORT);
          assertThat(errno(() -> t.s.connect(fd, at("")))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.connect(fd, at(path(105))))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.connect(fd, at(path(254))))).isEqualTo(Errno.ENAMETOOLONG);
          assertThat(errno(() -> t.s.connect(fd, at("/none")))).isEqualTo(Errno.ENOENT);
          assertThat(errno(() -> t.s.connect(fd, at("/")))).isEqualTo(Errno.ENOTSOCK);
          t.s.mkfifo("/fifo", 0777);
          assertThat(errno(() -> t.s.connect(fd, at("/fifo")))).isEqualTo(Errno.ENOTSOCK);
          t.bound(STREAM, "/bound");
          assertThat(errno(() -> t.s.connect(fd, at("/bound")))).isEqualTo(Errno.ECONNREFUSED);
          t.bound(DGRAM, "/dgram");
          assertThat(errno(() -> t.s.connect(fd, at("/dgram")))).isEqualTo(Errno.EPROTOTYPE);
          t.s.close(t.listener(STREAM, "/closed", 1));
          assertThat(errno(() -> t.s.connect(fd, at("/closed")))).isEqualTo(Errno.ECONNREFUSED);
          t.listener(STREAM, "/l", 1);
          t.s.connect(fd, at("/l"));
          assertThat(errno(() -> t.s.connect(fd, at("/l")))).isEqualTo(Errno.EISCONN);
        });
  }

  @Test
  void full_queue_refuses() {
    Locals.run(
        t -> {
          t.listener(SEQPACKET, "/l", 1);
          t.connected(SEQPACKET, "/l");
          t.connected(SEQPACKET, "/l");
          int fd = t.socket(SEQPACKET);
          assertThat(errno(() -> t.s.connect(fd, at("/l")))).isEqualTo(Errno.ECONNREFUSED);
          assertThat(t.h.sockets().numopensockets()).isEqualTo(6);
        });
  }

  @Test
  void listen_and_accept_where_they_do_not_fit() {
    Locals.run(
        t -> {
          int d = t.bound(DGRAM, "/d");
          assertThat(errno(() -> t.s.listen(d, 1))).isEqualTo(Errno.EOPNOTSUPP);
          int fd = t.socket(STREAM);
          assertThat(errno(() -> t.s.listen(fd, 1))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.accept(fd, null))).isEqualTo(Errno.EINVAL);
          int l = t.listener(STREAM, "/l", 1);
          assertThat(errno(() -> t.s.connect(l, at("/l")))).isEqualTo(Errno.EOPNOTSUPP);
          int c = t.socket(STREAM);
          t.s.bind(c, at("/c"));
          t.s.connect(c, at("/l"));
          assertThat(errno(() -> t.s.listen(c, 1))).isEqualTo(Errno.EINVAL);
          t.nonblocking(l);
          t.s.accept(l, null);
          assertThat(errno(() -> t.s.accept(l, null))).isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void send_and_receive_without_a_peer() {
    Locals.run(
        t -> {
          for (int type : new int[] {STREAM, SEQPACKET}) {
            int fd = t.socket(type);
            assertThat(errno(() -> t.s.send(fd, bytes("x"), 0))).isEqualTo(Errno.ENOTCONN);
            assertThat(errno(() -> t.s.sendto(fd, bytes("x"), 0, at("/x"))))
                .isEqualTo(Errno.ENOTCONN);
            assertThat(errno(() -> t.recv(fd))).isEqualTo(Errno.ENOTCONN);
            assertThat(errno(() -> t.s.getpeername(fd))).isEqualTo(Errno.ENOTCONN);
            assertThat(errno(() -> t.s.shutdown(fd, SocketConst.SHUT_WR)))
                .isEqualTo(Errno.ENOTCONN);
          }
          int d = t.socket(DGRAM);
          assertThat(errno(() -> t.s.send(d, bytes("x"), 0))).isEqualTo(Errno.EDESTADDRREQ);
          assertThat(errno(() -> t.s.sendto(d, bytes("x"), 0, at("/x")))).isEqualTo(Errno.ENOENT);
          assertThat(errno(() -> t.s.sendto(d, bytes("x"), 0, new SockAddrIn(0, 1))))
              .isEqualTo(Errno.EAFNOSUPPORT);
          t.bound(STREAM, "/s");
          assertThat(errno(() -> t.s.sendto(d, bytes("x"), 0, at("/s"))))
              .isEqualTo(Errno.EPROTOTYPE);
          t.nonblocking(d);
          assertThat(errno(() -> t.recv(d))).isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  @Test
  void connected_datagram_socket_sends_nowhere_else() {
    Locals.run(
        t -> {
          int a = t.bound(DGRAM, "/a");
          int b = t.bound(DGRAM, "/b");
          t.s.connect(a, at("/b"));
          assertThat(errno(() -> t.s.sendto(a, bytes("x"), 0, at("/b")))).isEqualTo(Errno.EISCONN);
          assertThat(errno(() -> t.s.sendto(a, bytes("x"), 0, at("/c")))).isEqualTo(Errno.EISCONN);
          t.s.close(b);
          assertThat(errno(() -> t.s.send(a, bytes("x"), 0))).isEqualTo(Errno.ECONNRESET);
          assertThat(errno(() -> t.s.send(a, bytes("x"), 0))).isEqualTo(Errno.EDESTADDRREQ);
        });
  }

  @Test
  void datagram_that_is_too_long_or_finds_no_room() {
    Locals.run(
        t -> {
          int a = t.bound(DGRAM, "/a");
          int c = t.connected(DGRAM, "/a");
          assertThat(errno(() -> t.s.send(c, new byte[2049], 0))).isEqualTo(Errno.EMSGSIZE);
          t.s.send(c, new byte[2032], 0);
          t.s.send(c, new byte[2032], 0);
          assertThat(errno(() -> t.s.send(c, new byte[1], 0))).isEqualTo(Errno.ENOBUFS);
          assertThat(t.recv(a)).hasSize(2032);
          t.s.send(c, new byte[1], 0);
          assertThat(errno(() -> t.s.send(c, new byte[9000], 0))).isEqualTo(Errno.EMSGSIZE);
          int[] q = t.pair(SEQPACKET);
          assertThat(errno(() -> t.s.send(q[0], new byte[9000], 0))).isEqualTo(Errno.EMSGSIZE);
        });
  }

  @Test
  void write_to_a_peer_that_is_gone_or_does_not_read() {
    Locals.run(
        t -> {
          for (int type : new int[] {STREAM, SEQPACKET}) {
            int[] a = t.pair(type);
            t.s.close(a[1]);
            assertThat(errno(() -> t.s.send(a[0], bytes("x"), SocketConst.MSG_NOSIGNAL)))
                .isEqualTo(Errno.EPIPE);
            assertThat(t.recv(a[0])).isEmpty();
            assertThat(errno(() -> t.s.getpeername(a[0]))).isEqualTo(Errno.ENOTCONN);
            int[] b = t.pair(type);
            t.s.shutdown(b[1], SocketConst.SHUT_RD);
            assertThat(errno(() -> t.s.send(b[0], bytes("x"), SocketConst.MSG_NOSIGNAL)))
                .isEqualTo(Errno.EPIPE);
          }
        });
  }

  @Test
  void out_of_band_data_are_not_supported() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          assertThat(errno(() -> t.s.send(a[0], bytes("x"), SocketConst.MSG_OOB)))
              .isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> t.s.recv(a[1], new byte[1], SocketConst.MSG_OOB)))
              .isEqualTo(Errno.EOPNOTSUPP);
        });
  }

  @Test
  void permissions_of_directory_and_socket() {
    Locals.run(
        t -> {
          t.s.mkdir("/private", 0700);
          t.listener(STREAM, "/private/l", 5);
          t.listener(STREAM, "/l", 5);
          t.bound(DGRAM, "/d");
          assertThat(t.s.stat("/l").mode & 0777).isEqualTo(0755);
          Proc user = t.p.fork("user");
          user.setuid(7);
          Syscalls u = t.h.syscalls(user);
          int fd = u.socket(AF_LOCAL, STREAM, 0);
          assertThat(errno(() -> u.connect(fd, at("/private/l")))).isEqualTo(Errno.EACCES);
          assertThat(errno(() -> u.connect(fd, at("/l")))).isEqualTo(Errno.EACCES);
          assertThat(errno(() -> u.bind(fd, at("/private/u")))).isEqualTo(Errno.EACCES);
          int d = u.socket(AF_LOCAL, DGRAM, 0);
          assertThat(errno(() -> u.sendto(d, bytes("x"), 0, at("/d")))).isEqualTo(Errno.EACCES);
          assertThat(errno(() -> u.chmod("/l", 0777))).isEqualTo(Errno.EPERM);
          assertThat(errno(() -> u.chown("/l", 7, 7))).isEqualTo(Errno.EPERM);
          t.s.chmod("/l", 0757);
          u.connect(fd, at("/l"));
          t.s.chown("/d", 7, 7);
          u.sendto(d, bytes("x"), 0, at("/d"));
          u.umask(0);
          int open = u.socket(AF_LOCAL, STREAM, 0);
          u.bind(open, at("/open"));
          assertThat(u.stat("/open").mode & 0777).isEqualTo(0777);
          assertThat(u.stat("/open").uid).isEqualTo(7);
          user.exit(0);
        });
  }

  @Test
  void options_of_the_domain() {
    Locals.run(
        t -> {
          int fd = t.socket(STREAM);
          int d = t.socket(DGRAM);
          int local = UnpCtloutput.SOL_LOCAL;
          assertThat(errno(() -> t.s.getsockopt(fd, local, UnpCtloutput.LOCAL_PEERCRED, 88)))
              .isEqualTo(Errno.ENOTCONN);
          assertThat(errno(() -> t.s.getsockopt(d, local, UnpCtloutput.LOCAL_PEERCRED, 88)))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.getsockopt(fd, local, 99, 4))).isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> t.s.setsockopt(fd, local, 99, 1))).isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> t.s.setsockopt(fd, local, UnpCtloutput.LOCAL_PEERCRED, 1)))
              .isEqualTo(Errno.ENOPROTOOPT);
          assertThat(errno(() -> t.s.setsockopt(fd, 6, 1, 1))).isEqualTo(Errno.EINVAL);
          byte[] shortValue = new byte[2];
          assertThat(errno(() -> t.s.setsockopt(fd, local, UnpCtloutput.LOCAL_CREDS, shortValue)))
              .isEqualTo(Errno.EINVAL);
          for (int name : new int[] {UnpCtloutput.LOCAL_CREDS, UnpCtloutput.LOCAL_CONNWAIT}) {
            assertThat(t.s.getsockoptInt(fd, local, name)).isZero();
            t.s.setsockopt(fd, local, name, 5);
            assertThat(t.s.getsockoptInt(fd, local, name)).isEqualTo(1);
            t.s.setsockopt(fd, local, name, 0);
            assertThat(t.s.getsockoptInt(fd, local, name)).isZero();
          }
        });
  }

  @Test
  void control_messages_that_are_wrong() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          assertThat(errno(() -> t.sendControl(a[0], "x", rights(a[0], 77))))
              .isEqualTo(Errno.EBADF);
          int kq = t.s.kqueue();
          assertThat(errno(() -> t.sendControl(a[0], "x", rights(a[0], kq))))
              .isEqualTo(Errno.EOPNOTSUPP);
          byte[] level = CMsg.bytes(new CMsg(1, SocketConst.SCM_RIGHTS, new byte[4]));
          assertThat(errno(() -> t.sendControl(a[0], "x", level))).isEqualTo(Errno.EINVAL);
          byte[] type = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, 99, new byte[4]));
          assertThat(errno(() -> t.sendControl(a[0], "x", type))).isEqualTo(Errno.EINVAL);
          byte[] length = rights(a[0]);
          Sockopt.putInt(length, 0, 500);
          assertThat(errno(() -> t.sendControl(a[0], "x", length))).isEqualTo(Errno.EINVAL);
          // A good message before a wrong one is taken back.
          byte[] good = rights(a[1]);
          byte[] both = new byte[good.length + type.length];
          System.arraycopy(good, 0, both, 0, good.length);
          System.arraycopy(type, 0, both, good.length, type.length);
          assertThat(errno(() -> t.sendControl(a[0], "x", both))).isEqualTo(Errno.EINVAL);
          assertThat(t.h.unix().inflight()).isZero();
          t.nonblocking(a[1]);
          assertThat(errno(() -> t.recv(a[1]))).isEqualTo(Errno.EWOULDBLOCK);
        });
  }

  /** All descriptors of a message come, or none. */
  @Test
  void no_room_for_descriptors_is_emsgsize() {
    Locals.run(
        t -> {
          t.h.kernel().sysctl().set("kern.maxfilesperproc", 5);
          int[] a = t.pair(STREAM);
          t.sendFds(a[0], a[0], a[0], a[0], a[0]);
          int open = t.p.fd().openCount();
          assertThat(errno(() -> t.recvmsg(a[1], 100))).isEqualTo(Errno.EMSGSIZE);
          assertThat(t.p.fd().openCount()).isEqualTo(open);
          assertThat(t.h.unix().inflight()).isZero();
          assertThat(t.recv(a[1])).isEqualTo("x");
          t.sendFds(a[0], a[0], a[0], a[0]);
          assertThat(t.recvFds(a[1])).containsExactly(2, 3, 4);
        });
  }

  @Test
  void connect2_of_sockets_that_do_not_fit() {
    Locals.run(
        t -> {
          int d = t.socket(DGRAM);
          int s = t.socket(STREAM);
          int s2 = t.socket(STREAM);
          int s3 = t.socket(STREAM);
          assertThat(connect2(t, d, s)).isEqualTo(Errno.EPROTOTYPE);
          assertThat(connect2(t, s, s2)).isEqualTo(Errno.OK);
          assertThat(connect2(t, s, s3)).isEqualTo(Errno.EISCONN);
          assertThat(connect2(t, s3, s2)).isEqualTo(Errno.EISCONN);
        });
  }

  private static Errno connect2(Locals t, int a, int b) {
    return giantless.stack.socket.UipcSocket.soconnect2(t.so(a), t.so(b));
  }

  @Test
  void file_calls_on_names() {
    Locals.run(
        t -> {
          t.s.mkdir("/d", 0755);
          assertThat(errno(() -> t.s.mkdir("/d", 0755))).isEqualTo(Errno.EEXIST);
          assertThat(errno(() -> t.s.mkdir("/", 0755))).isEqualTo(Errno.EEXIST);
          assertThat(errno(() -> t.s.mkdir("", 0755))).isEqualTo(Errno.ENOENT);
          assertThat(errno(() -> t.s.mkdir("/x".repeat(600), 0755))).isEqualTo(Errno.ENAMETOOLONG);
          assertThat(errno(() -> t.s.mkdir(path(257), 0755))).isEqualTo(Errno.ENAMETOOLONG);
          assertThat(errno(() -> t.s.unlink("/d"))).isEqualTo(Errno.EPERM);
          t.s.mkfifo("/d/f", 0600);
          assertThat(errno(() -> t.s.rmdir("/d"))).isEqualTo(Errno.ENOTEMPTY);
          assertThat(errno(() -> t.s.rmdir("/d/f"))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.rmdir("/"))).isEqualTo(Errno.EBUSY);
          assertThat(errno(() -> t.s.open("/d", 0))).isEqualTo(Errno.EISDIR);
          t.bound(STREAM, "/d/s");
          assertThat(errno(() -> t.s.open("/d/s", 0))).isEqualTo(Errno.EOPNOTSUPP);
          assertThat(errno(() -> t.s.stat("/d/f/"))).isEqualTo(Errno.ENOTDIR);
          assertThat(t.s.stat("d/../d/./f").ino).isEqualTo(t.s.stat("/d/f").ino);
          t.s.unlink("/d/f");
          assertThat(errno(() -> t.s.unlink("/d/f"))).isEqualTo(Errno.ENOENT);
          t.s.unlink("/d/s");
          t.s.rmdir("/d/");
          assertThat(errno(() -> t.s.stat("/d"))).isEqualTo(Errno.ENOENT);
        });
  }

  /** A path with a slash at its end is one of a directory. */
  @Test
  void slash_behind_what_is_no_directory() {
    Locals.run(
        t -> {
          t.bound(DGRAM, "/s");
          int fd = t.socket(DGRAM);
          assertThat(errno(() -> t.s.connect(fd, at("/s/")))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.bind(fd, at("/s/")))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.mkdir("/s/", 0777))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.chmod("/s/", 0777))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.rmdir("/s/"))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.unlink("/s/"))).isEqualTo(Errno.ENOTDIR);
          assertThat(errno(() -> t.s.unlink("/none/"))).isEqualTo(Errno.ENOENT);
          t.s.connect(fd, at("/s"));
        });
  }

  @Test
  void message_with_more_pieces_than_there_may_be() {
    Locals.run(
        t -> {
          int[] a = t.pair(DGRAM);
          MsgHdr m = new MsgHdr(null, new byte[SocketConst.IOV_MAX + 1][]);
          assertThat(errno(() -> t.s.sendmsg(a[0], m, 0))).isEqualTo(Errno.EMSGSIZE);
        });
  }
}
