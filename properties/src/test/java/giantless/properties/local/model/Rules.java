package giantless.properties.local.model;

/**
 * What a pair of sockets goes by, each with where it is written. FreeBSD's manual pages say what a
 * caller sees; the sizes are the defaults of the sysctl tree, {@code net.local}.
 */
public class Rules {
  /** sb_efficiency: bytes of storage for a byte of the limit, sockbuf(9) and kern.ipc. */
  private static final int EFFICIENCY = 8;

  // ---- Limits ----

  /** net.local.stream.sendspace, dgram.maxdgram, seqpacket.maxseqpacket. */
  protected int sendLimit(Kind kind) {
    return kind == Kind.DGRAM ? 2048 : 8192;
  }

  /** net.local.stream.recvspace, dgram.recvspace, seqpacket.recvspace. */
  protected int receiveLimit(Kind kind) {
    return kind == Kind.DGRAM ? 4096 : 8192;
  }

  /** sb_mbmax, sbreserve(). */
  protected int storageLimit(int limit) {
    return EFFICIENCY * limit;
  }

  /** sizeof(struct sockaddr): the address of a socket without a name. */
  protected int addressBytes() {
    return 16;
  }

  /** sa_len: of a name longer than struct sockaddr has room for, two bytes more than the path. */
  protected int addressBytes(String from) {
    return Math.max(addressBytes(), from == null ? 0 : 2 + from.length());
  }

  /** send(2), ENOBUFS: a datagram that finds no room is refused, others wait. */
  protected String noRoomForDatagram() {
    return "ENOBUFS";
  }

  /**
   * send(2), EMSGSIZE: the socket requires that a message be sent atomically, and it is too big.
   */
  protected String tooLong() {
    return "EMSGSIZE";
  }

  /** write(2): a non-blocking stream takes what there is room for. */
  protected boolean takesPart() {
    return true;
  }

  // ---- Records ----

  /** socket(2): what was sent first is read first. */
  protected boolean isOldestFirst() {
    return true;
  }

  /** recv(2), MSG_PEEK: the data stay. */
  protected boolean peekTakes() {
    return false;
  }

  /** FreeBSD, uipc_socket.c: of a domain that passes rights a peek shows no control messages. */
  protected boolean peekShowsControl() {
    return false;
  }

  /** unix(4): a read ends before data that came with control messages. */
  protected boolean controlBoundsRead() {
    return true;
  }

  /** recv(2), MSG_EOR: told when the end of the record was read. */
  protected boolean tellsEor(boolean whole) {
    return whole;
  }

  /** recv(2), MSG_TRUNC: the rest of a message that did not fit is discarded, and that is told. */
  protected boolean tellsTrunc(Kind kind) {
    return true;
  }

  /** recv(2), MSG_CTRUNC: some control data were discarded due to lack of space. */
  protected boolean tellsCtrunc() {
    return true;
  }

  /**
   * recv(2), MSG_WAITALL: waits for the full request; FreeBSD to 8, uipc_socket.c: on a
   * non-blocking socket EWOULDBLOCK, and nothing is taken.
   */
  protected boolean waitsForAll() {
    return true;
  }

  // ---- Credentials ----

  /** unix(4), LOCAL_CREDS: on a connection once, with datagrams each time. */
  protected boolean givesCredsOnce(Kind kind) {
    return kind.isConnected();
  }

  /** FreeBSD, unp_addsockcred(): LOCAL_CREDS replaces what the sender gave with SCM_CREDS. */
  protected boolean replacesCreds() {
    return true;
  }

  // ---- The end ----

  /** shutdown(2), SHUT_WR: the end of file comes behind what was sent. */
  protected boolean peerReadsEnd(Kind kind) {
    return kind.isConnected();
  }

  /** shutdown(2), SHUT_RD: what was received and not read is dropped. */
  protected boolean shutDropsUnread() {
    return true;
  }

  /** FreeBSD, uipc_send(): to a peer that has shut down reading. */
  protected String peerReadsNoMore() {
    return "EPIPE";
  }

  /** close(2) of the peer: what it has sent can be read. */
  protected boolean unreadOutlivesPeer() {
    return true;
  }

  /** FreeBSD, unp_drop(): what a datagram socket reports whose peer is gone. */
  protected String peerGone() {
    return "ECONNRESET";
  }
}
