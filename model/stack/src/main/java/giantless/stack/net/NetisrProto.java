package giantless.stack.net;

import giantless.stack.kern.Counter;
import giantless.stack.mbuf.Mbuf;

/** One protocol of netisr, struct netisr_handler. Immutable but for its counters. */
public final class NetisrProto {
  /** Which flow a packet belongs to; packets of a flow keep their order. */
  @FunctionalInterface
  interface Flow {
    /** Any number; the packet is only looked at. */
    int hash(Mbuf m);
  }

  final int id;
  final String name;
  final NetisrHandler handler;
  final boolean mpsafe;
  final Flow flow;

  /** Queue of the single-thread mode, which also takes what direct dispatch may not call. */
  final IfQueue queue;

  /** Handled in the thread that received it. */
  public final Counter dispatched;

  /** Put into a queue. */
  public final Counter queued;

  /** Refused because the queue was full. */
  public final Counter qdrops;

  /** Taken from a queue and handled. */
  public final Counter handled;

  NetisrProto(
      int id, String name, NetisrHandler handler, boolean mpsafe, IfQueue queue, Netisr netisr) {
    this.id = id;
    this.name = name;
    this.handler = handler;
    this.mpsafe = mpsafe;
    this.queue = queue;
    this.flow = id == Netisr.NETISR_IP ? NetisrProto::inetFlow : NetisrProto::sourceFlow;
    this.dispatched = netisr.counter();
    this.queued = netisr.counter();
    this.qdrops = netisr.counter();
    this.handled = netisr.counter();
  }

  public String name() {
    return name;
  }

  /** By the interface it came in by: NETISR_POLICY_SOURCE. */
  private static int sourceFlow(Mbuf m) {
    return m.pkthdr.rcvif instanceof Ifnet ? ((Ifnet) m.pkthdr.rcvif).index() : 0;
  }

  /** By the IPv4 addresses: NETISR_POLICY_FLOW. Not by ports, which later fragments lack. */
  private static int inetFlow(Mbuf m) {
    if (m.len < 20) {
      return sourceFlow(m);
    }
    int hash = 0;
    for (int i = 12; i < 20; i++) {
      hash = hash * 31 + m.data[m.off + i];
    }
    return hash ^ hash >>> 16;
  }
}
