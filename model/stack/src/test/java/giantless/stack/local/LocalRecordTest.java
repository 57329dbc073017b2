package giantless.stack.local;

import static giantless.stack.local.Locals.SEQPACKET;
import static giantless.stack.local.Locals.STREAM;
import static giantless.stack.local.Locals.bytes;
import static giantless.stack.local.Locals.errno;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.SocketConst;
import org.junit.jupiter.api.Test;

/** Records of more than one mbuf, and such without a byte. */
class LocalRecordTest {
  private static final int LONG = 5000;
  private static final int LOOK = SocketConst.MSG_PEEK | SocketConst.MSG_DONTWAIT;

  /** The mark of the end stood on the first mbuf, and the rest was thrown away. */
  @Test
  void long_record_with_an_end_mark_is_received_whole() {
    Locals.run(
        t -> {
          int[] a = t.pair(SEQPACKET);
          byte[] sent = new byte[LONG];
          for (int i = 0; i < LONG; i++) {
            sent[i] = (byte) (i * 7);
          }
          t.s.send(a[0], sent, SocketConst.MSG_EOR);
          for (int flags : new int[] {SocketConst.MSG_PEEK, 0}) {
            MsgHdr m = new MsgHdr(null, new byte[LONG]);
            assertThat(t.s.recvmsg(a[1], m, flags)).isEqualTo(LONG);
            assertThat(m.iov[0]).isEqualTo(sent);
            assertThat(m.flags).isEqualTo(SocketConst.MSG_EOR);
          }
        });
  }

  @Test
  void part_of_a_long_record_has_no_end_mark() {
    Locals.run(
        t -> {
          int[] a = t.pair(SEQPACKET);
          t.s.send(a[0], new byte[LONG], SocketConst.MSG_EOR);
          MsgHdr m = new MsgHdr(null, new byte[2048]);
          assertThat(t.s.recvmsg(a[1], m, 0)).isEqualTo(2048);
          assertThat(m.flags).isEqualTo(SocketConst.MSG_TRUNC);
        });
  }

  private static Mbuf firstUnread(Locals t, int fd) {
    SockBuf rcv = t.so(fd).rcv;
    rcv.lock.lock();
    Mbuf m = rcv.first();
    rcv.lock.unlock();
    return m;
  }

  /** A peek that does not wait found an mbuf without data, took nothing, and looked again. */
  @Test
  void write_of_nothing_leaves_nothing_to_peek_at() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          assertThat(t.s.write(a[0], new byte[0])).isZero();
          assertThat(firstUnread(t, a[1])).isNull(); // Else the next call does not end.
          assertThat(errno(() -> t.s.recv(a[1], new byte[1], LOOK))).isEqualTo(Errno.EWOULDBLOCK);
          t.s.write(a[0], bytes("x"));
          assertThat(t.s.recv(a[1], new byte[2], LOOK)).isEqualTo(1);
          assertThat(t.recv(a[1])).isEqualTo("x");
        });
  }

  /** The same, with an mbuf that is left when only the control messages were taken. */
  @Test
  void control_without_data_leaves_nothing_to_peek_at() {
    Locals.run(
        t -> {
          int[] a = t.pair(STREAM);
          t.sendControl(a[0], "", Locals.rights(a[0]));
          t.sendControl(a[0], "y", Locals.rights(a[0]));
          MsgHdr m = new MsgHdr(null, new byte[0]);
          m.controllen = 100;
          assertThat(t.s.recvmsg(a[1], m, 0)).isZero();
          assertThat(m.control).isNotNull();
          assertThat(firstUnread(t, a[1]).type).isEqualTo(Mbuf.MT_CONTROL);
          assertThat(t.s.recv(a[1], new byte[2], LOOK)).isEqualTo(1);
          assertThat(t.recvFds(a[1])).hasSize(1);
        });
  }
}
