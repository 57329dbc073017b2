package giantless.stack.local;

import static giantless.stack.local.Locals.AF_LOCAL;
import static giantless.stack.local.Locals.DGRAM;
import static giantless.stack.local.Locals.SEQPACKET;
import static giantless.stack.local.Locals.STREAM;
import static giantless.stack.local.Locals.bytes;
import static giantless.stack.local.Locals.errno;
import static giantless.stack.local.Locals.rights;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import org.junit.jupiter.api.Test;

/** Descriptors in messages, and the collector of what is left in flight; with each locking. */
class RightsTest {
  private static long sysctl(Locals t, String name) throws SysException {
    return Long.parseLong(t.h.kernel().sysctl().get(name).toString());
  }

  private static int sockets(Locals t) {
    t.h.unix().gc.drain();
    return t.h.sockets().numopensockets();
  }

  @Test
  void descriptor_passes_and_names_the_same_file() {
    Locals.run(
        t -> {
          for (int type : new int[] {STREAM, DGRAM, SEQPACKET}) {
            int[] a = t.pair(type);
            int[] b = t.pair(STREAM);
            t.sendFds(a[0], b[0], b[1]);
            assertThat(t.h.unix().inflight()).isEqualTo(2);
            int[] got = t.recvFds(a[1]);
            assertThat(t.h.unix().inflight()).isZero();
            t.s.write(got[0], bytes("hi"));
            assertThat(t.recv(b[1])).isEqualTo("hi");
            assertThat(t.so(got[1])).isSameAs(t.so(b[1]));
          }
        });
  }

