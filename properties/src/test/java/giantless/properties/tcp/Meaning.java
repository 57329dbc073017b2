package giantless.properties.tcp;

import giantless.properties.tcp.model.Options;
import giantless.properties.tcp.model.Seg;
import giantless.properties.tcp.model.State;
import giantless.properties.tcp.model.TcpModel;

/** What the numbers of a {@link Step} mean in the light of the connection as it is then. */
final class Meaning {
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

  /** What the segment offers; what is not a SYN seldom has an option that belongs there. */
  private static Options options(Step p, int flags) {
    int k = p.d() / 32;
    if (k % 3 == 0 || (flags & Seg.SYN) == 0 && k % 16 != 1) {
      return Options.NONE;
    }
    int shift = k / 48 % 18;
    return new Options(shift < 16 ? shift : 17 + p.d() % 239);
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
    return new Seg(flags, seq, ack, window(p.d(), v), len, ++salt, options(p, flags));
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
    return new Seg(flags, v.rcvNxt(), ack, window(p.d(), v), length(p.a()), ++salt);
  }

  Seg handshake(Step p, TcpModel model, boolean listening) {
    TcpModel.View v = model.view();
    State state = model.state();
    if (v == null) {
      return !listening ? null : new Seg(Seg.SYN, p.b() * 3, 0, 65535, 0, 0, options(p, Seg.SYN));
    }
    if (state == State.SYN_SENT) {
      int ack = p.a() % 4 == 0 ? 0 : Seg.ACK;
      return new Seg(
          Seg.SYN | ack, p.b() * 3, ack == 0 ? 0 : v.max(), 65535, 0, 0, options(p, Seg.SYN));
    }
    return polite(p, model);
  }
}
