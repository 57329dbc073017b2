package giantless.stack.net;

import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.contract.Racy;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A running capture of one interface into a pcapng stream: a kernel thread reads a {@link BpfD} and
 * writes. {@link #stop} ends it with everything that was captured written and flushed.
 */
public final class PcapCapture {
  private final BpfD d;
  private final PcapNg pcap;
  private final KThread thread;

  @Racy("set by the capture's thread before it ends, read after it was joined")
  private volatile IOException failure;

  private PcapCapture(NetStack net, BpfD d, PcapNg pcap, String ifname) {
    this.d = d;
    this.pcap = pcap;
    this.thread = net.kernel().rt().spawn("pcap " + ifname, Priority.KTHREAD, 0, this::run);
  }

  /**
   * Begins to capture.
   *
   * @param bufsize of each of the two buffers in bytes; 0 for net.bpf.bufsize
   * @param out is written by the capture's thread; the caller closes it after {@link #stop}
   * @return null (ENXIO) if there is no such interface
   * @throws IOException if the headers cannot be written
   */
  public static PcapCapture start(NetStack net, String ifname, int bufsize, OutputStream out)
      throws IOException {
    Ifnet ifp = net.ifnets.ifunitRef(ifname);
    if (ifp == null) {
      return null;
    }
    int linktype =
        ifp.bpf().dlt() == Bpf.DLT_EN10MB ? PcapNg.LINKTYPE_ETHERNET : PcapNg.LINKTYPE_NULL;
    net.ifnets.rele(ifp);
    PcapNg pcap = new PcapNg(out, ifname, linktype, 65535);
    BpfD d = net.bpf.open(ifname, bufsize, BpfFilter.ALL);
    return d == null ? null : new PcapCapture(net, d, pcap, ifname);
  }

  /**
   * Ends the capture. Sleeps.
   *
   * @return packets lost because writing was too slow
   * @throws IOException if writing failed; packets after that are lost
   */
  public long stop() throws IOException {
    d.close();
    thread.join();
    if (failure != null) {
      throw failure;
    }
    return d.dropped();
  }

  private void run() {
    byte[] buffer = new byte[d.bufsize()];
    int length = d.read(buffer);
    while (length > 0) {
      if (failure == null) {
        write(buffer, length);
      }
      length = d.read(buffer);
    }
  }

  private void write(byte[] buffer, int length) {
    try {
      pcap.records(buffer, length);
      pcap.flush();
    } catch (IOException e) {
      failure = e;
    }
  }
}
