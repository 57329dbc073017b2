package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.SockAddrIn;
import java.util.ArrayList;
import java.util.List;

/**
 * A host on virtual time with one wire, 10.0.0.1/24, and a protocol 253 that keeps what it gets.
 */
public final class Bench implements IpProtoHandler {
  public static final long SECOND = 1_000_000_000L;
  public static final int PROTO = 253;

  public final VirtualClock clock = new VirtualClock();
  public final Host h;
  public final Inet inet;
  public final CaptureIf if0;

  /** Packets for the protocol, whole. */
  public final List<byte[]> got = new ArrayList<>();

  /** The interfaces that they came by. */
  public final List<String> gotBy = new ArrayList<>();

  /** Control upcalls: command, address, quote. */
  public final List<String> ctl = new ArrayList<>();

  public byte[] lastQuote;

  public Bench() {
    this(Host.builder());
  }

  public Bench(Host.Builder builder) {
    h = builder.runtime(NativeRuntime.virtual(clock, new Witness(), 1, 1)).build();
    inet = h.inet();
    inet.protos().register(PROTO, this);
    if0 = CaptureIf.attach(h, "cap0", "10.0.0.1/24");
  }

  @Override
  public void input(Mbuf m, int hlen) {
    byte[] b = new byte[m.pkthdr.len];
    h.mbufs().copydata(m, 0, b.length, b, 0);
    got.add(b);
    gotBy.add(m.pkthdr.rcvif == null ? null : m.pkthdr.rcvif.toString());
    h.mbufs().freem(m);
  }

  @Override
  public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] quote) {
    ctl.add(cmd + " " + dst);
    lastQuote = quote;
  }

  @Override
  public void drain() {}

  public void arrive(Pkt p) {
    if0.arrive(p.bytes());
  }

  /** A packet of the protocol with these bytes, header space included, as output wants it. */
  public Mbuf packet(String src, String dst, byte... payload) {
    Mbuf m = h.mbufs().devget(payload, 0, payload.length, null, How.WAITOK);
    m = h.mbufs().prepend(m, Ip.HDR, How.WAITOK);
    byte[] z = new byte[Ip.HDR];
    System.arraycopy(z, 0, m.data, m.off, Ip.HDR);
    Ip.setLen(m, payload.length + Ip.HDR);
    Ip.setP(m, PROTO);
    Ip.setTtl(m, 64);
    Ip.setSrc(m, Pkt.addr(src));
    Ip.setDst(m, Pkt.addr(dst));
    return m;
  }

  public Errno send(String dst, byte... payload) {
    return inet.output.output(packet("0.0.0.0", dst, payload), null, null, 0, null, null);
  }

  public void sysctl(String name, long value) {
    try {
      h.kernel().sysctl().set(name, value);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** A route by a gateway; prefix length 32 for a host. */
  public void route(String dst, int length, String gateway) {
    RtInfo info =
        new RtInfo(
            SockAddrIn.parse(dst),
            SockAddrIn.parse(gateway),
            SockAddrIn.mask(length),
            RtFlags.RTF_GATEWAY | RtFlags.RTF_STATIC | (length == 32 ? RtFlags.RTF_HOST : 0));
    assertThat(h.net().routes.rtrequest(RtCmd.ADD, info)).isEqualTo(Errno.OK);
  }

  /** Ends the host; nothing may be left. */
  public void end() {
    h.shutdownClean();
  }
}
