package giantless.properties.local.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  private final Receiving receiving;

  /**
   * @param creds who holds the ends
   */
  public LocalModel(Kind kind, Rules rules, Creds creds) {
    this.kind = kind;
    this.rules = rules;
    this.creds = creds;
    this.ends = new End[] {end(), end()};
    this.receiving = new Receiving(kind, rules);
  }

  private End end() {
    int limit = rules.receiveLimit(kind);
    return new End(limit, rules.storageLimit(limit));
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
    if (kind == Kind.STREAM && eor) {
      return "EINVAL";
    }
    End e = ends[end];
    int at = 0;
    Ask rest = ask;
    while (true) {
      String error = refusal(e, data.length - at, rest.size());
      if (error.equals("EAGAIN") && at > 0) {
        return Outcome.sent(at);
      }
      if (!error.equals(Outcome.OK)) {
        return error;
      }
      int room = rules.sendLimit(kind) - rest.size();
      int n = kind.isAtomic() ? data.length : Math.min(data.length - at, room);
      error = deliver(e, peer(end), Arrays.copyOfRange(data, at, at + n), rest, eor);
      if (!error.equals(Outcome.OK)) {
        return error;
      }
      at += n;
      rest = Ask.NONE;
      if (at == data.length) {
        return Outcome.sent(at);
      }
    }
  }

  /** What the socket says before the protocol is asked. */
  private String refusal(End e, int size, int controlSize) {
    if (e.cantSend) {
      return "EPIPE";
    }
    if (e.error != null) {
      return e.takeError();
    }
    if (!e.connected) {
      return kind.isConnected() ? "ENOTCONN" : "EDESTADDRREQ";
    }
    int limit = rules.sendLimit(kind);
    if (kind.isAtomic() && size > limit || controlSize > limit) {
      return rules.tooLong();
    }
    int room = e.stopped ? 0 : limit;
    boolean whole = kind.isAtomic() || !rules.takesPart();
    if (room < size + controlSize && (whole || room == 0 || room < controlSize)) {
      return "EAGAIN";
    }
    return Outcome.OK;
  }

  private String deliver(End from, End to, byte[] data, Ask ask, boolean eor) {
    if (!ask.error().equals(Outcome.OK)) {
      return ask.error();
    }
    List<Control> controls = controls(to, ask);
    List<Piece> pieces = Piece.of(data, kind == Kind.STREAM);
    if (kind == Kind.STREAM) {
      return stream(from, to, controls, pieces);
    }
    Record r = new Record(rules.addressBytes(), controls, pieces, eor);
    if (kind == Kind.DGRAM) {
      int room = Math.min(to.limit - to.bytes(), to.storageLimit - to.storage());
      if (r.bytes() > room) {
        return rules.noRoomForDatagram();
      }
      to.queue.add(r);
      return Outcome.OK;
    }
    if (to.cantReceive) {
      return rules.peerReadsNoMore();
    }
    to.queue.add(r);
    stop(from, to);
    return Outcome.OK;
  }

  private String stream(End from, End to, List<Control> controls, List<Piece> pieces) {
    if (to.cantReceive) {
      return rules.peerReadsNoMore();
    }
    Record last = to.queue.peekLast();
    if (!controls.isEmpty() && (last == null || rules.controlBoundsRead())) {
      to.queue.add(new Record(0, controls, pieces, false));
    } else {
      if (last == null) {
        last = new Record(0, List.of(), List.of(), false);
        to.queue.add(last);
      }
      last.append(controls, pieces);
      if (last.isEmpty()) {
        to.queue.removeLast(); // No bytes are nothing.
      }
    }
    stop(from, to);
    return Outcome.OK;
  }

  private List<Control> controls(End to, Ask ask) {
    List<Control> out = new ArrayList<>();
    if (to.wantCreds) {
      to.wantCreds = !rules.givesCredsOnce(kind);
      out.add(Control.creds(creds.sockcred()));
    }
    if (ask.creds && (out.isEmpty() || !rules.replacesCreds())) {
      out.add(Control.creds(creds.cmsgcred()));
    }
    if (ask.files > 0) {
      out.add(Control.files(ask.files));
    }
    return out;
  }

  private void stop(End from, End to) {
    int limit = rules.sendLimit(kind);
    if (to.bytes() >= limit || to.storage() >= rules.storageLimit(limit)) {
      from.stopped = true;
    }
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
    int limit = rules.sendLimit(kind);
    if (receiving.hasTaken()
        && isJoined()
        && e.bytes() < limit
        && e.storage() < rules.storageLimit(limit)) {
      peer(end).stopped = false;
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
