package giantless.stack.mbuf;

import giantless.lock.contract.Confined;

/** What the first mbuf of a packet knows of the whole, {@code struct pkthdr}. */
@Confined("the thread that has the packet")
public final class PktHdr {
  /** The interface that it came in by, or null; carries no reference to it. */
  public RcvIf rcvif;

  /** Bytes of the packet: the sum of the chain's. */
  public int len;

  /** {@code CSUM_*} of {@link Mbuf}. */
  public int csumFlags;

  /** Where to put the checksum (out), or the sum found (in). */
  public int csumData;

  /** The 802.1Q tag; valid with {@link Mbuf#M_VLANTAG}. */
  public int etherVtag;

  /** The flow's hash, for the choice of a CPU; valid with {@link Mbuf#M_FLOWID}. */
  public int flowid;

  /** The head of the list of tags. */
  MbufTag tags;

  void copyFieldsFrom(PktHdr from) {
    rcvif = from.rcvif;
    len = from.len;
    csumFlags = from.csumFlags;
    csumData = from.csumData;
    etherVtag = from.etherVtag;
    flowid = from.flowid;
  }

  void clear() {
    rcvif = null;
    len = 0;
    csumFlags = 0;
    csumData = 0;
    etherVtag = 0;
    flowid = 0;
    tags = null;
  }
}
