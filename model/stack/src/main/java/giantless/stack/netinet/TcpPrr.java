package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * Proportional Rate Reduction (RFC 6937): while a window is being reduced, how much may be sent for
 * each acknowledgement, so that at the end as much is in flight as the congestion control wants,
 * and that the acknowledgements keep their pace until then. What is sent is another's choice. In
 * bytes. Pure state; the lock of the connection that owns it protects it.
 *
 * <p>As in FreeBSD what may be sent is counted in whole segments, rounded up above ssthresh and
 * down below it; and an acknowledgement that tells of more losses, or of nothing delivered, lets
 * out no more than was delivered (RFC 9937).
 */
@Confined("the connection: its lock hands it from thread to thread")
public final class TcpPrr {
  /** RecoverFS: in flight when it began; 0 if no window is being reduced. */
  private int recoverFs;

  /** prr_delivered. */
  private int delivered;

  /** prr_out. */
  private int out;

  /** What may be sent still. */
  private int room;

  public TcpPrr() {}

  /**
   * A reduction begins.
   *
   * @param flight FlightSize
   * @param arrived what the acknowledgement says to have arrived that it begins with
   * @param first what may be sent at once
   */
  public void begin(int flight, int arrived, int first) {
    recoverFs = Math.max(flight, 1);
    delivered = arrived;
    out = 0;
    room = first;
  }

  /** It is over, or there is none. */
  public void end() {
    recoverFs = 0;
    room = 0;
  }

  public boolean active() {
    return recoverFs != 0;
  }

  /** prr_delivered: bytes that are known to have arrived since it began. */
  public int delivered() {
    return delivered;
  }

  /** What may be sent now; 0 or less for nothing. */
  public int room() {
    return room;
  }

  /**
   * An acknowledgement came.
   *
   * @param arrived DeliveredData
   * @param limited whether no more may go out than has arrived: PRR-CRB, else PRR-SSRB
   * @param pipe believed in flight (RFC 6675 section 4, SetPipe)
   * @param ssthresh what shall be in flight in the end
   * @param maxseg bytes of a segment
   * @return sndcnt in whole segments, which is the room now
   */
  public int acknowledged(int arrived, boolean limited, int pipe, int ssthresh, int maxseg) {
    delivered += arrived;
    int sndcnt;
    if (pipe >= ssthresh) {
      long share = ((long) delivered * ssthresh + recoverFs - 1) / recoverFs;
      sndcnt = (int) Math.min(share - out + maxseg - 1, Integer.MAX_VALUE);
    } else {
      int banked = delivered - out;
      int limit = limited || arrived == 0 ? banked : Math.max(banked, arrived) + maxseg;
      sndcnt = Math.min(ssthresh - pipe, limit);
    }
    room = Math.max(sndcnt, 0) / maxseg * maxseg;
    return room;
  }

  /** At least so much may be sent. */
  public void atLeast(int bytes) {
    room = Math.max(room, bytes);
  }

  /** So much was sent; less than 0 if it could not be after all. */
  public void sent(int bytes) {
    if (active()) {
      out += bytes;
      room -= bytes;
    }
  }
}
