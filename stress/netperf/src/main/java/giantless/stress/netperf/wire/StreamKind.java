package giantless.stress.netperf.wire;

import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;

/** The streams that are compared. */
public enum StreamKind {
  NIO("NIO over loopback", 0, false),
  MTU_1500("MTU 1500", 1500, false),
  MTU_1500_WITNESS("MTU 1500, Witness", 1500, true),
  MTU_9000("MTU 9000", 9000, false),
  MTU_9000_WITNESS("MTU 9000, Witness", 9000, true);

  private final String title;
  private final int mtu;
  private final boolean witness;

  StreamKind(String title, int mtu, boolean witness) {
    this.title = title;
    this.mtu = mtu;
    this.witness = witness;
  }

  /** As tables have it. */
  String title() {
    return title;
  }

  /** An established stream. */
  Stream open() throws Exception {
    if (this == NIO) {
      return new NioStream();
    }
    return new TcpStream(mtu, witness ? Witness.builder().panic().sites(Sites.NONE).build() : null);
  }
}
