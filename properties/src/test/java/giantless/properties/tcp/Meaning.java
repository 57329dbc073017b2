package giantless.properties.tcp;

import giantless.properties.tcp.model.Options;
import giantless.properties.tcp.model.Seg;
import giantless.properties.tcp.model.State;
import giantless.properties.tcp.model.TcpModel;
import java.util.ArrayList;
import java.util.List;

/** What the numbers of a {@link Step} mean in the light of the connection as it is then. */
final class Meaning {
  /** Bytes of data in the largest segment, and of its option with a time stamp. */
  private static final int FULL = 1460;

  private static final int STAMP = 12;

  private int salt;

  private static final int[] FLAGS = {
    Seg.ACK,
    Seg.ACK,
    Seg.ACK | Seg.PSH,
    Seg.ACK | Seg.PSH,
    Seg.ACK | Seg.FIN,
    Seg.ACK | Seg.FIN,
    Seg.SYN,
    Seg.SYN | Seg.ACK,
    Seg.RST,
    Seg.RST | Seg.ACK,
    0,
    Seg.FIN,
    Seg.SYN | Seg.FIN,
    Seg.SYN | Seg.RST,
    Seg.PSH,
    Seg.SYN | Seg.FIN | Seg.ACK,
  };

  private static final int[] WINDOWS = {65535, 65535, 0, 1, 500, 3000, 20_000};

  static int millis(Step p) {
    switch (p.a() % 8) {
      case 0:
        return 1;
      case 1:
        return 40;
      case 2:
        return p.b() % 100;
      case 3:
        return p.b() % 1000;
      case 4:
        return p.b() % 5000;
      case 5:
        return 0;
      case 6:
        return p.b() % 300;
      default:
        return p.b() % 70_000;
    }
  }

  private static int window(int k, TcpModel.View v) {
    return k % 3 != 0 && v != null && v.wnd() > 0
        ? Math.min(v.wnd(), 65535)
        : WINDOWS[k / 3 % WINDOWS.length];
  }

  /**
   * What the segment offers, and its time stamp. What belongs in a SYN is seldom elsewhere; a stamp
   * is seldom where none is agreed on, and seldom lacks where one is.
   *
   * @param polite whether it is as a peer in its right mind has it
   */
  private static Options options(Step p, int flags, TcpModel.View v, boolean polite) {
    int k = p.d() / 32;
    boolean syn = (flags & Seg.SYN) != 0;
    int shift = Options.NO_SHIFT;
    if (k % 3 != 0 && (syn || k % 16 == 1)) {
      int s = k / 48 % 18;
      shift = s < 16 ? s : 17 + p.d() % 239;
    }
    int r = p.d() / 21 + p.a() / 7;
    boolean sackOk = syn ? r % 5 > 1 : k % 16 == 2;
    boolean agreed = v != null && v.stamps();
    boolean ts = syn && !agreed ? r % 3 != 0 : agreed ^ r % (polite ? 64 : 16) == 0;
    if (!ts) {
      return shift == Options.NO_SHIFT && !sackOk ? Options.NONE : new Options(shift, sackOk);
    }
    int now = v == null ? 0 : v.stampNow();
    int recent = v == null ? 0 : v.tsRecent();
    return new Options(
        shift, sackOk, true, tsval(recent, r / 64, polite), tsecr(now, p.c() / 3 + r));
  }

  private static int tsval(int recent, int k, boolean polite) {
    int r = k / 16;
    switch (polite ? 8 + k % 8 : k % 16) {
      case 0:
        return recent - 1;
      case 1:
        return recent - 1 - r % 1000;
      case 2:
        return r % 2 == 0 ? 0 : r;
      case 3:
        return recent + Integer.MAX_VALUE - r % 3;
      case 4:
        return recent + Integer.MIN_VALUE + r % 3;
      case 5:
      case 8:
        return recent + r % 10_000;
      case 6:
      case 9:
      case 10:
        return recent;
      default:
        return recent + r % 20;
    }
  }

