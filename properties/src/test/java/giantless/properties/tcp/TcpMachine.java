package giantless.properties.tcp;

import giantless.lock.LockWatch;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.properties.inet.IpWire;
import giantless.properties.tcp.model.Choices;
import giantless.properties.tcp.model.Options;
import giantless.properties.tcp.model.Rules;
import giantless.properties.tcp.model.Seg;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.netinet.TcpPeek;

/**
 * A host, 10.0.0.1, on virtual time, and a wire to 10.0.0.2, at whose other end the test is: it
 * makes segments and takes what the host sends.
 */
final class TcpMachine implements Choices {
  static final int LOCAL = 0x0a000001;
  static final int REMOTE = 0x0a000002;
  private static final int HDRS = 40;
  private static final int MAXWIN = 65535;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  final VirtualClock clock = new VirtualClock();
  final Host h;
  final IpWire wire;
  final Proc proc;
  final Syscalls s;
  private final byte[] optionBytes = new byte[40];
  private final TcpPeek.Numbers numbers = new TcpPeek.Numbers();

  /** Of the segment that came last. */
  private int peerPort;

  private int ownPort;

  TcpMachine(Rules rules, LockWatch watch) {
    h =
        Host.builder()
            .runtime(NativeRuntime.virtual(clock, watch, 1, 1))
            .mbufsMayFail(false)
            .build();
    wire = new IpWire(h.net());
    if (h.net().attach(wire) != Errno.OK
        || h.inet().control.aifaddr(wire, InAliasReq.parse("10.0.0.1/24")) != Errno.OK) {
      throw new AssertionError("attach");
    }
    sysctl("net.inet.icmp.icmplim", 0);
    sysctl("net.inet.tcp.hostcache.enable", 0);
    sysctl("net.inet.tcp.keepidle", rules.keepIdle());
    sysctl("kern.ipc.maxsockbuf", (long) MAXWIN << rules.shift());
    sysctl("net.inet.tcp.recvspace", rules.rcvBuf());
    if (rules.mostRcvBuf() == 0) {
      sysctl("net.inet.tcp.recvbuf_auto", 0);
    } else {
      sysctl("net.inet.tcp.recvbuf_max", rules.mostRcvBuf());
    }
    sysctl("net.inet.tcp.tolerate_missing_ts", rules.tolerant() ? 1 : 0);
    proc = h.newProc("test");
    s = h.syscalls(proc);
    clock.advance(60_000_000_000L); // Nothing starts at 0.
    wire.sent.clear();
  }

  private void sysctl(String name, long value) {
    try {
      h.kernel().sysctl().set(name, value);
    } catch (SysException e) {
      throw new AssertionError(name, e);
    }
  }

  long nowMillis() {
    return clock.nanos() / NANOS_PER_MILLI;
  }

  void advance(long millis) {
    clock.advance(millis * NANOS_PER_MILLI);
  }

  static SockAddrIn remote(int port) {
    return new SockAddrIn(REMOTE, port);
  }

  // ---- Segments ----

  /** The segment arrives; a SYN says a segment size. */
  void arrive(Seg seg, int sport, int dport, int mss) {
    peerPort = sport;
    ownPort = dport;
    int opt = OptionBytes.put(optionBytes, seg.has(Seg.SYN) ? mss : 0, seg.opt());
    byte[] b = new byte[HDRS + opt + seg.len()];
    b[0] = 0x45;
    put16(b, 2, b.length);
    b[8] = 64;
    b[9] = 6;
    put32(b, 12, REMOTE);
    put32(b, 16, LOCAL);
    put16(b, 10, sum(b, 0, 20, 0));
    put16(b, 20, sport);
    put16(b, 22, dport);
    put32(b, 24, seg.seq());
    put32(b, 28, seg.ack());
    put16(b, 32, (20 + opt) / 4 << 12 | seg.flags());
    put16(b, 34, seg.win());
    put16(b, 38, seg.urp());
    System.arraycopy(optionBytes, 0, b, HDRS, opt);
    int synShift = seg.has(Seg.SYN) ? 1 : 0;
    for (int i = 0; i < seg.len(); i++) {
      b[HDRS + opt + i] = Seg.byteAt(seg.seq() + synShift + i, seg.salt());
    }
    put16(b, 36, sum(b, 20, b.length, pseudo(b)));
    wire.arrive(b);
  }

  /**
   * The oldest segment that was sent, its data checked against the stream; null if there is none.
   */
  Seg take(int streamStart) {
    byte[] b = wire.sent.poll();
    if (b == null) {
      return null;
    }
    if (sum(b, 20, b.length, pseudo(b)) != 0) {
      throw new AssertionError("wrong checksum sent");
    }
    int off = 20 + ((b[32] & 0xf0) >> 2);
    Seg seg =
        new Seg(
            b[33] & 0x3f,
            get32(b, 24),
            get32(b, 28),
            get16(b, 34),
            get16(b, 38),
            b.length - off,
            0,
            options(b));
    for (int i = 0; i < seg.len(); i++) {
      if (b[off + i] != streamByte(seg.seq() + i - streamStart)) {
        throw new AssertionError("wrong byte " + i + " sent in " + seg);
      }
    }
    return seg;
  }

  /** The sequence number of the newest segment that was sent: where a connection begins. */
  @Override
  public int isn() {
    byte[] b = wire.sent.peekLast();
    return b == null ? 0 : get32(b, 24);
  }

  /** What its time stamp is ahead of the clock; any number without one. */
  @Override
  public int stampOffset() {
    byte[] b = wire.sent.peekLast();
    return b == null ? 0 : options(b).tsval() - (int) nowMillis();
  }

  @Override
  public int ssthresh() {
    TcpPeek.state(h.tcp(), LOCAL, ownPort, REMOTE, peerPort, numbers);
    return numbers.ssthresh;
  }

  private static Options options(byte[] b) {
    return OptionBytes.get(b, HDRS, ((b[32] & 0xf0) >> 2) - HDRS / 2);
  }

  int newestDport() {
    byte[] b = wire.sent.peekLast();
    return b == null ? 0 : get16(b, 20);
  }

  /** The byte at a place of what the user sends. */
  static byte streamByte(int at) {
    return (byte) (at * 7 + (at >>> 8));
  }

  private static int pseudo(byte[] b) {
    return get16(b, 12) + get16(b, 14) + get16(b, 16) + get16(b, 18) + 6 + b.length - 20;
  }

  /** RFC 1071. */
  private static int sum(byte[] b, int from, int to, int start) {
    int s = start;
    for (int i = from; i < to; i++) {
      s += (i - from & 1) == 0 ? (b[i] & 0xff) << 8 : b[i] & 0xff;
    }
    while (s >>> 16 != 0) {
      s = (s & 0xffff) + (s >>> 16);
    }
    return ~s & 0xffff;
  }

  private static void put16(byte[] b, int at, int v) {
    b[at] = (byte) (v >> 8);
    b[at + 1] = (byte) v;
  }

  static void put32(byte[] b, int at, int v) {
    put16(b, at, v >>> 16);
    put16(b, at + 2, v);
  }

  private static int get16(byte[] b, int at) {
    return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
  }

  static int get32(byte[] b, int at) {
    return get16(b, at) << 16 | get16(b, at + 2);
  }
}
