package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One host on virtual time against segments that the test writes by hand, as packetdrill does:
 * {@code in("S 0:0(0) win 65535 <mss 1460>")}, {@code out("S. 0:0(0) ack 1 win 65535 <mss 1460>")}.
 * Numbers are relative to the initial ones of each side; time stamps to the first one sent, which
 * counts as 100.
 */
final class TcpBench {
  static final String LOCAL = "10.0.0.1";
  static final String REMOTE = "10.0.0.2";
  static final int REMOTE_ISN = 0x7ffffff0;
  static final int LPORT = 8080;
  static final int RPORT = 4321;

  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(?:\\[(\\w+)\\]\\s*)?([FSRP.UEWA]*|-)\\s+(\\d+):(\\d+)\\((\\d+)\\)"
              + "(?:\\s+ack\\s+(\\d+))?(?:\\s+win\\s+(\\d+))?(?:\\s+urg\\s+(\\d+))?"
              + "(?:\\s*<([^>]*)>)?\\s*");

  final Bench b;
  final Host h;
  final Tcp tcp;
  final Syscalls s;
  private final Proc proc;
  int lport = LPORT;
  private int localIsn;
  private boolean knowIsn;
  private int tsBase;
  private boolean knowTs;
  byte fill = 'a';

  TcpBench() {
    this(Host.builder().mbufsMayFail(false));
  }

  TcpBench(Host.Builder builder) {
    b = new Bench(builder);
    h = b.h;
    tcp = h.tcp();
    proc = h.newProc("test");
    s = h.syscalls(proc);
  }

  void sysctl(String name, long value) {
    b.sysctl(name, value);
  }

  void sleep(double millis) {
    b.clock.advance((long) (millis * 1_000_000));
  }

  /** A non-blocking socket. */
  int socket() throws SysException {
    int fd = s.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
    s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
    return fd;
  }

  static SockAddrIn remote() {
    return new SockAddrIn(Pkt.addr(REMOTE), RPORT);
  }

  /** connect(2) that is under way. */
  int connecting() throws SysException {
    int fd = socket();
    assertThat(errno(() -> s.connect(fd, remote()))).isEqualTo(Errno.EINPROGRESS);
    lport = ((SockAddrIn) s.getsockname(fd)).port();
    return fd;
  }

  /** A connection without options but MSS, window 32767 of the peer. */
  int connected() throws SysException {
    int fd = connecting();
    out("S 0:0(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 100 ecr 0>");
    in("S. 0:0(0) ack 1 win 32767 <mss 1460>");
    out(". 1:1(0) ack 1 win 65535");
    return fd;
  }

  /** As {@link #connected} with all options, the peer's window scaled by 2 to the 7th. */
  int connectedWithOptions() throws SysException {
    int fd = connecting();
    out("S 0:0(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 100 ecr 0>");
    in("S. 0:0(0) ack 1 win 65535 <mss 1460,nop,wscale 7,sackOK,TS val 700 ecr 100>");
    out(". 1:1(0) ack 1 win 1027 <nop,nop,TS val 100 ecr 700>");
    return fd;
  }

  int listening() throws SysException {
    int fd = socket();
    s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_REUSEADDR, 1);
    s.bind(fd, new SockAddrIn(0, LPORT));
    s.listen(fd, 5);
    return fd;
  }

  interface Call {
    void run() throws Exception;
  }

  static Errno errno(Call c) {
    try {
      c.run();
      return Errno.OK;
    } catch (SysException e) {
      return e.errno();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Errno soError(int fd) throws SysException {
    int e = s.getsockoptInt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_ERROR);
    return e == 0 ? Errno.OK : Errno.of(e);
  }

  int state(int fd) throws SysException {
    return s.getsockopt(fd, TcpCtloutput.IPPROTO_TCP, TcpCtloutput.TCP_INFO, TcpInfo.SIZE)[0];
  }

  int inState(int state) {
    return tcp.pcblist().count(state);
  }

  // ---- Segments ----

  /** The segment of a line arrives. */
  void in(String line) {
    arrive(segment(line));
  }

  void arrive(byte[] packet) {
    b.if0.arrive(packet);
  }

  byte[] segment(String line) {
    Matcher m = LINE.matcher(line);
    if (!m.matches()) {
      throw new IllegalArgumentException(line);
    }
    int flags = flags(m.group(2));
    int seq = (int) Long.parseLong(m.group(3)) + REMOTE_ISN;
    int len = Integer.parseInt(m.group(5));
    int ack =
        (flags & TcpHeader.ACK) == 0
            ? 0
            : (int) Long.parseLong(m.group(6) == null ? "0" : m.group(6)) + localIsn;
    int win = m.group(7) == null ? 65535 : Integer.parseInt(m.group(7));
    int urp = m.group(8) == null ? 0 : Integer.parseInt(m.group(8));
    byte[] opts = options(m.group(9));
    byte[] seg = new byte[20 + opts.length + len];
    Pkt.put16(seg, 0, RPORT);
    Pkt.put16(seg, 2, lport);
    Pkt.put32(seg, 4, seq);
    Pkt.put32(seg, 8, ack);
    Pkt.put16(seg, 12, (20 + opts.length) / 4 << 12 | flags);
    Pkt.put16(seg, 14, win);
    Pkt.put16(seg, 18, urp);
    System.arraycopy(opts, 0, seg, 20, opts.length);
    int first = (int) Long.parseLong(m.group(3));
    for (int i = 0; i < len; i++) {
      seg[20 + opts.length + i] = byteAt(first + i);
    }
    int tos = "ce".equals(m.group(1)) ? 3 : "ect0".equals(m.group(1)) ? 2 : 0;
    return packet(seg, tos);
  }

  /** The byte of the peer's stream at a relative number. */
  static byte byteAt(int seq) {
    return (byte) ('a' + Math.floorMod(seq - 1, 26));
  }

  static byte[] packet(byte[] seg, int tos) {
    Pkt.put16(seg, 16, 0);
    byte[] pseudo =
        Pkt.cat(Pkt.ip4(REMOTE), Pkt.ip4(LOCAL), Pkt.bytes(0, 6, seg.length >> 8, seg.length), seg);
    Pkt.put16(seg, 16, Pkt.sum(pseudo, 0, pseudo.length));
    return Pkt.of(REMOTE, LOCAL, seg).proto(6).tos(tos).bytes();
  }

  private static int flags(String s) {
    int f = 0;
    for (int i = 0; i < s.length(); i++) {
      f |= 1 << "FSRP.UEWA".indexOf(s.charAt(i));
    }
    return f;
  }

  private byte[] options(String text) {
    byte[] o = new byte[40];
    int n = 0;
    if (text == null || text.isBlank()) {
      return new byte[0];
    }
    for (String opt : text.split(",")) {
      String[] w = opt.trim().split("\\s+");
      switch (w[0]) {
        case "nop":
          o[n++] = 1;
          break;
        case "eol":
          o[n++] = 0;
          break;
        case "mss":
          o[n++] = 2;
          o[n++] = 4;
          Pkt.put16(o, n, Integer.parseInt(w[1]));
          n += 2;
          break;
        case "wscale":
          o[n++] = 3;
          o[n++] = 3;
          o[n++] = (byte) Integer.parseInt(w[1]);
          break;
        case "sackOK":
          o[n++] = 4;
          o[n++] = 2;
          break;
        case "TS":
          o[n++] = 8;
          o[n++] = 10;
          Pkt.put32(o, n, Integer.parseInt(w[2]));
          Pkt.put32(o, n + 4, w[4].equals("0") ? 0 : Integer.parseInt(w[4]) - 100 + tsBase);
          n += 8;
          break;
        case "sack":
          o[n++] = 5;
          o[n++] = (byte) (2 + 8 * (w.length - 1));
          for (int i = 1; i < w.length; i++) {
            String[] e = w[i].split(":");
            Pkt.put32(o, n, Integer.parseInt(e[0]) + localIsn);
            Pkt.put32(o, n + 4, Integer.parseInt(e[1]) + localIsn);
            n += 8;
          }
          break;
        default:
          throw new IllegalArgumentException(opt);
      }
    }
    while (n % 4 != 0) {
      o[n++] = 0;
    }
    return Pkt.slice(o, 0, n);
  }

  /** The oldest segment that was sent, as a line. */
  String sent() {
    byte[] p = b.if0.take();
    return p == null ? "nothing" : line(p);
  }

  /** The oldest segment that was sent must be this. */
  void out(String line) {
    assertThat(normal(sent())).isEqualTo(normal(line));
  }

  /** Nothing was sent. */
  void none() {
    assertThat(sent()).isEqualTo("nothing");
  }

  private static String normal(String line) {
    return line.trim().replaceAll("\\s+", " ").replace(", ", ",");
  }

  private String line(byte[] p) {
    Pkt.valid(p);
    assertThat(p[9]).isEqualTo((byte) 6);
    int hl = Pkt.hlen(p);
    byte[] seg = Pkt.slice(p, hl, p.length);
    byte[] pseudo =
        Pkt.cat(Pkt.slice(p, 12, 20), Pkt.bytes(0, 6, seg.length >> 8, seg.length), seg);
    assertThat(Pkt.sum(pseudo, 0, pseudo.length)).as("TCP checksum").isZero();
    int flags = Pkt.u16(seg, 12) & 0x1ff;
    int off = (seg[12] >> 4 & 15) * 4;
    int seq = Ip.get32(seg, 4);
    int ack = Ip.get32(seg, 8);
    if ((flags & TcpHeader.SYN) != 0) {
      localIsn = seq;
      knowIsn = true;
    }
    int rel = knowIsn ? seq - localIsn : seq;
    int len = seg.length - off;
    String ecn = (p[1] & 3) == 2 ? "[ect0] " : "";
    String s = ecn + flagText(flags) + " " + u(rel) + ":" + u(rel + len) + "(" + len + ")";
    if ((flags & TcpHeader.ACK) != 0) {
      s += " ack " + u(ack - REMOTE_ISN);
    }
    s += " win " + Pkt.u16(seg, 14);
    if ((flags & TcpHeader.URG) != 0) {
      s += " urg " + Pkt.u16(seg, 18);
    }
    return s + optionText(seg, off);
  }

  private static String u(int v) {
    return Long.toString(v & 0xffffffffL);
  }

  private static String flagText(int flags) {
    return TcpHeader.flagString(flags);
  }

  private String optionText(byte[] seg, int off) {
    if (off == 20) {
      return "";
    }
    String s = "";
    int at = 20;
    while (at < off) {
      s += s.isEmpty() ? " <" : ",";
      int opt = seg[at];
      if (opt < 2) {
        s += opt == 0 ? "eol" : "nop";
        at++;
        continue;
      }
      switch (opt) {
        case 2:
          s += "mss " + Pkt.u16(seg, at + 2);
          break;
        case 3:
          s += "wscale " + seg[at + 2];
          break;
        case 4:
          s += "sackOK";
          break;
        case 8:
          int val = Ip.get32(seg, at + 2);
          if (!knowTs) {
            knowTs = true;
            tsBase = val;
          }
          s += "TS val " + (val - tsBase + 100) + " ecr " + Ip.get32(seg, at + 6);
          break;
        case 5:
          s += "sack";
          for (int i = 2; i < seg[at + 1]; i += 8) {
            s += " " + u(Ip.get32(seg, at + i) - REMOTE_ISN);
            s += ":" + u(Ip.get32(seg, at + i + 4) - REMOTE_ISN);
          }
          break;
        default:
          throw new AssertionError("option " + opt);
      }
      at += seg[at + 1];
    }
    return s + ">";
  }

  byte[] bytes(int n) {
    byte[] x = new byte[n];
    java.util.Arrays.fill(x, fill);
    return x;
  }

  /** Ends the host; nothing may be left. */
  void end() {
    proc.exit(0);
    h.tcp().info().check();
    b.end();
  }
}
