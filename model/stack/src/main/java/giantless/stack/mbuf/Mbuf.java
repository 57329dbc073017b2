package giantless.stack.mbuf;

import giantless.lock.contract.Confined;

/**
 * A network buffer, mbuf(9): a piece of a packet, linked to the next piece and to the next packet.
 * The bytes are {@code data[off .. off + len)}; the array is the mbuf's own, or that of a cluster
 * or of external storage ({@link #M_EXT}), which several mbufs may share.
 *
 * <p>No lock: an mbuf belongs to one thread, or to the queue that it stands in and thus to the lock
 * of that queue. Made and freed by {@link MbufPool} alone. Shared storage is counted, and is
 * written by nobody while the count is above 1.
 */
@Confined("the thread that has the packet; queues and buffers hand it on under their lock")
public final class Mbuf extends ZoneItem {
  /** Size of an mbuf with its header, in bytes. */
  public static final int MSIZE = 256;

  /** Room for data in an mbuf. */
  public static final int MLEN = 216;

  /** Room for data in an mbuf with a packet header. */
  public static final int MHLEN = 168;

  /** From this many bytes on a cluster is used. */
  public static final int MINCLSIZE = MHLEN + 1;

  /** Size of a cluster. */
  public static final int MCLBYTES = 2048;

  /** Size of a jumbo cluster of one page. */
  public static final int MJUMPAGESIZE = 4096;

  /** Size of a jumbo cluster of 9 KB. */
  public static final int MJUM9BYTES = 9 * 1024;

  /** Size of a jumbo cluster of 16 KB. */
  public static final int MJUM16BYTES = 16 * 1024;

  /** The length that stands for "to the end of the chain". */
  public static final int M_COPYALL = Integer.MAX_VALUE;

  // ---- Flags ----

  /** Has storage outside of the mbuf. */
  public static final int M_EXT = 0x0001;

  /** Is the first of a packet and has a {@link PktHdr}. */
  public static final int M_PKTHDR = 0x0002;

  /** End of a record. */
  public static final int M_EOR = 0x0004;

  /** The storage is not to be written, whatever its count. */
  public static final int M_RDONLY = 0x0008;

  public static final int M_PROTO1 = 0x0010;
  public static final int M_PROTO2 = 0x0020;
  public static final int M_PROTO3 = 0x0040;
  public static final int M_PROTO4 = 0x0080;
  public static final int M_PROTO5 = 0x0100;

  /** Sent or received as link-level broadcast. */
  public static final int M_BCAST = 0x0200;

  /** Sent or received as link-level multicast. */
  public static final int M_MCAST = 0x0400;

  /** Is a fragment of a larger packet. */
  public static final int M_FRAG = 0x0800;

  /** Is the first fragment. */
  public static final int M_FIRSTFRAG = 0x1000;

  /** Is the last fragment. */
  public static final int M_LASTFRAG = 0x2000;

  /** {@code etherVtag} is valid. */
  public static final int M_VLANTAG = 0x10000;

  /** The packet was seen by the filter already. */
  public static final int M_SKIP_FIREWALL = 0x4000;

  /** In the free list: {@code M_FREELIST}. */
  static final int M_FREELIST = 0x8000;

  /** Link-level promiscuous: not for this machine. */
  public static final int M_PROMISC = 0x20000;

  /** {@code flowid} is valid. */
  public static final int M_FLOWID = 0x400000;

  /** What a copy of a packet header takes along. */
  public static final int M_COPYFLAGS =
      M_PKTHDR
          | M_EOR
          | M_RDONLY
          | M_PROTO1
          | M_PROTO2
          | M_PROTO3
          | M_PROTO4
          | M_PROTO5
          | M_BCAST
          | M_MCAST
          | M_FRAG
          | M_FIRSTFRAG
          | M_LASTFRAG
          | M_VLANTAG
          | M_SKIP_FIREWALL
          | M_PROMISC
          | M_FLOWID;

  // ---- Types ----

  public static final int MT_DATA = 1;
  public static final int MT_HEADER = MT_DATA;
  public static final int MT_SONAME = 8;
  public static final int MT_CONTROL = 14;
  public static final int MT_OOBDATA = 15;

  // ---- Checksums ----

  /** The sender leaves the IP header checksum to the interface. */
  public static final int CSUM_IP = 0x0001;

  /** The sender leaves the TCP checksum to the interface. */
  public static final int CSUM_TCP = 0x0002;

