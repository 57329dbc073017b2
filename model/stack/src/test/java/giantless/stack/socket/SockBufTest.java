package giantless.stack.socket;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import org.junit.jupiter.api.Test;

/** sosend and soreceive over a protocol without network: streams, records, waiting, interlacing. */
class SockBufTest {
  private static Errno send(Socket so, byte[] data, int flags) {
    return SoSend.sosend(
        so, null, Uio.writing(data, 0, data.length), null, null, flags, Ucred.root());
  }

  private static byte[] filled(int n, int first) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) (first + i);
    }
    return b;
  }

  private static SoReceive receive(Socket so, byte[] buf, int flags, Errno expected) {
    SoReceive r = new SoReceive(so, Uio.reading(buf, 0, buf.length), true, flags);
    assertThat(r.receive()).isEqualTo(expected);
    return r;
  }

  @Test
  void stream_longer_than_the_buffer_arrives_whole() {
    Lan.everySchedule(
        25,
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          byte[] data = filled(5000, 3);
          KThread w =
              lan.spawn(
                  lan.pa, "writer", () -> assertThat(send(p[0], data, 0)).isEqualTo(Errno.OK));
          byte[] got = new byte[5000];
          // More than the buffer holds, so MSG_WAITALL takes it in sections.
          receive(p[1], got, SocketConst.MSG_WAITALL, Errno.OK);
          assertThat(got).isEqualTo(data);
          w.join();
          PipeProto.close(p);
        });
  }

  @Test
  void two_long_writes_do_not_interlace() {
    Lan.everySchedule(
        40,
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          KThread[] w = new KThread[2];
          for (int i = 0; i < 2; i++) {
            byte[] data = new byte[2500];
            java.util.Arrays.fill(data, (byte) ('a' + i));
            w[i] = lan.spawn(lan.pa, "writer" + i, () -> send(p[0], data, 0));
          }
          byte[] got = new byte[5000];
          receive(p[1], got, SocketConst.MSG_WAITALL, Errno.OK);
          int changes = 0;
          for (int i = 1; i < got.length; i++) {
            changes += got[i] != got[i - 1] ? 1 : 0;
          }
          assertThat(changes).isEqualTo(1);
          PipeProto.join(w);
          PipeProto.close(p);
        });
  }

  @Test
  void two_readers_of_a_stream_get_every_byte_once() {
    Lan.everySchedule(
        40,
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          int[] sum = new int[1];
          KThread[] r = new KThread[2];
          for (int i = 0; i < 2; i++) {
            r[i] =
                lan.spawn(
                    lan.pa,
                    "reader" + i,
                    () -> {
                      byte[] b = new byte[700];
                      receive(p[1], b, SocketConst.MSG_WAITALL, Errno.OK);
                      for (byte x : b) {
                        sum[0] += x;
                      }
                    });
          }
          byte[] ones = new byte[1400];
          java.util.Arrays.fill(ones, (byte) 1);
          send(p[0], ones, 0);
          PipeProto.join(r);
          assertThat(sum[0]).isEqualTo(1400);
          PipeProto.close(p);
        });
  }

  @Test
  void end_of_file_comes_behind_the_data_and_writing_is_epipe() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          send(p[0], filled(10, 0), 0);
          assertThat(UipcSocket.soshutdown(p[0], SocketConst.SHUT_WR)).isEqualTo(Errno.OK);
          assertThat(send(p[0], filled(10, 0), 0)).isEqualTo(Errno.EPIPE);
          byte[] b = new byte[20];
          receive(p[1], b, SocketConst.MSG_WAITALL, Errno.OK);
          assertThat(b[9]).isEqualTo((byte) 9);
          receive(p[1], b, 0, Errno.OK);
          PipeProto.close(p);
        });
  }

  @Test
  void full_buffer_is_ewouldblock_and_low_water_mark_holds_a_reader_back() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          assertThat(send(p[0], filled(1000, 0), SocketConst.MSG_DONTWAIT)).isEqualTo(Errno.OK);
          assertThat(send(p[0], filled(1, 0), SocketConst.MSG_DONTWAIT))
              .isEqualTo(Errno.EWOULDBLOCK);
          byte[] b = new byte[1000];
          receive(p[1], b, 0, Errno.OK);
          SoOpt.sosetopt(
              p[1], Sockopt.set(SocketConst.SOL_SOCKET, SocketConst.SO_RCVLOWAT, Sockopt.ofInt(5)));
          SoOpt.sosetopt(
              p[1],
              Sockopt.set(
                  SocketConst.SOL_SOCKET, SocketConst.SO_RCVTIMEO, Sockopt.ofTimeval(1, 0)));
          send(p[0], filled(4, 0), 0);
          receive(p[1], b, 0, Errno.EWOULDBLOCK);
          send(p[0], filled(1, 0), 0);
          Uio uio = Uio.reading(b, 0, 100);
          assertThat(new SoReceive(p[1], uio, false, 0).receive()).isEqualTo(Errno.OK);
          assertThat(uio.resid()).isEqualTo(95);
          PipeProto.close(p);
        });
  }

  @Test
  void records_keep_their_bounds_and_their_marks() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_SEQPACKET);
          send(p[0], filled(300, 1), SocketConst.MSG_EOR);
          send(p[0], filled(20, 7), 0);
          byte[] b = new byte[400];
          SoReceive r = receive(p[1], b, SocketConst.MSG_PEEK, Errno.OK);
          assertThat(r.flags() & SocketConst.MSG_EOR).isNotZero();
          r = receive(p[1], new byte[5], 0, Errno.OK);
          assertThat(r.flags() & SocketConst.MSG_TRUNC).isNotZero();
          r = receive(p[1], b, 0, Errno.OK);
          assertThat(r.flags() & (SocketConst.MSG_TRUNC | SocketConst.MSG_EOR)).isZero();
          assertThat(b[19]).isEqualTo((byte) 26);
          PipeProto.close(p);
        });
  }

  @Test
  void control_messages_go_with_their_record() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          byte[] data = filled(9, 1);
          Mbuf c = CMsg.sbcreatecontrol(lan.a.mbufs(), SocketConst.SOL_SOCKET, 3, new byte[] {5});
          assertThat(SoSend.sosend(p[0], null, Uio.writing(data, 0, 9), null, c, 0, Ucred.root()))
              .isEqualTo(Errno.OK);
          SoReceive r = receive(p[1], new byte[9], SocketConst.MSG_PEEK, Errno.OK);
          assertThat(r.control().len).isEqualTo(16);
          lan.a.mbufs().freem(r.control());
          r = receive(p[1], new byte[9], 0, Errno.OK);
          assertThat(r.control().data[r.control().off + CMsg.HDR]).isEqualTo((byte) 5);
          lan.a.mbufs().freem(r.control());
          PipeProto.close(p);
        });
  }

  @Test
  void flush_against_a_reader_in_the_middle_of_a_transfer() {
    Lan.everySchedule(
        60,
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          KThread r =
              lan.spawn(
                  lan.pa,
                  "reader",
                  () ->
                      new SoReceive(
                              p[1],
                              Uio.reading(new byte[900], 0, 900),
                              false,
                              SocketConst.MSG_WAITALL)
                          .receive());
          KThread w = lan.spawn(lan.pa, "writer", () -> send(p[0], filled(500, 0), 0));
          UipcSocket.soshutdown(p[1], SocketConst.SHUT_RD);
          PipeProto.join(r, w);
          PipeProto.close(p);
        });
  }

  @Test
  void upcall_hears_of_data_with_no_lock_held() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          int[] called = new int[1];
          p[1].rcv.lock.lock();
          p[1].rcv.setUpcall(
              so -> {
                so.rcv.lock.assertNotOwned();
                called[0]++;
              });
          p[1].rcv.lock.unlock();
          send(p[0], filled(5, 0), 0);
          assertThat(called[0]).isEqualTo(1);
          PipeProto.close(p);
        });
  }

  @Test
  void mbuf_shortage_leaves_no_part_of_a_message() {
    Lan.shortOfMemory(
        30,
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_SEQPACKET);
          Errno e = send(p[0], filled(700, 0), SocketConst.MSG_DONTWAIT);
          assertThat(e).isIn(Errno.OK, Errno.ENOBUFS);
          Mbuf m = lan.a.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
          if (m != null) {
            m.len = 4;
            m.pkthdr.len = 4;
            e = SoSend.sosend(p[0], null, null, m, null, SocketConst.MSG_DONTWAIT, Ucred.root());
            assertThat(e).isEqualTo(Errno.OK);
          }
          PipeProto.close(p);
        });
  }
}
