package giantless.properties.tcp.model;

/** A segment while it is looked at: it is trimmed to the window, and its flags are taken off. */
final class Incoming {
  /** As they came. */
  final int flags0;

  int flags;
  int seq;
  final int ack;

  /** The window in bytes. */
  int win;

  int len;
  final int salt;

  /** With URG the number behind the urgent data (RFC 6093 section 3.1). */
  final int up;

  final Options opt;

  /** It has a time stamp that counts. */
  boolean ts;

  /** When, on our clock, we sent what it echoes; 0 if it does not tell. */
  long echo;

  /** It came with data, of which nothing may be new. */
  final boolean hadText;

  boolean lookAtOutput;

  /** It did not come in SYN_SENT, where a SYN is what we wait for. */
  boolean synChecked;

  boolean ackOfSyn;

  Incoming(Seg s) {
    this.flags0 = s.flags();
    this.flags = s.flags();
    this.seq = s.seq();
    this.ack = s.ack();
    this.win = s.win();
    this.len = s.len();
    this.salt = s.salt();
    this.up = s.seq() + s.urp();
    this.opt = s.opt();
    this.hadText = s.len() > 0;
  }

  /** Whether of the flags in the mask exactly these are set. */
  boolean only(int mask, int wanted) {
    return (flags & mask) == wanted;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
