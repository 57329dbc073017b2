package giantless.stress.lincheck;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Uio;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SoReceive;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * The receive buffer of a stream socket: bytes in their order, of which a call takes the next ones
 * together, whoever else reads, and MSG_PEEK takes none.
 */
final class StreamBuf {
  private StreamBuf() {}

  /** As many bytes as the window lets in. */
  private static final int ROOM = 4;

  /** Bytes of one receive. */
  private static final int WANTED = 2;

  private static final int BASE = 10;

  /** Readers, and the protocol that appends. */
  @Param(name = "data", gen = IntGen.class, conf = "1:9")
  public static class Stream extends OneSocket {
    public Stream() {
      super(SocketConst.SOCK_STREAM, Protosw.PR_CONNREQUIRED);
      UipcSocket2.soisconnected(so);
    }

    @Operation(params = "data")
    public boolean append(int data) {
      Mbuf m = mbufOf(data);
      so.rcv.lock.lock();
      boolean takes = (so.rcv.sbState() & SockBuf.SBS_CANTRCVMORE) == 0 && so.rcv.sbCc() < ROOM;
      if (takes) {
        SbAppend.sbappendstreamLocked(so.rcv, m);
        UipcSocket2.sorwakeupLocked(so);
      } else {
        so.rcv.lock.unlock();
        pool.freem(m);
      }
      return takes;
    }

    /** The peer's FIN. */
    @Operation
    public void end() {
      UipcSocket2.socantrcvmore(so);
    }

    /** The next bytes as digits; 0: none there; -1: the end. */
    @Operation
    public int receive() {
      return read(SocketConst.MSG_NBIO);
    }

    @Operation
    public int peek() {
      return read(SocketConst.MSG_NBIO | SocketConst.MSG_PEEK);
    }

    private int read(int flags) {
      byte[] b = new byte[WANTED];
      Uio uio = Uio.reading(b, 0, WANTED);
      Errno error = new SoReceive(so, uio, false, flags).receive();
      if (error == Errno.EWOULDBLOCK) {
        return 0;
      }
      int digits = 0;
      for (int i = 0; i < WANTED - uio.resid(); i++) {
        digits = digits * BASE + b[i];
      }
      return digits == 0 ? -1 : digits;
    }

    @Validate
    public void account_is_exact() {
      while (receive() > 0) {
        // What is left.
      }
      so.rcv.lock.lock();
      SbAppend.sbcheck(so.rcv);
      so.rcv.lock.unlock();
      if (pool.inUse() != 0) {
        throw new IllegalStateException(pool.inUse() + " mbufs left");
      }
    }
  }

  /** A queue of bytes with an end. */
  public static class Specification {
    private final ArrayDeque<Integer> bytes = new ArrayDeque<>();
    private boolean ended;

    public boolean append(int data) {
      return !ended && bytes.size() < ROOM && bytes.add(data);
    }

    public void end() {
      ended = true;
    }

    public int peek() {
      int digits = 0;
      int n = 0;
      for (int b : bytes) {
        if (n < WANTED) {
          digits = digits * BASE + b;
          n++;
        }
      }
      return n != 0 ? digits : ended ? -1 : 0;
    }

    public int receive() {
      int digits = peek();
      for (int i = 0; i < WANTED && !bytes.isEmpty(); i++) {
        bytes.remove();
      }
      return digits;
    }
  }

  /** The wrong twin: each byte is taken in a hold of its own, and nothing keeps readers apart. */
  @Param(name = "data", gen = IntGen.class, conf = "1:9")
  public static class WithoutSblock {
    private final WrongBytes buffer = new WrongBytes();

    @Operation(params = "data")
    public boolean append(int data) {
      return buffer.append(data);
    }

    @Operation
    public int receive() {
      int first = buffer.take();
      Machines.window();
      int second = first == 0 ? 0 : buffer.take();
      return second == 0 ? first : first * BASE + second;
    }
  }

  /** Bytes under a mutex. */
  private static final class WrongBytes extends WrongBuffer {
    boolean append(int data) {
      lock.lock();
      boolean fits = length < OneSocket.RECORDS;
      if (fits) {
        add(data);
      }
      lock.unlock();
      return fits;
    }

    int take() {
      lock.lock();
      int first = length == 0 ? 0 : remove();
      lock.unlock();
      return first;
    }
  }
}