  private static int tsecr(int now, int k) {
    int r = k / 16;
    switch (k % 16) {
      case 0:
        return 0;
      case 1:
        return now + 1 + r % 1000;
      case 2:
        return now - r % 100_000;
      case 3:
      case 4:
        return now;
      case 5:
      case 6:
      case 7:
        return now - r % 2000;
      default:
        return now - r % 200;
    }
  }

  private static int length(int k) {
    switch (k % 6) {
      case 0:
        return 1 + k / 6 % 1460;
      case 1:
      case 2:
        return 1 + k / 6 % 100;
      default:
        return 0;
    }
  }

  Seg segment(Step p, TcpModel model) {
    TcpModel.View v = model.view();
    int seq = p.b() / 16;
    int ack = p.c() / 16;
    if (v != null) {
      seq = seqOf(v, p.b());
      ack = ackOf(v, p.c());
    }
    int flags = FLAGS[p.a() % FLAGS.length];
    int len = (flags & Seg.RST) != 0 ? 0 : length(p.a() / FLAGS.length);
    if ((flags & Seg.ACK) == 0) {
      ack = 0;
    }
    Options o = options(p, flags, v, false);
    if (p.d() / 3 % 8 == 0 && v != null && (flags & Seg.SYN) == 0) {
      o = o.withSack(edges(p, v, roomForEdges(o)));
    }
    Seg s = new Seg(flags, seq, ack, window(p.d(), v), len, ++salt, o);
    return urgent(p, s, v, 8);
  }

  private static int seqOf(TcpModel.View v, int k) {
    int r = k / 16;
    switch (k % 16) {
      case 0:
        return v.rcvNxt() - 1;
      case 1:
        return v.rcvNxt() - 1 - r % 1000;
      case 2:
      case 3:
        return v.rcvNxt() + 1 + r % 50;
      case 4:
        return v.rcvNxt() + r % 2000;
      case 5:
        return v.rightEdge() - 1;
      case 6:
        return v.rightEdge();
      case 7:
        return v.rightEdge() - r % 1500;
      case 8:
        return v.rightEdge() + r % 1000;
      case 9:
        return v.lastAck();
      case 10:
        return k % 5 == 0 ? r : v.irs() - r % 3;
      default:
        return v.rcvNxt();
    }
  }

  private static int ackOf(TcpModel.View v, int k) {
    int r = k / 16;
    switch (k % 16) {
      case 0:
        return v.una() - 1;
      case 1:
        return v.una() - r % 3000;
      case 2:
        return v.una() - 65_000 - r % 3000;
      case 3:
        return v.max() + 1;
      case 4:
        return v.max() + r % 3000;
      case 5:
      case 6:
        return v.una() + (v.max() == v.una() ? 0 : r % (v.max() - v.una() + 1));
      case 7:
        return r;
      case 8:
      case 9:
      case 10:
        return v.una();
      default:
        return v.max();
    }
  }

  Seg polite(Step p, TcpModel model) {
    TcpModel.View v = model.view();
    if (v == null) {
      return null;
    }
    int ack = p.c() % 4 == 0 ? v.una() : v.max();
    int flags = Seg.ACK | (p.b() % 12 == 0 ? Seg.FIN : 0);
    // One before it may have been lost.
    int lost = p.b() / 12 % 8 == 0 ? 1 + p.b() / 96 % 400 : 0;
    Seg s =
        new Seg(
            flags,
            v.rcvNxt() + lost,
            ack,
            window(p.d(), v),
            length(p.a()),
            ++salt,
            options(p, flags, v, true));
    return urgent(p, s, v, 10);
  }

  /** Nothing but the next data, as many as a segment holds. */
  Seg bulk(Step p, TcpModel model) {
    TcpModel.View v = model.view();
    if (v == null) {
      return null;
    }
    int len = FULL - (v.stamps() ? STAMP : 0);
    Options o = options(p, Seg.ACK, v, true);
    return new Seg(Seg.ACK, v.rcvNxt(), v.una(), v.wnd(), len, ++salt, o);
  }