  /** The sender leaves the UDP checksum to the interface. */
  public static final int CSUM_UDP = 0x0004;

  /** The interface has checked the IP header checksum. */
  public static final int CSUM_IP_CHECKED = 0x0100;

  /** It was right. */
  public static final int CSUM_IP_VALID = 0x0200;

  /** The interface has computed the checksum of the payload; {@code csumData} has it. */
  public static final int CSUM_DATA_VALID = 0x0400;

  /** {@code csumData} includes the pseudo header. */
  public static final int CSUM_PSEUDO_HDR = 0x0800;

  /** The checksums left to the interface that are of a payload. */
  public static final int CSUM_DELAY_DATA = CSUM_TCP | CSUM_UDP;

  /** The checksum left to the interface that is of the IP header. */
  public static final int CSUM_DELAY_IP = CSUM_IP;

  // ---- The mbuf ----

  /** The next mbuf of the packet, {@code m_next}. */
  public Mbuf next;

  /** The next packet or record of a queue, {@code m_nextpkt}. */
  public Mbuf nextpkt;

  /** The array with the bytes. */
  public byte[] data;

  /** Where they begin in the array: {@code m_data}. */
  public int off;

  /** How many there are, {@code m_len}. */
  public int len;

  /** {@code MT_*}. */
  public int type;

  /** {@code M_*}. */
  public int flags;

  /** Set if {@link #M_PKTHDR} is. */
  public PktHdr pkthdr;

  /** Storage outside, set if {@link #M_EXT} is. */
  MbufExt ext;

  /** The generation of {@link #ext} that this mbuf was given, to know a stale one. */
  int extGen;

  /** Own storage, {@code m_dat}; with a packet header only its last MHLEN bytes are used. */
  final byte[] dat = new byte[MLEN];

  /** The object behind {@link #pkthdr}, kept for the next packet. */
  final PktHdr hdr = new PktHdr();

  Mbuf() {}

  public boolean isPkthdr() {
    return (flags & M_PKTHDR) != 0;
  }

  public boolean isExt() {
    return (flags & M_EXT) != 0;
  }

  /**
   * {@code M_WRITABLE}: whether the bytes may be written in place: own storage, or storage outside
   * that is not read-only and that no other mbuf shares.
   */
  public boolean isWritable() {
    return (flags & M_RDONLY) == 0 && ((flags & M_EXT) == 0 || ext.refs.get() == 1);
  }

  /** {@code m_dat}, {@code m_pktdat} or {@code ext_buf}: where the storage begins in the array. */
  int start() {
    if ((flags & M_EXT) != 0) {
      return ext.off;
    }
    return (flags & M_PKTHDR) != 0 ? MLEN - MHLEN : 0;
  }

  /** Size of the storage in bytes. */
  public int storageSize() {
    if ((flags & M_EXT) != 0) {
      return ext.size;
    }
    return (flags & M_PKTHDR) != 0 ? MHLEN : MLEN;
  }

  /** {@code M_LEADINGSPACE}: bytes that can be added in front; 0 if not writable. */
  public int leadingSpace() {
    return isWritable() ? off - start() : 0;
  }

  /** {@code M_TRAILINGSPACE}: bytes that can be added behind; 0 if not writable. */
  public int trailingSpace() {
    return isWritable() ? start() + storageSize() - off - len : 0;
  }

  /**
   * {@code M_ALIGN} and {@code MH_ALIGN}: puts {@code n} bytes to come at the end of the storage.
   */
  public void align(int n) {
    off = start() + (storageSize() - n & ~7);
  }

  /** The byte at a place counted from the first of this mbuf, 0..255. */
  public int u8(int at) {
    return data[off + at] & 0xff;
  }

  /** Two bytes in network order. */
  public int u16(int at) {
    return (data[off + at] & 0xff) << 8 | data[off + at + 1] & 0xff;
  }

  /** Four bytes in network order. */
  public int u32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  /** Writes one byte; the mbuf must be writable. */
  public void put8(int at, int value) {
    data[off + at] = (byte) value;
  }

  /** Writes two bytes in network order; the mbuf must be writable. */
  public void put16(int at, int value) {
    data[off + at] = (byte) (value >> 8);
    data[off + at + 1] = (byte) value;
  }

  /** Writes four bytes in network order; the mbuf must be writable. */
  public void put32(int at, int value) {
    put16(at, value >> 16);
    put16(at + 2, value);
  }
}
