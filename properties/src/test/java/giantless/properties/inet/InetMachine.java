package giantless.properties.inet;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.netinet.InAliasReq;

/** A host with one wire, 10.0.0.1/24, which keeps what it sends; on virtual time. */
final class InetMachine {
  final VirtualClock clock = new VirtualClock();
  final Host h = Host.builder().runtime(NativeRuntime.virtual(clock, null, 1, 1)).build();
  final IpWire wire = new IpWire(h.net());

  InetMachine() {
    if (h.net().attach(wire) != Errno.OK
        || h.inet().control.aifaddr(wire, InAliasReq.parse("10.0.0.1/24")) != Errno.OK) {
      throw new AssertionError("attach");
    }
    wire.sent.clear();
  }

  /** A packet as a chain that is cut at a place. */
  Mbuf chain(byte[] bytes, int cut) {
    Mbuf m = h.mbufs().devget(bytes, 0, cut, wire, How.WAITOK);
    Mbuf n = h.mbufs().devget(bytes, cut, bytes.length - cut, wire, How.WAITOK);
    h.mbufs().cat(m, n);
    h.mbufs().fixhdr(m);
    m.pkthdr.rcvif = wire;
    return m;
  }

  byte[] bytesOf(Mbuf m) {
    byte[] b = new byte[m.pkthdr.len];
    h.mbufs().copydata(m, 0, b.length, b, 0);
    return b;
  }

  /** An IPv4 packet with these bits, its checksum right. */
  static byte[] ip(int src, int dst, int id, int off, byte[] opts, byte[] payload) {
    byte[] b = new byte[20 + opts.length + payload.length];
    b[0] = (byte) (0x40 | b.length - payload.length >> 2);
    put16(b, 2, b.length);
    put16(b, 4, id);
    put16(b, 6, off);
    b[8] = 64;
    b[9] = (byte) 253;
    put16(b, 12, src >> 16);
    put16(b, 14, src);
    put16(b, 16, dst >> 16);
    put16(b, 18, dst);
    System.arraycopy(opts, 0, b, 20, opts.length);
    System.arraycopy(payload, 0, b, 20 + opts.length, payload.length);
    put16(b, 10, naiveSum(b, 0, 20 + opts.length));
    return b;
  }

  static void put16(byte[] b, int at, int v) {
    b[at] = (byte) (v >> 8);
    b[at + 1] = (byte) v;
  }

  /** RFC 1071 by division: the checksum of a range. */
  static int naiveSum(byte[] b, int from, int to) {
    long s = 0;
    for (int i = from; i < to; i++) {
      s += (b[i] & 0xff) * ((i - from) % 2 == 0 ? 256L : 1L);
    }
    // The remainder modulo 2^16 - 1 is the ones' complement sum, but for its two zeroes.
    long r = s % 65535;
    return (int) (65535 - (s != 0 && r == 0 ? 65535 : r));
  }
}
