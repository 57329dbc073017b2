package giantless.stack.netinet;

import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * The structures that TCP is made of, for properties of each alone, and the reason why it is in
 * this package.
 */
public final class TcpParts {
  private TcpParts() {}

  /** First and end of the holes of a scoreboard, one after the other. */
  public static int[] holes(SackScoreboard board) {
    int[] edges = new int[2 * board.size()];
    for (int i = 0; i < board.size(); i++) {
      edges[2 * i] = board.hole(i).start;
      edges[2 * i + 1] = board.hole(i).end;
    }
    return edges;
  }

  /** A reassembly queue. */
  public static final class Queue {
    private final MbufPool pool;
    private final TcpReass queue;

    public Queue(MbufPool pool) {
      this.pool = pool;
      this.queue = new TcpReass(pool);
    }

    /** Puts data in, as a chain that is cut at a place; returns how many bytes are new. */
    public int insert(int seq, byte[] data, int cut) {
      Mbuf m = pool.devget(data, 0, cut, null, How.WAITOK);
      if (cut < data.length) {
        pool.cat(m, pool.devget(data, cut, data.length - cut, null, How.WAITOK));
      }
      return queue.insert(seq, data.length, false, m);
    }

    public int pieces() {
      return queue.pieces();
    }

    /** Takes what is next in the stream; null if nothing is. */
    public byte[] take(int rcvNxt) {
      if (!queue.ready(rcvNxt)) {
        return null;
      }
      byte[] b = new byte[queue.firstLen()];
      Mbuf m = queue.take();
      if (pool.length(m) != b.length) {
        throw new AssertionError("piece of " + b.length + " with " + pool.length(m) + " bytes");
      }
      pool.copydata(m, 0, b.length, b, 0);
      pool.freem(m);
      return b;
    }

    public int storage() {
      return queue.storage();
    }

    public void flush() {
      queue.flush();
    }
  }

  /** SYN cookies between two ends. */
  public static final class Cookies {
    private final TcpSyncookie cookies;

    public Cookies(long key) {
      cookies = new TcpSyncookie(new SipHash(key, ~key));
    }

    private static InConninfo ends(int faddr, int fport) {
      return new InConninfo(0x0a000001, 80, faddr, fport);
    }

    public int generate(
        int faddr, int fport, int irs, int mss, int wscale, boolean sack, long now) {
      return cookies.generate(ends(faddr, fport), irs, mss, wscale, sack, now);
    }

    /** Segment size, shift or -1, and 1 or 0 for SACK; null if it is refused. */
    public int[] check(int faddr, int fport, int irs, int cookie, long now) {
      TcpSyncookie.Contents c = cookies.check(ends(faddr, fport), irs, cookie, now);
      return c == null ? null : new int[] {c.mss, c.wscale, c.sack ? 1 : 0};
    }
  }
}
