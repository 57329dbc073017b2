package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddr;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import giantless.stack.socket.UipcSocket2;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * The queues of a listener, {@code so_incomp} and {@code so_comp}: a connection that is complete is
 * accepted once, and a listener that is closed has none. In which order is not looked at. The limit
 * is out of reach here: sonewconn tests it in another hold than that in which it inserts, as the
 * kernel does, so that it is no exact one (locking reference, C.9).
 */
final class AcceptQueue {
  private AcceptQueue() {}

  private static final int BACKLOG = 100;

  /**
   * The structure. The protocol does not know which child accept(2) gives, so what is asked is
   * whether there was one, and how many are left.
   */
  public static class Queues extends OneSocket {
    private boolean closed;

    public Queues() {
      super(SocketConst.SOCK_STREAM, Protosw.PR_CONNREQUIRED);
      SoListen.solisten(so, BACKLOG, Ucred.root());
      so.rcv.lock.lock();
      so.changeState(Socket.SS_NBIO, 0);
      so.rcv.lock.unlock();
    }

    /** A connection that is complete at once. */
    @Operation
    public boolean arrive() {
      return SoListen.sonewconn(so, Socket.SS_ISCONNECTED) != null;
    }

    /** A connection that is complete in a second step. */
    @Operation
    public boolean complete() {
      Socket child = SoListen.sonewconnHeld(so, 0);
      if (child == null) {
        return false;
      }
      UipcSocket2.soisconnected(child);
      child.sockets.accept.lock();
      child.rcv.lock.lock();
      UipcSocket.sorele(child);
      return true;
    }

    @Operation(nonParallelGroup = "user")
    public boolean accept() {
      Socket[] child = new Socket[1];
      if (closed || SoListen.dequeue(so, child) != Errno.OK) {
        return false;
      }
      // It has no descriptor before, and one after: who is given it a second time finds that.
      SoListen.soaccept(child[0], new SockAddr[1]);
      UipcSocket.soclose(child[0]);
      return true;
    }

    @Operation(nonParallelGroup = "user")
    public void close() {
      if (!closed) {
        closed = true;
        so.rcv.lock.lock();
        so.soref();
        so.rcv.lock.unlock();
        UipcSocket.soclose(so);
      }
    }

    @Validate
    public void queues_agree_with_their_lengths() {
      SoListen.check(so);
      int[] lengths = SoListen.queueLengths(so);
      if (lengths[1] != 0 || closed && lengths[0] != 0) {
        throw new IllegalStateException(lengths[0] + " complete, " + lengths[1] + " not");
      }
      if (so.sockets.numopensockets() != 1 + lengths[0]) {
        throw new IllegalStateException(so.sockets.numopensockets() + " sockets");
      }
    }
  }

  /** A number, until it is closed. */
  public static class Specification {
    private int waiting;
    private boolean closed;

    public boolean arrive() {
      waiting += closed ? 0 : 1;
      return !closed;
    }

    public boolean complete() {
      return arrive();
    }

    public boolean accept() {
      boolean any = !closed && waiting > 0;
      waiting -= any ? 1 : 0;
      return any;
    }

    public void close() {
      closed = true;
      waiting = 0;
    }
  }

  /** The wrong twin: the first of the queue is looked at in one hold and taken off in the next. */
  public static class TakenInTwoHolds {
    private final Mtx lock = Machines.runtime().mtx(Locks.ACCEPT);
    private final ArrayDeque<Object> comp = new ArrayDeque<>();

    @Operation
    public boolean arrive() {
      lock.lock();
      comp.add(new Object());
      lock.unlock();
      return true;
    }

    @Operation
    public boolean accept() {
      lock.lock();
      Object first = comp.peek();
      lock.unlock();
      if (first == null) {
        return false;
      }
      Machines.window();
      lock.lock();
      comp.remove(first);
      lock.unlock();
      return true;
    }
  }
}
