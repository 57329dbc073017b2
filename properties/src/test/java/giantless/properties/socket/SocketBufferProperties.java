package giantless.properties.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SbDrop;
import giantless.stack.socket.SoOpt;
import giantless.stack.socket.SoReceive;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import giantless.stack.socket.UipcSocket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The receive buffer of a datagram socket against a list: any sequence of appends, reads, peeks and
 * drops gives the messages in order, each with its sender and control messages, cut where the
 * reader was short; a message that does not fit is refused whole; the account and the links agree
 * at every step; and at the end no mbuf is left.
 */
class SocketBufferProperties {
  private static final int LIMIT = 3000;

  /** One call. */
  record Step(int op, int size, int control) {
    @Override
    public String toString() {
      return OPS[op] + "(" + size + "," + control + ")";
    }
  }

  /** What the list has of a message. */
  record Message(int port, byte[] data, int control) {
    /** Bytes that count against the limit. */
    int counted() {
      return 16 + data.length + (control < 0 ? 0 : CMsg.space(control));
    }
  }

  private static final String[] OPS = {"append", "append", "recv", "recv", "peek", "droprecord"};

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> size =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 300),
            Arbitraries.of(0, 1, 168, 169, 2048, 2049, LIMIT - 16, LIMIT - 15),
            Arbitraries.integers().between(0, LIMIT));
    return Combinators.combine(
            Arbitraries.integers().between(0, OPS.length - 1),
            size,
            Arbitraries.integers().between(-3, 40))
        .as((op, s, control) -> new Step(op, s, control))
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 200)
  void buffer_is_a_list_of_messages(@ForAll("steps") List<Step> steps) {
    Run run = new Run();
    for (Step s : steps) {
      run.step(s);
    }
    run.end();
  }

  /** The list takes messages out of order: the comparison must see it. */
  @Example
  void list_that_is_no_queue_is_told_apart() {
    Run run = new Run();
    run.step(new Step(0, 5, -1));
    run.step(new Step(0, 6, -1));
    run.model.addFirst(run.model.removeLast());
    assertThatThrownBy(() -> run.step(new Step(2, 50, -1))).isInstanceOf(AssertionError.class);
  }

  /** One buffer and its list. */
  private static final class Run {
    final Host h = Host.builder().cpus(1).watch(new Witness()).build();
    final Socket so;
    final ArrayDeque<Message> model = new ArrayDeque<>();
    int used;
    int serial = 1;

    Run() {
      Socket[] out = new Socket[1];
      assertThat(
              UipcSocket.socreate(
                  h.sockets(), SocketConst.AF_INET, out, SocketConst.SOCK_DGRAM, 0, Ucred.root()))
          .isEqualTo(Errno.OK);
      so = out[0];
      assertThat(
              SoOpt.sosetopt(
                  so,
                  Sockopt.set(SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, Sockopt.ofInt(LIMIT))))
          .isEqualTo(Errno.OK);
    }

    void step(Step s) {
      switch (OPS[s.op]) {
        case "append":
          append(s);
          break;
        case "recv":
          receive(s, 0);
          break;
        case "peek":
          receive(s, SocketConst.MSG_PEEK);
          break;
        default:
          so.rcv.lock.lock();
          SbDrop.sbdroprecordLocked(so.rcv);
          so.rcv.lock.unlock();
          Message gone = model.poll();
          used -= gone == null ? 0 : gone.counted();
      }
      so.rcv.lock.lock();
      SbAppend.sbcheck(so.rcv);
      assertThat(so.rcv.sbCc()).isEqualTo(used);
      so.rcv.lock.unlock();
    }

    private void append(Step s) {
      byte[] data = new byte[s.size];
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (serial * 31 + i);
      }
      Message msg = new Message(serial++ & 0xffff, data, Math.max(s.control, -1));
      Mbuf m =
          data.length == 0
              ? h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA)
              : h.mbufs().devget(data, 0, data.length, null, How.DONTWAIT);
      Mbuf c =
          s.control < 0 ? null : CMsg.sbcreatecontrol(h.mbufs(), 7, serial, new byte[msg.control]);
      boolean fits = used + msg.counted() <= LIMIT;
      boolean taken = SbAppend.sbappendaddr(so.rcv, new SockAddrIn(1, msg.port), m, c);
      assertThat(taken).isEqualTo(fits);
      if (taken) {
        model.add(msg);
        used += msg.counted();
      } else {
        h.mbufs().freem(m);
        if (c != null) {
          h.mbufs().freem(c);
        }
      }
    }

    private void receive(Step s, int flags) {
      byte[] buf = new byte[s.size];
      boolean wantControl = s.control >= 0;
      SoReceive r =
          new SoReceive(
              so, Uio.reading(buf, 0, buf.length), wantControl, flags | SocketConst.MSG_DONTWAIT);
      final Errno error = r.receive();
      Message m = flags == 0 ? model.poll() : model.peek();
      if (m == null) {
        assertThat(error).isEqualTo(s.size == 0 ? Errno.OK : Errno.EWOULDBLOCK);
        assertThat(r.from()).isNull();
        return;
      }
      used -= flags == 0 ? m.counted() : 0;
      assertThat(error).isEqualTo(Errno.OK);
      assertThat(r.from()).isEqualTo(new SockAddrIn(1, m.port));
      int n = Math.min(buf.length, m.data.length);
      assertThat(Arrays.copyOf(buf, n)).isEqualTo(Arrays.copyOf(m.data, n));
      assertThat((r.flags() & SocketConst.MSG_TRUNC) != 0).isEqualTo(n < m.data.length);
      assertThat(r.control() != null).isEqualTo(wantControl && m.control >= 0);
      if (r.control() != null) {
        assertThat(r.control().len).isEqualTo(CMsg.space(m.control));
        h.mbufs().freem(r.control());
      }
    }

    void end() {
      UipcSocket.soclose(so);
      h.shutdownClean();
    }
  }
}
