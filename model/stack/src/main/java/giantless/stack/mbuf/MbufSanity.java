package giantless.stack.mbuf;

/**
 * m_sanity: the promises of a chain. Every mbuf is allocated, its bytes lie inside its storage, its
 * storage is counted, only the first has a packet header, and the header's length is the chain's.
 */
public final class MbufSanity {
  private MbufSanity() {}

  /** What is wrong with the packet, or null. */
  public static String check(Mbuf packet) {
    int sum = 0;
    int seen = 0;
    for (Mbuf m = packet; m != null; m = m.next) {
      String at = "mbuf " + seen + ": ";
      if ((m.flags & Mbuf.M_FREELIST) != 0) {
        return at + "is free";
      }
      if (m.isExt() != (m.ext != null)) {
        return at + "M_EXT and storage disagree";
      }
      if (m.isPkthdr() != (m.pkthdr != null)) {
        return at + "M_PKTHDR and header disagree";
      }
      if (m.isPkthdr() && m != packet) {
        return at + "packet header inside a packet";
      }
      if (m != packet && m.nextpkt != null) {
        return at + "m_nextpkt inside a packet";
      }
      byte[] store = m.isExt() ? m.ext.store : m.dat;
      if (m.data != store) {
        return at + "bytes are not in its storage";
      }
      if (m.isExt() && (m.ext.isFree() || m.ext.gen != m.extGen || m.ext.refs.get() < 1)) {
        return at + "storage is free";
      }
      if (m.len < 0 || m.off < m.start() || m.off + m.len > m.start() + m.storageSize()) {
        return at + "bytes " + m.off + "+" + m.len + " outside of storage";
      }
      sum += m.len;
      seen++;
    }
    if (packet != null && packet.isPkthdr() && packet.pkthdr.len != sum) {
      return "packet header says " + packet.pkthdr.len + " bytes, chain has " + sum;
    }
    return null;
  }
}
