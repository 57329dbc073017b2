package giantless.stack.netinet;

import giantless.lock.contract.GuardedBy;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.LlInfo;
import giantless.stack.net.RadixNodeHead;
import giantless.stack.net.Rtentry;

/**
 * What ARP knows of a neighbour beside its route, struct llinfo_arp. The route's lock protects it;
 * the linkage is {@link ArpList}'s, under the radix node head. The list holds a reference on the
 * route.
 */
final class LlinfoArp implements LlInfo {
  /** la_rt. */
  final Rtentry rt;

  /** la_hold: the last packet which waits for the address. */
  @GuardedBy("rt.lock")
  private Mbuf hold;

  /** la_asked: requests sent without an answer. */
  @GuardedBy("rt.lock")
  private int asked;

  /** la_preempt: how many seconds before it expires the entry is asked for again. */
  @GuardedBy("rt.lock")
  private int preempt;

  final RadixNodeHead rnh;

  @GuardedBy("rnh.lock")
  LlinfoArp next;

  @GuardedBy("rnh.lock")
  LlinfoArp prev;

  LlinfoArp(RadixNodeHead rnh, Rtentry rt) {
    this.rnh = rnh;
    this.rt = rt;
  }

  int asked() {
    rt.lock.assertOwned();
    return asked;
  }

  void setAsked(int n) {
    rt.lock.assertOwned();
    asked = n;
  }

  int preempt() {
    rt.lock.assertOwned();
    return preempt;
  }

  void setPreempt(int seconds) {
    rt.lock.assertOwned();
    preempt = seconds;
  }

  /** Puts a packet (or null) in the place of the one held, which is returned. */
  Mbuf swapHold(Mbuf m) {
    rt.lock.assertOwned();
    Mbuf old = hold;
    hold = m;
    return old;
  }
}
