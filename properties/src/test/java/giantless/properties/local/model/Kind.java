package giantless.properties.local.model;

/** The type of the sockets, socket(2). */
public enum Kind {
  STREAM,
  DGRAM,
  SEQPACKET;

  /** Whether one call takes one message, with the sender's address. */
  boolean isAtomic() {
    return this != STREAM;
  }

  /** Whether both ends know of each other; a datagram socket has only somebody it sends to. */
  public boolean isConnected() {
    return this != DGRAM;
  }
}
