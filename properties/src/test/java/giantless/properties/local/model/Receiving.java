package giantless.properties.local.model;

import java.util.ArrayList;
import java.util.List;

/** recvmsg(2) on one socket. */
public final class Receiving {
  /** Of recv(2). */
  public record Flags(boolean peek, boolean waitall, boolean dontwait) {
    /** No flag. */
    public static final Flags NONE = new Flags(false, false, false);

    @Override
    public String toString() {
      return (peek ? " PEEK" : "") + (waitall ? " WAITALL" : "") + (dontwait ? " DONTWAIT" : "");
    }
  }

  private final Kind kind;
  private final Rules rules;
  private boolean taken;
  private String from;

  Receiving(Kind kind, Rules rules) {
    this.kind = kind;
    this.rules = rules;
  }

  /** Whether the last call got as far as to a record that it did not only look at. */
  boolean hasTaken() {
    return taken;
  }

  /** Who sent what the last call got; null if it got nothing, and on a stream. */
  String from() {
    return from;
  }

  String receive(End e, int size, int room, Flags flags) {
    taken = false;
    from = null;
    Record first = rules.isOldestFirst() ? e.queue.peekFirst() : e.queue.peekLast();
    if (first == null) {
      return nothing(e, size, flags);
    }
    if (!e.cantReceive && waitsForMore(e, size, flags)) {
      return "EAGAIN";
    }
    from = first.from;
    boolean stays = flags.peek && !rules.peekTakes();
    List<String> controls = new ArrayList<>();
    List<String> told = new ArrayList<>();
    byte[] data = first.first(size);
    if (kind.isAtomic()) {
      boolean whole = data.length == first.dataBytes();
      if (first.eor && size > 0 && rules.tellsEor(whole)) {
        told.add("EOR");
      }
      if (!whole && rules.tellsTrunc(kind)) {
        told.add("TRUNC");
      }
    }
    if (room > 0 && (!flags.peek || rules.peekShowsControl())) {
      boolean cut = Control.received(first.controls(), room, controls);
      if (cut && rules.tellsCtrunc()) {
        told.add("CTRUNC");
      }
    }
    if (!stays) {
      taken = true;
      take(e, first, data.length);
      if (flags.waitall && !kind.isAtomic() && data.length < size && missesRest(e)) {
        // The sleep ends by the time-out: what was moved counts; else the messages are lost.
        return data.length > 0 ? Outcome.received(data, told, controls) : "EAGAIN";
      }
    }
    return Outcome.received(data, told, controls);
  }

  private static boolean missesRest(End e) {
    return e.queue.isEmpty() && !e.cantReceive;
  }

  private String nothing(End e, int size, Flags flags) {
    if (e.error != null) {
      return flags.peek ? e.error : e.takeError();
    }
    if (kind.isConnected() && !e.connected && !e.cantReceive) {
      return "ENOTCONN";
    }
    return e.cantReceive || size == 0
        ? Outcome.received(new byte[0], List.of(), List.of())
        : "EAGAIN";
  }

  /** Whether there is less than the call insists on. */
  private boolean waitsForMore(End e, int size, Flags flags) {
    return flags.waitall
        && !flags.dontwait
        && rules.waitsForAll()
        && !kind.isAtomic()
        && e.queue.size() == 1
        && e.bytes() < size
        && size <= e.limit;
  }

  private void take(End e, Record first, int bytes) {
    if (kind.isAtomic()) {
      e.queue.remove(first);
      return;
    }
    first.dropControls();
    first.drop(bytes);
    if (first.isEmpty()) {
      e.queue.remove(first);
    }
  }
}
