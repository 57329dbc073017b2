package giantless.properties.local.model;

/**
 * What names go by, each with where it is written: FreeBSD's manual pages, and uipc_usrreq.c where
 * they are silent.
 */
public class NameRules {
  // ---- bind(2) ----

  /** bind(2), EADDRINUSE: a file of that name is there, a socket or not. */
  protected String nameTaken() {
    return "EADDRINUSE";
  }

  /** bind(2), EINVAL: the socket has a name. */
  protected String secondName() {
    return "EINVAL";
  }

  /** unix(4): a name stays until it is unlinked. */
  protected boolean closeUnlinks() {
    return false;
  }

  /** unlink(2) takes the file away; the socket goes on, and so does its name. */
  protected boolean unlinkTakesName() {
    return false;
  }

  // ---- connect(2) ----

  /** connect(2), ENOENT. */
  protected String noSuchName() {
    return "ENOENT";
  }

  /** connect(2), ECONNREFUSED: nobody has the name any more, or who has it does not listen. */
  protected String nobodyThere() {
    return "ECONNREFUSED";
  }

  /** connect(2), EPROTOTYPE. */
  protected String otherType() {
    return "EPROTOTYPE";
  }

  /** connect(2), EACCES: unix(4), the permission to write to the file is needed. */
  protected boolean needsPermission() {
    return true;
  }

  /** connect(2), EISCONN. */
  protected String connectedAlready() {
    return "EISCONN";
  }

  /** connect(2): a datagram socket may be connected again and again. */
  protected boolean datagramsReconnect() {
    return true;
  }

  /** soconnect(): of a datagram socket the old peer is left first, even if no new one is found. */
  protected boolean leavesPeerFirst() {
    return true;
  }

  /** send(2), EISCONN; it comes before the name is looked for. */
  protected String sendToConnected() {
    return "EISCONN";
  }

  // ---- accept(2) ----

  /** listen(2): sonewconn() takes half as many again as was asked for, and one. */
  protected int mostQueued(int backlog) {
    return 3 * backlog / 2 + 1;
  }

  /** getsockname(2) of what accept(2) gave. */
  protected boolean childHasListenersName() {
    return true;
  }

  /** unp_drop(): what is told to who was not accepted. */
  protected String listenerGone() {
    return "ECONNABORTED";
  }

  /** unix(4), LOCAL_PEERCRED: of connect(2) on one side, of listen(2) on the other. */
  protected boolean credsOfListen() {
    return true;
  }
}
