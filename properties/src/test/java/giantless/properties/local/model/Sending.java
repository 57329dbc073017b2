package giantless.properties.local.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** sendmsg(2) from one socket to the buffer of another. */
final class Sending {
  private final Kind kind;
  private final Rules rules;

  Sending(Kind kind, Rules rules) {
    this.kind = kind;
    this.rules = rules;
  }

  /**
   * sendmsg(2).
   *
   * @param creds who sends
   */
  String send(End e, Route route, Creds creds, byte[] data, Ask ask, boolean eor) {
    if (kind == Kind.STREAM && eor) {
      return "EINVAL";
    }
    int at = 0;
    Ask rest = ask;
    while (true) {
      String error = refusal(e, route, data.length - at, rest.size());
      if (error.equals("EAGAIN") && at > 0) {
        return Outcome.sent(at);
      }
      if (!error.equals(Outcome.OK)) {
        return error;
      }
      int room = rules.sendLimit(kind) - rest.size();
      int n = kind.isAtomic() ? data.length : Math.min(data.length - at, room);
      error = deliver(e, route, creds, Arrays.copyOfRange(data, at, at + n), rest, eor);
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
  private String refusal(End e, Route route, int size, int controlSize) {
    if (e.cantSend) {
      return "EPIPE";
    }
    if (e.error != null) {
      return e.takeError();
    }
    if (!e.connected) {
      if (kind.isConnected()) {
        return "ENOTCONN";
      }
      if (!route.byName()) {
        return "EDESTADDRREQ";
      }
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

  private String deliver(End from, Route route, Creds creds, byte[] data, Ask ask, boolean eor) {
    if (!ask.error().equals(Outcome.OK)) {
      return ask.error();
    }
    if (!route.error().equals(Outcome.OK)) {
      return route.error();
    }
    End to = route.to();
    List<Control> controls = controls(to, creds, ask);
    List<Piece> pieces = Piece.of(data, kind == Kind.STREAM);
    if (kind == Kind.STREAM) {
      return stream(from, to, controls, pieces);
    }
    if (kind == Kind.DGRAM) {
      String name = route.from() == null ? Outcome.NO_NAME : route.from();
      Record r = new Record(rules.addressBytes(route.from()), name, controls, pieces, eor);
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
    to.queue.add(new Record(rules.addressBytes(), Outcome.NO_NAME, controls, pieces, eor));
    stop(from, to);
    return Outcome.OK;
  }

  private String stream(End from, End to, List<Control> controls, List<Piece> pieces) {
    if (to.cantReceive) {
      return rules.peerReadsNoMore();
    }
    Record last = to.queue.peekLast();
    if (!controls.isEmpty() && (last == null || rules.controlBoundsRead())) {
      to.queue.add(new Record(0, null, controls, pieces, false));
    } else {
      if (last == null) {
        last = new Record(0, null, List.of(), List.of(), false);
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

  private List<Control> controls(End to, Creds creds, Ask ask) {
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

  private boolean isFull(End to) {
    int limit = rules.sendLimit(kind);
    return to.bytes() >= limit || to.storage() >= rules.storageLimit(limit);
  }

  private void stop(End from, End to) {
    if (isFull(to)) {
      from.stopped = true;
    }
  }

  /** The reader has taken something: the sender may go on, if there is room. */
  void go(End from, End to) {
    if (!isFull(to)) {
      from.stopped = false;
    }
  }
}
