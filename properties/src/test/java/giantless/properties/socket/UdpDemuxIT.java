package giantless.properties.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Loopback;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAliasReq;
import giantless.stack.netinet.Ip;
import giantless.stack.socket.SocketConst;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Who gets a datagram, against a naive matcher that goes through a plain list of sockets: after any
 * sequence of bind, connect and close, with and without SO_REUSEADDR and SO_REUSEPORT, each
 * datagram, to one address, to a group or to all, reaches just the sockets that the matcher names,
 * and each bind is refused just when the matcher says so.
 */
class UdpDemuxIT {
  private static final int[] ADDRS = {
    0, addr("10.1.0.1"), addr("10.1.0.2"), addr("224.1.1.1"), addr("255.255.255.255")
  };

  private static int addr(String s) {
    return SockAddrIn.parse(s).addr();
  }

  /** One call; a and b choose addresses, p and q ports. */
  record Step(int op, int which, int a, int p, int b, int q, int reuse) {
    @Override
    public String toString() {
      return OPS[op] + "(#" + which + "," + a + ":" + p + "," + b + ":" + q + "," + reuse + ")";
    }
  }

  private static final String[] OPS = {
    "bind", "bind", "bind", "connect", "close", "send", "send", "send", "send"
  };

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> index = Arbitraries.integers().between(0, 4);
    Arbitrary<Integer> port = Arbitraries.integers().between(1, 3);
    return Combinators.combine(
            Arbitraries.integers().between(0, OPS.length - 1),
            Arbitraries.integers().between(0, 20),
            index,
            port,
            index,
            port,
            Arbitraries.integers().between(0, 3))
        .as((op, which, a, p, b, q, reuse) -> new Step(op, which, a, p, b, q, reuse))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 150)
  void every_datagram_goes_where_the_naive_matcher_says(@ForAll("steps") List<Step> steps)
      throws SysException {
    Run run = new Run(true);
    for (Step s : steps) {
      run.step(s);
    }
    run.h.udp().info().check();
    run.end();
  }

  /** A matcher that forgets the peer of a connected socket is caught. */
  @Example
  void matcher_without_peers_is_told_apart() throws SysException {
    Run run = new Run(false);
    run.step(new Step(0, 0, 1, 1, 0, 1, 0));
    run.step(new Step(3, 0, 2, 2, 0, 1, 0));
    assertThatThrownBy(() -> run.step(new Step(5, 0, 2, 3, 0, 1, 0)))
        .isInstanceOf(AssertionError.class);
  }

  /** What the matcher knows of a socket. */
  private static final class Entry {
    final int fd;
    final int reuse;
    int laddr;
    int lport;
    int faddr;
    int fport;

    /** When its peer changed last: among equals the newest comes first. */
    int linked;

    Entry(int fd, int reuse) {
      this.fd = fd;
      this.reuse = reuse;
    }
  }

  /** One host with two addresses, and its list. */
  private static final class Run {
    final Host h = Host.builder().cpus(1).watch(new Witness()).build();
    final Loopback lo = new Loopback(h.net(), "lo0");
    final Syscalls s = h.syscalls(h.newProc("p"));
    final List<Entry> list = new ArrayList<>();
    final boolean peersCount;
    int clock;

    Run(boolean peersCount) throws SysException {
      this.peersCount = peersCount;
      assertThat(h.net().attach(lo)).isEqualTo(Errno.OK);
      for (String a : new String[] {"10.1.0.1/32", "10.1.0.2/32"}) {
        assertThat(h.inet().control.aifaddr(lo, InAliasReq.parse(a))).isEqualTo(Errno.OK);
      }
      lo.up();
      // An ICMP unreachable comes back by netisr's thread, at any later time: into a connect(2),
      // which would then rightly report it. Who gets a datagram does not depend on it.
      h.kernel().sysctl().set("net.inet.udp.blackhole", 1);
    }

    void end() {
      s.proc().exit(0);
      h.shutdownClean();
    }

    void step(Step x) throws SysException {
      switch (OPS[x.op]) {
        case "bind":
          bind(x);
          break;
        case "connect":
          connect(x);
          break;
        case "close":
          if (!list.isEmpty()) {
            s.close(list.remove(x.which % list.size()).fd);
          }
          break;
        default:
          send(x);
      }
    }

    private void bind(Step x) throws SysException {
      int laddr = ADDRS[x.a % 4];
      int lport = 1000 + x.p;
      int fd = s.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
      Entry e = new Entry(fd, x.reuse);
      if ((x.reuse & 1) != 0) {
        s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_REUSEADDR, 1);
      }
      if ((x.reuse & 2) != 0) {
        s.setsockopt(fd, SocketConst.SOL_SOCKET, SocketConst.SO_REUSEPORT, 1);
      }
      Errno got = Errno.OK;
      try {
        s.bind(fd, new SockAddrIn(laddr, lport));
      } catch (SysException error) {
        got = error.errno();
      }
      assertThat(got).isEqualTo(conflict(e, laddr, lport) ? Errno.EADDRINUSE : Errno.OK);
      if (got != Errno.OK) {
        s.close(fd);
        return;
      }
      e.laddr = laddr;
      e.lport = lport;
      e.linked = ++clock;
      list.add(e);
    }

    /** Whether the port is taken. */
    private boolean conflict(Entry me, int laddr, int lport) {
      if (me.reuse == 0) {
        for (Entry e : list) {
          if (e.lport == lport && (e.laddr == laddr || e.laddr == 0 || laddr == 0)) {
            return true;
          }
        }
        return false;
      }
      // Only the very same address counts; the newest holder of it decides.
      Entry holder = null;
      for (Entry e : list) {
        if (e.lport == lport
            && e.laddr == laddr
            && e.faddr == 0
            && (holder == null || e.linked > holder.linked)) {
          holder = e;
        }
      }
      // For a group each of the two stands for the other as well.
      int mine = laddr >>> 28 == 0xe ? 3 : me.reuse & 2;
      return holder != null && (holder.reuse & mine) == 0;
    }

    private void connect(Step x) throws SysException {
      if (list.isEmpty()) {
        return;
      }
      Entry e = list.get(x.which % list.size());
      int faddr = ADDRS[1 + x.a % 2];
      int fport = 1000 + x.p;
      if (e.faddr != 0) {
        // The old peer and the local address are given up first.
        e.laddr = 0;
        e.linked = ++clock;
      }
      e.faddr = 0;
      e.fport = 0;
      try {
        s.connect(e.fd, new SockAddrIn(faddr, fport));
        e.laddr = ((SockAddrIn) s.getsockname(e.fd)).addr();
        e.faddr = faddr;
        e.fport = fport;
        e.linked = ++clock;
      } catch (SysException error) {
        assertThat(error.errno()).isEqualTo(Errno.EADDRINUSE);
      }
    }

    private void send(Step x) throws SysException {
      int src = ADDRS[1 + x.a % 2];
      int dst = ADDRS[1 + x.b % 4];
      int sport = 1000 + x.p;
      int dport = 1000 + x.q;
      Mbuf m = h.mbufs().devget(packet(src, sport, dst, dport), 0, 29, lo, How.DONTWAIT);
      h.inet().protos.get(Ip.IPPROTO_UDP).input(m, 20);
      TreeSet<Integer> got = new TreeSet<>();
      for (Entry e : list) {
        try {
          s.recv(e.fd, new byte[9], SocketConst.MSG_DONTWAIT);
          got.add(e.fd);
        } catch (SysException error) {
          assertThat(error.errno()).isEqualTo(Errno.EWOULDBLOCK);
        }
      }
      boolean all = dst >>> 28 >= 0xe;
      assertThat(got).isEqualTo(all ? many(src, sport, dst, dport) : one(src, sport, dst, dport));
    }

    private static byte[] packet(int src, int sport, int dst, int dport) {
      byte[] p = new byte[29];
      p[0] = 0x45;
      p[8] = 9;
      p[9] = Ip.IPPROTO_UDP;
      Ip.put16(p, 2, 29);
      Ip.put32(p, 12, src);
      Ip.put32(p, 16, dst);
      Ip.put16(p, 20, sport);
      Ip.put16(p, 22, dport);
      Ip.put16(p, 24, 9);
      return p;
    }

    private boolean peerFits(Entry e, int src, int sport) {
      return e.faddr == 0 || !peersCount || e.faddr == src && e.fport == sport;
    }

    private TreeSet<Integer> many(int src, int sport, int dst, int dport) {
      TreeSet<Integer> set = new TreeSet<>();
      for (int i = list.size() - 1; i >= 0; i--) {
        Entry e = list.get(i);
        if (e.lport == dport && (e.laddr == 0 || e.laddr == dst) && peerFits(e, src, sport)) {
          set.add(e.fd);
          if (e.reuse == 0) {
            break;
          }
        }
      }
      return set;
    }

    private TreeSet<Integer> one(int src, int sport, int dst, int dport) {
      Entry best = null;
      int bestScore = 0;
      for (Entry e : list) {
        if (e.lport != dport || e.laddr != 0 && e.laddr != dst || !peerFits(e, src, sport)) {
          continue;
        }
        int score = e.faddr != 0 ? 3 : e.laddr != 0 ? 2 : 1;
        // Of equals the newest; but of those without any address the oldest, as in FreeBSD.
        boolean better =
            best == null
                || score > bestScore
                || score == bestScore
                    && (score == 1 ? e.linked < best.linked : e.linked > best.linked);
        if (better) {
          best = e;
          bestScore = score;
        }
      }
      TreeSet<Integer> set = new TreeSet<>();
      if (best != null) {
        set.add(best.fd);
      }
      return set;
    }
  }
}