  @Test
  void descriptor_comes_to_another_process_which_did_not_have_it() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          Proc child = t.p.fork("child");
          Syscalls c = t.h.syscalls(child);
          int file = t.s.shmOpen();
          t.s.write(file, bytes("contents"));
          t.sendFds(a[0], file);
          t.s.close(file);
          MsgHdr m = new MsgHdr(null, new byte[1]);
          m.controllen = 100;
          c.recvmsg(a[1], m, 0);
          int fd = Sockopt.getInt(CMsg.parse(m.control).get(0).data, 0);
          assertThat(c.fstat(fd).size).isEqualTo(8);
          child.exit(0);
        });
  }

  @Test
  void many_descriptors_pass_in_one_message() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          int[] fds = new int[200];
          java.util.Arrays.fill(fds, a[0]);
          t.sendFds(a[0], fds);
          MsgHdr m = t.recvmsg(a[1], 1000);
          assertThat(CMsg.parse(m.control).get(0).data).hasSize(800);
        });
  }

  @Test
  void file_in_flight_outlives_its_descriptor() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.s.write(b[1], bytes("kept"));
          t.sendFds(a[0], b[0]);
          t.s.close(b[0]);
          t.h.unix().gc.schedule();
          t.h.unix().gc.drain();
          int fd = t.recvFds(a[1])[0];
          assertThat(t.recv(fd)).isEqualTo("kept");
        });
  }

  @Test
  void what_is_not_received_is_closed_with_the_socket() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.sendFds(a[0], b[0], t.s.shmOpen());
          t.s.close(b[0]);
          t.s.close(a[1]);
          t.h.unix().gc.drain();
          assertThat(t.h.unix().inflight()).isZero();
          assertThat(t.recv(b[1])).isEmpty();
        });
  }

  @Test
  void receive_without_control_closes_what_came() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.sendFds(a[0], b[0]);
          t.s.close(b[0]);
          assertThat(t.recv(a[1])).isEqualTo("x");
          t.h.unix().gc.drain();
          assertThat(t.recv(b[1])).isEmpty();
        });
  }

  /** D-15: descriptors that the caller does not hear of are closed. */
  @Test
  void cut_message_leaves_no_descriptor() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.sendFds(a[0], b[0]);
          t.s.close(b[0]);
          int open = t.p.fd().openCount();
          MsgHdr m = t.recvmsg(a[1], 8);
          assertThat(m.flags & SocketConst.MSG_CTRUNC).isNotZero();
          assertThat(t.p.fd().openCount()).isEqualTo(open);
          assertThat(t.recv(b[1])).isEmpty();
        });
  }

  @Test
  void peek_shows_data_and_leaves_descriptors() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.sendFds(a[0], a[0]);
          MsgHdr m = new MsgHdr(null, new byte[10]);
          m.controllen = 100;
          assertThat(t.s.recvmsg(a[1], m, SocketConst.MSG_PEEK)).isEqualTo(1);
          assertThat(m.control).isNull();
          assertThat(t.h.unix().inflight()).isEqualTo(1);
          assertThat(t.recvFds(a[1])).hasSize(1);
        });
  }

  @Test
  void message_with_no_descriptors_is_no_message() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.sendControl(a[0], "x", rights());
          assertThat(t.recvmsg(a[1], 100).control).isNull();
        });
  }

  /** Each in the buffer of the next: closing the last must not go as deep as the chain is long. */
  @Test
  void long_chain_of_sockets_in_flight_is_closed() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          for (int i = 0; i < 100; i++) {
            int[] b = t.pair(STREAM);
            t.sendFds(b[0], a[0], a[1]);
            t.s.close(a[0]);
            t.s.close(a[1]);
            a = b;
          }
          assertThat(sockets(t)).isEqualTo(202);
          t.s.close(a[0]);
          t.s.close(a[1]);
          assertThat(sockets(t)).isZero();
          assertThat(t.h.unix().inflight()).isZero();
        });
  }

  // ---- The collector ----

  @Test
  void socket_in_its_own_buffer_is_collected() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.sendFds(a[0], a[1]);
          t.s.close(a[1]);
          t.s.close(a[0]);
          assertThat(sockets(t)).isZero();
          assertThat(t.h.unix().inflight()).isZero();
          assertThat(sysctl(t, "net.local.recycled")).isEqualTo(1);
          assertThat(sysctl(t, "net.local.taskcount")).isPositive();
          assertThat(sysctl(t, "net.local.deferred")).isZero();
        });
  }

  @Test
  void two_in_the_buffers_of_each_other_are_collected_with_what_they_hold() {
    Locals.run(
        t -> {
          for (int type : new int[] {STREAM, DGRAM, SEQPACKET}) {
            int[] a = t.pair(type);
            int[] b = t.pair(type);
            int[] held = t.pair(STREAM);
            t.sendFds(a[0], b[1], held[0], t.s.shmOpen());
            t.sendFds(b[0], a[1]);
            for (int fd : new int[] {a[0], b[0], a[1], b[1], held[0]}) {
              t.s.close(fd);
            }
            t.h.unix().gc.drain();
            assertThat(t.h.unix().inflight()).isZero();
            assertThat(t.recv(held[1])).isEmpty();
            t.s.close(held[1]);
            assertThat(sockets(t)).isZero();
          }
        });
  }

  /** The count of references is that of messages for all of them, and yet they can be received. */
  @Test
  void what_can_be_received_over_a_live_socket_is_not_collected() {
    Locals.run(
        t -> {
          int[] live = t.pair(STREAM);
          int[] a = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.s.write(b[0], bytes("deep"));
          t.sendFds(a[0], b[1]);
          t.sendFds(live[0], a[1]);
          for (int fd : new int[] {a[0], a[1], b[0], b[1]}) {
            t.s.close(fd);
          }
          t.h.unix().gc.drain();
          int a1 = t.recvFds(live[1])[0];
          int b1 = t.recvFds(a1)[0];
          assertThat(t.recv(b1)).isEqualTo("deep");
          assertThat(sysctl(t, "net.local.recycled")).isZero();
        });
  }

  /** The listener lies in the buffer of a connection that waits to be accepted on it. */
  @Test
  void listener_in_the_buffer_of_its_own_child_is_collected() {
    Locals.run(
        t -> {
          int l = t.listener(STREAM, "/l", 5);
          int c = t.connected(STREAM, "/l");
          t.sendFds(c, l);
          t.s.close(l);
          t.s.close(c);
          assertThat(sockets(t)).isZero();
          assertThat(t.h.unix().inflight()).isZero();
        });
  }

  /** A child that was not accepted is as alive as its listener, which lies in a live buffer. */
  @Test
  void child_of_a_listener_in_flight_is_not_collected() {
    Locals.run(
        t -> {
          int[] live = t.pair(STREAM);
          int[] b = t.pair(STREAM);
          t.s.write(b[0], bytes("deep"));
          int l = t.listener(STREAM, "/l", 5);
          int c = t.connected(STREAM, "/l");
          t.sendFds(c, b[1]);
          t.sendFds(live[0], l);
          for (int fd : new int[] {l, c, b[0], b[1]}) {
            t.s.close(fd);
          }
          t.h.unix().gc.drain();
          int got = t.s.accept(t.recvFds(live[1])[0], null);
          assertThat(t.recv(t.recvFds(got)[0])).isEqualTo("deep");
        });
  }

  /** A file that is in flight twice, with a descriptor: not collected; then without: collected. */
  @Test
  void two_messages_with_one_socket_count_twice() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.sendFds(a[0], a[1], a[1]);
          t.sendFds(a[0], a[1]);
          File fp = t.p.fd().fget(a[1]);
          assertThat(fp.refs()).isEqualTo(5);
          t.s.close(a[0]);
          t.s.close(a[1]);
          t.h.unix().gc.drain();
          assertThat(t.h.unix().inflight()).isEqualTo(3);
          fp.fdrop(t.p.curthread());
          t.h.unix().gc.schedule();
          assertThat(sockets(t)).isZero();
        });
  }

  @Test
  void without_memory_nothing_stays_in_flight() {
    Locals.shortOfMemory(
        20,
        t -> {
          int[] a = t.pair(DGRAM);
          int[] b = t.pair(STREAM);
          for (int i = 0; i < 3; i++) {
            Errno e = errno(() -> t.sendFds(a[0], b[0], b[1]));
            assertThat(e).isIn(Errno.OK, Errno.ENOBUFS);
            if (e == Errno.OK) {
              t.recvFds(a[1]);
            }
            assertThat(t.h.unix().inflight()).isZero();
          }
        });
  }

  @Test
  void machine_that_ends_with_sockets_in_flight_leaves_nothing() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.sendFds(a[0], a[0], a[1]);
          t.sendFds(a[1], a[0], a[1]);
        });
  }

  @Test
  void process_that_ends_with_descriptors_in_flight_leaves_nothing() {
    Locals.run(
        t -> {
          Proc q = t.h.newProc("q");
          Syscalls s = t.h.syscalls(q);
          int[] a = s.socketpair(AF_LOCAL, STREAM, 0);
          MsgHdr m = new MsgHdr(null, bytes("x"));
          m.control = rights(a[0], a[1]);
          s.sendmsg(a[0], m, 0);
          s.sendmsg(a[1], m, 0);
          q.exit(0);
          // Neither socket was closed, so the collector comes with the next one that is.
          assertThat(sockets(t)).isEqualTo(2);
          t.s.close(t.socket(DGRAM));
          assertThat(sockets(t)).isZero();
        });
  }
}
