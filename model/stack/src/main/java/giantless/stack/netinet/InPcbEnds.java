package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * The two ends of a communication while they are being chosen: what in_pcbbind_setup and
 * in_pcbconnect_setup pass by pointers. Belongs to the calling thread.
 */
@Confined("the call")
final class InPcbEnds {
  int laddr;
  int lport;
  int faddr;
  int fport;

  /** What the block has now. The caller holds a lock of it. */
  static InPcbEnds of(InPcb inp) {
    InPcbEnds e = new InPcbEnds();
    e.laddr = inp.inpLaddr;
    e.lport = inp.inpLport;
    e.faddr = inp.inpFaddr;
    e.fport = inp.inpFport;
    return e;
  }
}
