package giantless.properties.local.model;

import java.util.ArrayDeque;
import java.util.Deque;

/** A socket, as one end of the pair: what it has not read, and its state. */
final class End {
  final Deque<Record> queue = new ArrayDeque<>();
  boolean open = true;
  boolean connected = true;
  boolean cantSend;
  boolean cantReceive;

  /** The peer has as much unread as the limit of this end's sending allows. */
  boolean stopped;

  /** LOCAL_CREDS. */
  boolean wantCreds;

  /** The error that the next call reports; or null. */
  String error;

  int limit;
  int storageLimit;

  End(Kind kind, Rules rules) {
    this.limit = rules.receiveLimit(kind);
    this.storageLimit = rules.storageLimit(limit);
  }

  int bytes() {
    return queue.stream().mapToInt(Record::bytes).sum();
  }

  int dataBytes() {
    return queue.stream().mapToInt(Record::dataBytes).sum();
  }

  int storage() {
    return queue.stream().mapToInt(Record::storage).sum();
  }

  int fileCount() {
    return queue.stream().mapToInt(Record::fileCount).sum();
  }

  /** The pending error, which is reported once. */
  String takeError() {
    String e = error;
    error = null;
    return e;
  }
}
