package giantless.stack.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a capture in pcapng (draft-ietf-opsawg-pcapng): a section header, one interface
 * description with times in nanoseconds, and an enhanced packet block for each packet.
 * Little-endian. Not locked: one thread writes.
 */
public final class PcapNg {
  /** LINKTYPE_NULL. */
  public static final int LINKTYPE_NULL = 0;

  /** LINKTYPE_ETHERNET. */
  public static final int LINKTYPE_ETHERNET = 1;

  private static final int SECTION_HEADER_BLOCK = 0x0a0d0d0a;
  private static final int INTERFACE_DESCRIPTION_BLOCK = 1;
  private static final int ENHANCED_PACKET_BLOCK = 6;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int OPT_IF_NAME = 2;
  private static final int OPT_IF_TSRESOL = 9;
  private static final int NANOSECONDS = 9;

  private final OutputStream out;

  /** Writes the headers. */
  public PcapNg(OutputStream out, String ifname, int linktype, int snaplen) throws IOException {
    this.out = out;
    byte[] section = new byte[28];
    putInt(section, 0, SECTION_HEADER_BLOCK);
    putInt(section, 4, section.length);
    putInt(section, 8, BYTE_ORDER_MAGIC);
    putShort(section, 12, 1);
    putShort(section, 14, 0);
    putInt(section, 16, -1); // The section's length is not known.
    putInt(section, 20, -1);
    putInt(section, 24, section.length);
    out.write(section);

    byte[] name = ifname.getBytes(StandardCharsets.UTF_8);
    int padded = name.length + 3 & ~3;
    byte[] idb = new byte[16 + 4 + padded + 8 + 4 + 4];
    putInt(idb, 0, INTERFACE_DESCRIPTION_BLOCK);
    putInt(idb, 4, idb.length);
    putShort(idb, 8, linktype);
    putInt(idb, 12, snaplen);
    putShort(idb, 16, OPT_IF_NAME);
    putShort(idb, 18, name.length);
    System.arraycopy(name, 0, idb, 20, name.length);
    int at = 20 + padded;
    putShort(idb, at, OPT_IF_TSRESOL);
    putShort(idb, at + 2, 1);
    idb[at + 4] = NANOSECONDS;
    // opt_endofopt is four zero bytes, which are there.
    putInt(idb, idb.length - 4, idb.length);
    out.write(idb);
  }

  /**
   * Writes a packet.
   *
   * @param nanos since 1970
   * @param caplen how many bytes of the packet there are
   * @param length how long the packet was
   */
  public void packet(long nanos, byte[] bytes, int off, int caplen, int length) throws IOException {
    int padded = caplen + 3 & ~3;
    byte[] epb = new byte[28 + padded + 4];
    putInt(epb, 0, ENHANCED_PACKET_BLOCK);
    putInt(epb, 4, epb.length);
    putInt(epb, 8, 0);
    putInt(epb, 12, (int) (nanos >>> 32));
    putInt(epb, 16, (int) nanos);
    putInt(epb, 20, caplen);
    putInt(epb, 24, length);
    System.arraycopy(bytes, off, epb, 28, caplen);
    putInt(epb, epb.length - 4, epb.length);
    out.write(epb);
  }

  /** Writes the records of a buffer that {@link BpfD#read} filled. */
  public void records(byte[] buffer, int length) throws IOException {
    int at = 0;
    while (at < length) {
      long nanos = (long) getInt(buffer, at) << 32 | getInt(buffer, at + 4) & 0xffffffffL;
      int caplen = getInt(buffer, at + 8);
      packet(nanos, buffer, at + BpfD.HEADER, caplen, getInt(buffer, at + 12));
      at += BpfD.HEADER + caplen;
    }
  }

  public void flush() throws IOException {
    out.flush();
  }

  private static int getInt(byte[] from, int off) {
    return (from[off] & 0xff) << 24
        | (from[off + 1] & 0xff) << 16
        | (from[off + 2] & 0xff) << 8
        | from[off + 3] & 0xff;
  }

  private static void putShort(byte[] to, int off, int value) {
    to[off] = (byte) value;
    to[off + 1] = (byte) (value >>> 8);
  }

  private static void putInt(byte[] to, int off, int value) {
    putShort(to, off, value);
    putShort(to, off + 2, value >>> 16);
  }
}
