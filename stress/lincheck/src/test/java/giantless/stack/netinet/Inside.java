package giantless.stack.netinet;

import giantless.stack.socket.Socket;

/**
 * Two things that the tests of linearizability need of the inside of this package, and the reason
 * why they are in it. The lookup is no public operation: it is a step of udp_input, and must be
 * called with the list's lock held; reaching it by whole packets would test twenty other things at
 * twenty times the steps, and hide which block was found. The age of an entry of ARP could be set
 * by sysctl, but then every execution would first build the whole tree of names. No state.
 */
public final class Inside {
  private Inside() {}

  /** in_pcblookup_hash with wildcard, and the socket that the packet goes to; null for none. */
  public static Socket lookup(InPcbInfo info, int faddr, int fport, int laddr, int lport) {
    info.lock.lock();
    InPcb inp = info.lookupHash(faddr, fport, laddr, lport, true);
    Socket so = null;
    if (inp != null) {
      inp.lock.lock();
      info.lock.unlock();
      so = inp.inpSocket();
      inp.lock.unlock();
    } else {
      info.lock.unlock();
    }
    return so;
  }

  /** net.link.ether.inet.max_age, without the whole tree of sysctl. */
  public static void setArpMaxAge(IfEther arp, int seconds) {
    arp.maxAge.set(seconds);
  }
}
