package giantless.cli.packetdrill.lang;

import java.util.List;

/** What happens at an event. */
public sealed interface Action {
  /**
   * A system call and what it must return.
   *
   * @param errno the name of the error, or null
   */
  record Call(String name, List<Expr> args, Returned returned, String errno) implements Action {}

  /**
   * What a call returns: from one number to another.
   *
   * @param any whatever it is
   */
  record Returned(boolean any, Expr from, Expr to) {}

  /** A shell command, which must end with 0. */
  record Command(String text) implements Action {}

  /** Assertions about the connection. */
  record Code(String text) implements Action {}

  /** A packet that comes, or that the host must send. */
  record Packet(boolean inbound, IpInfo ip, Payload payload) implements Action {}

  /**
   * What a packet says of its IP header; -1 for what is not said.
   *
   * @param ecn the two bits; {@link #ECT01} for either of both marks
   * @param port of the peer, where there are several
   * @param doff the length of the TCP header in words, instead of the right one
   * @param badsum whether the checksum of what the packet carries is wrong
   */
  record IpInfo(int ecn, int ttl, int tos, int port, int doff, boolean badsum) {
    public static final int ECT01 = 4;
  }

  /** What an IP packet carries. */
  sealed interface Payload {}

  /** Sequence numbers of a segment. */
  record SeqRange(long start, long end, int length) {}

  /**
   * A TCP segment.
   *
   * @param flags bits of the header
   * @param ack the field, or -1; without the flag it means nothing, and is as it stands
   * @param win the field, or -1 if it does not matter
   * @param urg the pointer, or -1
   * @param options in order; null if they do not matter
   */
  record Tcp(int flags, SeqRange seq, long ack, int win, int urg, List<Option> options)
      implements Payload {}

  /** A UDP datagram. */
  record Udp(int length) implements Payload {}

  /**
   * An ICMP message.
   *
   * @param mtu of the next hop, or -1
   * @param tcp the segment that it quotes, or null
   * @param udp the length of the datagram that it quotes, or -1
   */
  record Icmp(int type, int code, int mtu, SeqRange tcp, int udp) implements Payload {}

  /** An option of a segment. */
  sealed interface Option {
    record Nop() implements Option {}

    record Eol() implements Option {}

    record Mss(int value) implements Option {}

    record Wscale(int value) implements Option {}

    record SackOk() implements Option {}

    /** Blocks by their ends: start, end, start, end. */
    record Sack(List<Long> ends) implements Option {}

    record Ts(long val, long ecr) implements Option {}

    /** Bytes as they stand, which may be no option at all. */
    record Raw(byte[] bytes) implements Option {}

    /** Any other: its number and the bytes behind its length. */
    record Other(int kind, byte[] data) implements Option {}
  }
}
