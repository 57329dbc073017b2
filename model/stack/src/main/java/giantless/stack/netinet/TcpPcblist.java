package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.stack.kern.Errno;
import java.util.ArrayList;
import java.util.List;

/**
 * What netstat(1) and sockstat(1) show of TCP, net.inet.tcp.pcblist, and what tcpdrop(8) does. Each
 * call takes INFO and looks at all of it.
 */
public final class TcpPcblist {
  private final Tcp tcp;

  TcpPcblist(Tcp tcp) {
    this.tcp = tcp;
  }

  /** One line: four ends and a state. */
  public static final class Line {
    public final int laddr;
    public final int lport;
    public final int faddr;
    public final int fport;

    /** A {@link TcpState}. */
    public final int state;

    private Line(InConninfo inc, int state) {
      this.laddr = inc.laddr;
      this.lport = inc.lport;
      this.faddr = inc.faddr;
      this.fport = inc.fport;
      this.state = state;
    }

    @Override
    public String toString() {
      return InAddr.ntoa(laddr)
          + ":"
          + lport
          + " "
          + InAddr.ntoa(faddr)
          + ":"
          + fport
          + " "
          + TcpState.name(state);
    }
  }

  /** All connections; those in the syncache are SYN_RCVD. What was dropped is CLOSED. */
  @Excludes("tcp.info.lock")
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    tcp.info.lock.lock();
    for (InPcb inp = tcp.info.first(); inp != null; inp = inp.listNext) {
      inp.lock.lock();
      Tcpcb tp = TcpSubr.tcpcb(inp);
      int state = TcpState.CLOSED;
      if (tp != null) {
        state = tp.tState;
      } else if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
        state = TcpState.TIME_WAIT;
      }
      lines.add(new Line(InConninfo.of(inp), state));
      inp.lock.unlock();
    }
    List<InConninfo> half = new ArrayList<>();
    tcp.syncache.list(half);
    for (int i = 0; i < half.size(); i++) {
      lines.add(new Line(half.get(i), TcpState.SYN_RECEIVED));
    }
    tcp.info.lock.unlock();
    return lines;
  }

  /** How many connections are in a state. */
  public int count(int state) {
    int n = 0;
    List<Line> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      n += lines.get(i).state == state ? 1 : 0;
    }
    return n;
  }

  /**
   * tcpdrop(8): ends a connection, with ECONNABORTED for its user; ESRCH if there is none, or it is
   * a listener.
   */
  @Excludes("tcp.info.lock")
  public Errno drop(int laddr, int lport, int faddr, int fport) {
    tcp.info.lock.lock();
    InPcb inp = tcp.info.lookupHash(faddr, fport, laddr, lport, false);
    Errno error = Errno.ESRCH;
    if (inp != null) {
      inp.lock.lock();
      error = drop(inp);
    }
    tcp.info.lock.unlock();
    return error;
  }

  /** The block is unlocked on return. */
  @Releases("inp.lock")
  private Errno drop(InPcb inp) {
    if (inp.inpPpcb instanceof Tcptw) {
      tcp.timewait.close((Tcptw) inp.inpPpcb);
      return Errno.OK;
    }
    Tcpcb tp = TcpSubr.tcpcb(inp);
    if (tp == null || (inp.inpFlags & InPcb.INP_DROPPED) != 0 || tp.tState == TcpState.LISTEN) {
      inp.lock.unlock();
      return Errno.ESRCH;
    }
    if (tcp.subr.drop(tp, Errno.ECONNABORTED) != null) {
      inp.lock.unlock();
    }
    return Errno.OK;
  }

  /** tcpdrop -s STATE: ends all connections in a state; returns how many. */
  @Excludes("tcp.info.lock")
  public int dropAll(int state) {
    int n = 0;
    List<Line> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      Line l = lines.get(i);
      if (l.state == state && drop(l.laddr, l.lport, l.faddr, l.fport) == Errno.OK) {
        n++;
      }
    }
    return n;
  }
}
