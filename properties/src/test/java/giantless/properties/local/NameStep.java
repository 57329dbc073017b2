package giantless.properties.local;

import giantless.properties.local.model.Ask;
import giantless.properties.local.model.Kind;
import giantless.properties.local.model.NameModel;
import java.util.function.Function;

/** One call on the socket in a slot, that either side can make. Immutable. */
final class NameStep {
  final int slot;

  /** Whether the slot has to be free. */
  final boolean opens;

  /** Whether it needs another slot for what it makes. */
  final boolean accepts;

  private final String text;
  private final Function<NameModel, String> onModel;
  private final Function<NameMachine, String> onStack;

  private NameStep(
      int slot,
      boolean opens,
      String text,
      Function<NameModel, String> onModel,
      Function<NameMachine, String> onStack) {
    this.slot = slot;
    this.opens = opens;
    this.accepts = onStack == null;
    this.text = text;
    this.onModel = onModel;
    this.onStack = onStack;
  }

  private static NameStep of(
      int slot, String text, Function<NameModel, String> m, Function<NameMachine, String> s) {
    return new NameStep(slot, false, text, m, s);
  }

  /** What the model says. */
  String on(NameModel m) {
    return onModel.apply(m);
  }

  /**
   * What the stack says.
   *
   * @param free the slot for what it makes
   */
  String on(NameMachine m, int free) {
    return accepts ? m.accept(slot, free) : onStack.apply(m);
  }

  static NameStep socket(int slot, Kind kind) {
    return new NameStep(
        slot,
        true,
        "socket" + slot + "(" + kind + ")",
        m -> m.socket(slot, kind),
        m -> m.socket(slot, kind));
  }

  static NameStep bind(int slot, String path) {
    return of(slot, "bind" + slot + in(path), m -> m.bind(slot, path), m -> m.bind(slot, path));
  }

  static NameStep unlink(int slot, String path) {
    return of(slot, "unlink" + slot + in(path), m -> m.unlink(path), m -> m.unlink(slot, path));
  }

  static NameStep connect(int slot, String path) {
    return of(
        slot, "connect" + slot + in(path), m -> m.connect(slot, path), m -> m.connect(slot, path));
  }

  static NameStep listen(int slot, int backlog) {
    return of(
        slot,
        "listen" + slot + "(" + backlog + ")",
        m -> m.listen(slot, backlog),
        m -> m.listen(slot, backlog));
  }

  static NameStep accept(int slot) {
    return of(slot, "accept" + slot, m -> m.accept(slot), null);
  }

  static NameStep shutdown(int slot, boolean read, boolean write) {
    return of(
        slot,
        "shutdown" + slot + "(" + (read ? "R" : "") + (write ? "W" : "") + ")",
        m -> m.shutdown(slot, read, write),
        m -> m.shutdown(slot, read, write));
  }

  static NameStep close(int slot) {
    return of(slot, "close" + slot, m -> m.close(slot), m -> m.close(slot));
  }

  static NameStep wantCreds(int slot, boolean on) {
    return of(
        slot,
        "LOCAL_CREDS" + slot + "(" + on + ")",
        m -> m.wantCreds(slot, on),
        m -> m.wantCreds(slot, on));
  }

  /**
   * sendmsg(2).
   *
   * @param path where to; null for the peer
   */
  static NameStep send(int slot, String path, int size, int salt, Ask ask) {
    byte[] data = LocalStep.bytes(salt, size);
    String to = path == null ? "" : " to " + shown(path);
    return of(
        slot,
        "send" + slot + "(" + size + " from " + salt + (ask.creds ? " CREDS" : "") + to + ")",
        m -> m.send(slot, path, data, ask),
        m -> m.send(slot, path, data, ask));
  }

  static NameStep receive(int slot, int size, int room, boolean peek) {
    return of(
        slot,
        "receive" + slot + "(" + size + ", room " + room + (peek ? " PEEK)" : ")"),
        m -> m.receive(slot, size, room, peek),
        m -> m.receive(slot, size, room, peek));
  }

  private static String in(String path) {
    return "(" + shown(path) + ")";
  }

  private static String shown(String path) {
    return path.length() > 20 ? path.substring(0, 4) + "... of " + path.length() : path;
  }

  @Override
  public String toString() {
    return text;
  }
}
