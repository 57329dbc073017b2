package giantless.stack.net;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;

/** Statistics of an interface, struct if_data; exact when its threads are at rest. */
public final class IfData {
  /** Packets received. */
  public final Counter ifi_ipackets;

  /** Errors on receive: too short, too long, not accepted. */
  public final Counter ifi_ierrors;

  /** Packets sent. */
  public final Counter ifi_opackets;

  /** Errors on send. */
  public final Counter ifi_oerrors;

  /** Bytes received. */
  public final Counter ifi_ibytes;

  /** Bytes sent. */
  public final Counter ifi_obytes;

  /** Received broadcasts and multicasts. */
  public final Counter ifi_imcasts;

  /** Sent broadcasts and multicasts. */
  public final Counter ifi_omcasts;

  /** Dropped on input for want of memory or room. */
  public final Counter ifi_iqdrops;

  /** Received for a protocol that is not there. */
  public final Counter ifi_noproto;

  IfData(Kernel kernel) {
    ifi_ipackets = kernel.counter();
    ifi_ierrors = kernel.counter();
    ifi_opackets = kernel.counter();
    ifi_oerrors = kernel.counter();
    ifi_ibytes = kernel.counter();
    ifi_obytes = kernel.counter();
    ifi_imcasts = kernel.counter();
    ifi_omcasts = kernel.counter();
    ifi_iqdrops = kernel.counter();
    ifi_noproto = kernel.counter();
  }
}
