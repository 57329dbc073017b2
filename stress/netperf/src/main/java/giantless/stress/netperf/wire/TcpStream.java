package giantless.stress.netperf.wire;

import giantless.lock.LockWatch;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.TcpStat;
import giantless.stack.socket.SocketConst;

/** A TCP connection between two hosts in this process, over a wire. */
public final class TcpStream extends Stream {
  private static final int PORT = 5001;
  private static final int BUFFER = 512 * 1024;

  private final TwoHosts wire;
  private final Syscalls sender;
  private final Syscalls receiver;
  private final int s;
  private final int t;

  /**
   * @param mtu of the wire
   * @param watch told of every lock operation, or null
   */
  public TcpStream(int mtu, LockWatch watch) throws SysException {
    wire = new TwoHosts(NetisrMode.DIRECT, true, watch, mtu);
    sender = wire.a.syscalls(wire.a.newProc("sender"));
    receiver = wire.b.syscalls(wire.b.newProc("receiver"));
    int l = receiver.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    receiver.setsockopt(l, SocketConst.SOL_SOCKET, SocketConst.SO_RCVBUF, BUFFER);
    receiver.bind(l, new SockAddrIn(0, PORT));
    receiver.listen(l, 1);
    s = sender.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    sender.setsockopt(s, SocketConst.SOL_SOCKET, SocketConst.SO_SNDBUF, BUFFER);
    sender.connect(s, new SockAddrIn(0x0a000002, PORT));
    t = receiver.accept(l, null);
    receiver.close(l);
  }

  @Override
  protected void write(byte[] block) throws SysException {
    int done = 0;
    while (done < block.length) {
      done += sender.send(s, block, done, block.length - done, 0);
    }
  }

  @Override
  protected int read(byte[] block) throws SysException {
    return receiver.recv(t, block, 0);
  }

  /** Data segments that the sender has made. */
  public long segments() {
    return wire.a.tcp().stat().tcpsSndpack.get();
  }

  /** Segments without data that the receiver has answered with. */
  public long acknowledgements() {
    TcpStat stat = wire.b.tcp().stat();
    return stat.tcpsSndacks.get() + stat.tcpsSndwinup.get();
  }

  /** The counters of both hosts, to explain a rate. */
  public String counters() {
    return wire.counters();
  }

  /** Ends both hosts; throws if something is left. */
  @Override
  public void close() throws SysException {
    sender.close(s);
    receiver.close(t);
    sender.proc().exit(0);
    receiver.proc().exit(0);
    wire.close();
  }
}
