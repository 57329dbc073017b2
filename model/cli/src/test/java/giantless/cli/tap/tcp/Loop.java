package giantless.cli.tap.tcp;

import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.Loopback;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import java.nio.charset.StandardCharsets;

/** A host with the loopback interface alone, and a process that is the client. */
public final class Loop implements AutoCloseable {
  private static final int STALL_MILLIS = 20_000;
  public final Host host = Host.builder().name("loop").build();
  public final Syscalls client;

  public Loop() {
    Loopback lo = new Loopback(host.net(), "lo0");
    must(host.net().attach(lo));
    lo.up();
    must(host.inet().control.aifaddr(lo, InAliasReq.parse("127.0.0.1/8")));
    client = host.syscalls(host.newProc("client"));
  }

  private static void must(Errno e) {
    if (e != Errno.OK) {
      throw new IllegalStateException(e.toString());
    }
  }

  public Connection connect(int port) throws SysException {
    return Connection.to(client, new SockAddrIn(0x7f000001, port), STALL_MILLIS);
  }

  /** Sends a text, ends the direction, and gives all that comes back. */
  public String exchange(int port, String text) throws SysException {
    Connection c = connect(port);
    byte[] out = text.getBytes(StandardCharsets.ISO_8859_1);
    c.write(out, 0, out.length);
    c.shutdownWrite();
    String back = rest(c);
    c.close();
    return back;
  }

  public static String rest(Connection c) throws SysException {
    byte[] b = new byte[64 * 1024];
    StringBuilder all = new StringBuilder();
    for (int n = c.read(b, 0, b.length); n > 0; n = c.read(b, 0, b.length)) {
      all.append(new String(b, 0, n, StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  /** Ends the host; nothing may be left. */
  @Override
  public void close() {
    host.shutdownClean();
  }
}