  /**
   * A peer that lacks something: mostly a duplicate acknowledgement, else one of a part, with
   * blocks.
   */
  Seg sack(Step p, TcpModel model) {
    TcpModel.View v = model.view();
    if (v == null) {
      return null;
    }
    int flight = v.max() - v.una();
    int ack = v.una() + (p.c() % 4 == 0 && flight > 0 ? p.c() / 4 % (flight + 1) : 0);
    Options o = options(p, Seg.ACK, v, true);
    if (p.b() % 8 != 0) {
      o = o.withSack(edges(p, v, roomForEdges(o)));
    }
    int win = p.d() % 8 == 0 ? window(p.d(), v) : v.wnd();
    return new Seg(Seg.ACK, v.rcvNxt(), ack, win, 0, 0, ++salt, o);
  }

  private static int roomForEdges(Options o) {
    int used = (o.shift() == Options.NO_SHIFT ? 0 : 4) + (o.sackOk() ? 4 : 0) + (o.ts() ? 12 : 0);
    return (40 - used - 4) / 4;
  }

  /**
   * Edges of blocks: of what was sent and is not acknowledged, for the most part; else duplicates,
   * old ones, those of what was not sent, empty ones and turned ones. Now and then one edge too
   * many, so that the option has a wrong length.
   */
  private static List<Integer> edges(Step p, TcpModel.View v, int room) {
    java.util.Random r = new java.util.Random(p.a() * 31L + p.b());
    int flight = Math.max(v.max() - v.una(), 1);
    int n = 1 + r.nextInt(4);
    List<Integer> edges = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int start = v.una() + r.nextInt(flight);
      int end = start + 1 + r.nextInt(r.nextInt(3) == 0 ? flight : 60);
      switch (r.nextInt(16)) {
        case 0:
          start = v.una() - r.nextInt(100);
          end = start + r.nextInt(60);
          break;
        case 1:
          end = v.max() + r.nextInt(3);
          break;
        case 2:
          start = v.una();
          break;
        case 3:
          end = start - r.nextInt(60);
          break;
        case 4:
          start = r.nextInt();
          end = r.nextBoolean() ? r.nextInt() : start + 10;
          break;
        default:
          end = end - v.max() > 0 ? v.max() : end;
          break;
      }
      edges.add(start);
      edges.add(end);
    }
    if (r.nextInt(24) == 0) {
      edges.add(v.max());
    }
    return edges.subList(0, Math.min(edges.size(), room));
  }

  /** One of so many has an urgent pointer. */
  private static Seg urgent(Step p, Seg s, TcpModel.View v, int rarity) {
    int k = p.b() / 7 + p.d() / 5;
    if (k % rarity != 0) {
      return s;
    }
    int r = k / 128;
    switch (k / rarity % 8) {
      case 0:
        return s.withUrgent(r % 3);
      case 1:
        return s.withUrgent(s.len() + 1 + r % 60);
      case 2:
        return s.withUrgent(r % 16 == 0 ? r % 65_536 : s.len() + r % 3000);
      case 3:
        // An old segment, of data up to what came in order, or a little less.
        int old = 1 + r % 50;
        return v == null
            ? s.withUrgent(1)
            : s.withSeq(v.rcvNxt() - old).withUrgent(Math.max(old - r / 64 % 3, 0));
      case 4:
        return s.withUrgent(1 + r % (s.len() + 1));
      default:
        return s.withUrgent(s.len());
    }
  }

  Seg handshake(Step p, TcpModel model, boolean listening) {
    TcpModel.View v = model.view();
    State state = model.state();
    if (v == null) {
      return !listening
          ? null
          : new Seg(Seg.SYN, p.b() * 3, 0, 65535, 0, 0, options(p, Seg.SYN, v, true));
    }
    if (state == State.SYN_SENT) {
      int ack = p.a() % 4 == 0 ? 0 : Seg.ACK;
      return new Seg(
          Seg.SYN | ack,
          p.b() * 3,
          ack == 0 ? 0 : v.max(),
          65535,
          0,
          0,
          options(p, Seg.SYN, v, true));
    }
    return polite(p, model);
  }
}
