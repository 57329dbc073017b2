package giantless.properties.local.model;

/**
 * The pair: calls on its ends 0 and 1, none of which sleeps longer than it takes to see that
 * nothing comes: both ends are non-blocking, and have a time-out for what sleeps all the same. Each
 * call answers in the words of {@link Outcome}.
 */
public final class LocalModel {
  private final Kind kind;
  private final Rules rules;
  private final Creds creds;
  private final End[] ends;
  private final Sending sending;
  private final Receiving receiving;

  /**
   * @param creds who holds the ends
   */
  public LocalModel(Kind kind, Rules rules, Creds creds) {
    this.kind = kind;
    this.rules = rules;
    this.creds = creds;
    this.ends = new End[] {new End(kind, rules), new End(kind, rules)};
    this.sending = new Sending(kind, rules);
    this.receiving = new Receiving(kind, rules);
  }

  private End peer(int end) {
    return ends[1 - end];
  }

  // ---- What can be asked ----

  /** Whether it was not closed. */
  public boolean isOpen(int end) {
    return ends[end].open;
  }

  /** Bytes of data that were not read, ioctl(2) FIONREAD. */
  public int dataBytes(int end) {
    return ends[end].dataBytes();
  }

  /** All bytes that were not read, addresses and control messages with them. */
  public int bytes(int end) {
    return ends[end].bytes();
  }

  /** Whether the ends know each other. */
  public boolean isJoined() {
    return kind.isConnected() && ends[0].connected && ends[1].connected;
  }

  /** Descriptors in the buffers. */
  public int inflight() {
    return ends[0].fileCount() + ends[1].fileCount();
  }

  // ---- Sending ----

  /** sendmsg(2). */
  public String send(int end, byte[] data, Ask ask, boolean eor) {
    return sending.send(ends[end], Route.toPeer(peer(end)), creds, data, ask, eor);
  }

  // ---- Receiving ----

  /**
   * recvmsg(2).
   *
   * @param room bytes for control messages
   */
  public String receive(int end, int size, int room, Receiving.Flags flags) {
    End e = ends[end];
    String said = receiving.receive(e, size, room, flags);
    if (receiving.hasTaken() && isJoined()) {
      sending.go(peer(end), e);
    }
    return said;
  }

  // ---- The rest ----

  /** setsockopt(2), LOCAL_CREDS. */
  public String wantCreds(int end, boolean on) {
    ends[end].wantCreds = on;
    return Outcome.OK;
  }

  /** shutdown(2). */
  public String shutdown(int end, boolean read, boolean write) {
    End e = ends[end];
    if (!e.connected && kind.isConnected()) {
      return "ENOTCONN";
    }
    if (read) {
      e.cantReceive = true;
      e.limit = 0;
      e.storageLimit = 0;
      if (rules.shutDropsUnread()) {
        e.queue.clear();
      }
    }
    if (write) {
      e.cantSend = true;
      if (rules.peerReadsEnd(kind)) {
        peer(end).cantReceive = true;
      }
    }
    return e.connected ? Outcome.OK : "ENOTCONN";
  }

  /** close(2). */
  public String close(int end) {
    End e = ends[end];
    End peer = peer(end);
    e.open = false;
    e.connected = false;
    e.queue.clear();
    if (peer.open && peer.connected) {
      peer.connected = false;
      if (kind.isConnected()) {
        peer.cantSend = true;
        peer.cantReceive = true;
      } else {
        peer.error = rules.peerGone();
      }
      if (!rules.unreadOutlivesPeer()) {
        peer.queue.clear();
      }
    }
    return Outcome.OK;
  }
}
