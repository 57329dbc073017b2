package giantless.properties.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.EtherHeader;
import giantless.stack.net.EtherIf;
import giantless.stack.net.IfAddr;
import giantless.stack.net.Iff;
import giantless.stack.net.NetStack;
import giantless.stack.net.Route;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.ArpEntry;
import giantless.stack.netinet.IfEther;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * ARP's machine for one neighbour against a model of a few lines: what is sent, what is held, what
 * an entry knows, after any sequence of packets, replies, requests, and time that goes by.
 */
class ArpProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final int US = SockAddrIn.parse("10.0.0.1").addr();
  private static final int PEER = SockAddrIn.parse("10.0.0.2").addr();
  private static final int MAX_AGE = 1200;
  private static final int PRUNE = 300;
  private static final int MAXTRIES = 5;
  private static final int DOWN = 20;

  /** What happens. */
  enum Kind {
    SEND,
    REPLY,
    REQUEST_FOR_US,
    GRATUITOUS,
    WAIT,
    DELETE
  }

  /** One thing that happens, and a number for it: seconds, or which hardware address. */
  static final class Step {
    final Kind kind;
    final int number;

    Step(Kind kind, int number) {
      this.kind = kind;
      this.number = number;
    }

    @Override
    public String toString() {
      return kind + " " + number;
    }
  }

  /** What a frame that was sent is, for comparison. */
  private static String describe(byte[] f) {
    if (EtherHeader.type(f, 0) == EtherHeader.ETHERTYPE_ARP) {
      return f[21] == 1 ? "request" : "reply to " + f[5];
    }
    return "packet " + f[14] + " to " + f[5];
  }

  private static final class Wire extends EtherIf {
    final List<String> sent = new ArrayList<>();

    Wire(NetStack net) {
      super(net, "wire0", localAddress(1));
    }

    @Override
    protected void transmit(Mbuf m) {
      byte[] frame = new byte[m.pkthdr.len];
      mbufs.copydata(m, 0, frame.length, frame, 0);
      mbufs.freem(m);
      sent.add(describe(frame));
    }

    void arp(int op, int from, int spa, int tpa) {
      byte[] f = new byte[42];
      byte[] sha = localAddress(from);
      EtherHeader.put(f, 0, EtherHeader.broadcast(), sha, EtherHeader.ETHERTYPE_ARP);
      byte[] fixed = {0, 1, 8, 0, 6, 4, 0, (byte) op};
      System.arraycopy(fixed, 0, f, 14, 8);
      System.arraycopy(sha, 0, f, 22, 6);
      for (int i = 0; i < 4; i++) {
        f[28 + i] = (byte) (spa >>> 24 - 8 * i);
        f[38 + i] = (byte) (tpa >>> 24 - 8 * i);
      }
      input(mbufs.devget(f, 0, f.length, this, How.DONTWAIT));
    }
  }

  /** The machine as the page of a book would have it. Seconds count from 1. */
  private static final class Model {
    final List<String> sent = new ArrayList<>();
    final int maxtries;
    long now = 1;
    long nextPrune = -1;
    boolean exists;
    int mac;
    long expire;
    int asked;
    int preempt;
    int held;
    boolean rejected;
    long dropped;

    Model(int maxtries) {
      this.maxtries = maxtries;
    }

    void create() {
      if (!exists) {
        exists = true;
        mac = 0;
        expire = now;
        asked = 0;
        preempt = 0;
        held = 0;
        rejected = false;
        if (nextPrune < 0) {
          nextPrune = now + PRUNE;
        }
      }
    }

    void remove() {
      exists = false;
      dropped += held != 0 ? 1 : 0;
      held = 0;
    }

    Errno send(int mark) {
      create();
      if (rejected && now < expire) {
        return Errno.EHOSTDOWN;
      }
      if (mac != 0 && expire > now) {
        boolean refresh = now + preempt > expire;
        if (refresh) {
          preempt--;
          sent.add("request");
        }
        sent.add("packet " + mark + " to " + mac);
        return Errno.OK;
      }
      dropped += held != 0 ? 1 : 0;
      held = mark;
      rejected = false;
      if (asked == 0 || expire != now) {
        expire = now;
        if (asked < maxtries) {
          asked++;
          sent.add("request");
        } else {
          rejected = true;
          expire = now + DOWN;
          asked = 0;
          preempt = maxtries;
          held = 0;
          dropped++;
          return Errno.EHOSTDOWN;
        }
      }
      return Errno.OK;
    }

    void heard(int from, boolean toUs) {
      if (toUs) {
        create();
      }
      if (!exists) {
        return;
      }
      mac = from;
      expire = now + MAX_AGE;
      asked = 0;
      preempt = maxtries;
      rejected = false;
      if (held != 0) {
        sent.add("packet " + held + " to " + mac);
        held = 0;
      }
    }

    void passes(int seconds) {
      for (int i = 0; i < seconds; i++) {
        now++;
        if (now == nextPrune) {
          nextPrune = -1;
          if (exists && expire <= now) {
            remove();
          }
          if (exists) {
            nextPrune = now + PRUNE;
          }
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> waits =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(19, 20, 21, 299, 300, 301, 899, 1195, 1198, 1199, 1200, 1201));
    Arbitrary<Step> send = Arbitraries.integers().between(1, 100).map(n -> new Step(Kind.SEND, n));
    Arbitrary<Step> wait = waits.map(n -> new Step(Kind.WAIT, n));
    Arbitrary<Step> other =
        Combinators.combine(
                Arbitraries.of(Kind.REPLY, Kind.REQUEST_FOR_US, Kind.GRATUITOUS, Kind.DELETE),
                Arbitraries.integers().between(2, 4))
            .as(Step::new);
    return Arbitraries.oneOf(send, send, wait, wait, other).list().ofMaxSize(40);
  }

  @Property(tries = 400)
  void machine_agrees_with_its_model(@ForAll("steps") List<Step> steps) {
    check(steps, new Model(MAXTRIES));
  }

  @Example
  void model_that_asks_once_less_is_caught() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < MAXTRIES; i++) {
      steps.add(new Step(Kind.SEND, 1));
      steps.add(new Step(Kind.WAIT, 1));
    }
    assertThatThrownBy(() -> check(steps, new Model(MAXTRIES - 1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected: EHOSTDOWN");
  }

  private static void check(List<Step> steps, Model model) {
    VirtualClock clock = new VirtualClock();
    Host h = Host.builder().runtime(NativeRuntime.virtual(clock, null, 1, 1)).build();
    IfEther arp = h.inet().arp;
    Wire wire = new Wire(h.net());
    h.net().attach(wire);
    IfAddr ifa =
        new IfAddr(wire, SockAddrIn.of(US), SockAddrIn.parse("10.0.0.255"), SockAddrIn.mask(24));
    wire.addAddr(ifa);
    wire.ioctl(Iff.SIOCSIFADDR, ifa);
    h.net().routes.rtinit(ifa, RtCmd.ADD, RtFlags.RTF_UP);
    ifa.free();
    wire.sent.clear();
    for (Step s : steps) {
      switch (s.kind) {
        case SEND:
          assertThat(send(h, wire, s.number)).isEqualTo(model.send(s.number));
          break;
        case REPLY:
          wire.arp(2, s.number, PEER, US);
          model.heard(s.number, true);
          break;
        case REQUEST_FOR_US:
          wire.arp(1, s.number, PEER, US);
          model.heard(s.number, true);
          model.sent.add("reply to " + s.number);
          break;
        case GRATUITOUS:
          wire.arp(1, s.number, PEER, PEER);
          model.heard(s.number, false);
          break;
        case WAIT:
          clock.advance(s.number * SECOND);
          model.passes(s.number);
          break;
        default:
          assertThat(arp.delete(PEER)).isEqualTo(model.exists ? Errno.OK : Errno.ENXIO);
          model.remove();
          break;
      }
      assertThat(wire.sent).isEqualTo(model.sent);
      compare(arp, model);
      assertThat(h.mbufs().inUse()).isEqualTo(model.held != 0 ? 1 : 0);
      assertThat(arp.stat.arps_dropped.get()).isEqualTo(model.dropped);
    }
    h.shutdownClean();
  }

  private static void compare(IfEther arp, Model model) {
    List<ArpEntry> entries = arp.entries();
    assertThat(entries).hasSize(model.exists ? 1 : 0);
    if (model.exists) {
      ArpEntry e = entries.get(0);
      assertThat(e.addr()).isEqualTo(PEER);
      assertThat(e.isComplete() ? (int) e.lladdr()[5] : 0).isEqualTo(model.mac);
      assertThat(e.isRejected()).isEqualTo(model.rejected);
      assertThat(e.expireSeconds()).isEqualTo(model.expire - model.now);
    }
  }

  private static Errno send(Host h, Wire wire, int mark) {
    Mbuf m = h.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    m.len = 1;
    m.pkthdr.len = 1;
    m.data[m.off] = (byte) mark;
    Route ro = new Route(SockAddrIn.of(PEER));
    h.net().routes.rtalloc(ro);
    Errno error = wire.output(m, ro.dst, ro.rt);
    h.net().routes.rtFree(ro.rt);
    return error;
  }
}
