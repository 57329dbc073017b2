package giantless.properties.local.model;

import java.util.List;

/**
 * Sockets of two processes that meet by name. A socket stands in a slot, which is its descriptor;
 * an even slot belongs to process 0, an odd one to process 1. No call sleeps. Each answers in the
 * words of {@link Outcome}. Files that process 0 makes anybody may write to, those of the other one
 * are for its own user.
 */
public final class NameModel {
  /** How many descriptors there are. */
  public static final int SLOTS = 6;

  private final Rules rules;
  private final NameRules names;
  private final Creds[] creds;
  private final NameSpace space;
  private final Named[] slots = new Named[SLOTS];

  /**
   * @param creds who the two processes are
   * @param directories those that there are beside the root
   */
  public NameModel(Rules rules, NameRules names, List<Creds> creds, String... directories) {
    this.rules = rules;
    this.names = names;
    this.creds = creds.toArray(new Creds[0]);
    this.space = new NameSpace(names, directories);
  }

  private int uid(Named so) {
    return creds[so.process].uid();
  }

  // ---- What can be asked ----

  /** Whether there is a socket in the slot. */
  public boolean isOpen(int slot) {
    return slots[slot] != null;
  }

  /** The first free slot of the same process; or -1. */
  public int freeSlot(int slot) {
    for (int i = slot % 2; i < SLOTS; i += 2) {
      if (slots[i] == null) {
        return i;
      }
    }
    return -1;
  }

  /** FIONREAD, getsockname(2), getpeername(2), the user of LOCAL_PEERCRED. */
  public String state(int slot) {
    Named so = slots[slot];
    String peer = so.peer == null ? "ENOTCONN" : nameOf(so.peer);
    String none = so.kind == Kind.STREAM ? "ENOTCONN" : "EINVAL";
    return so.end.dataBytes()
        + " unread, "
        + nameOf(so)
        + " -> "
        + peer
        + ", user "
        + (so.hasPeerUser ? so.peerUser : none);
  }

  /** What the peer of a connection has not read, with addresses and messages; or -1. */
  public int unreadByPeer(int slot) {
    Named so = slots[slot];
    return so.peer == null || !so.kind.isConnected() ? -1 : so.peer.end.bytes();
  }

  private static String nameOf(Named so) {
    return so.name == null ? Outcome.NO_NAME : so.name;
  }

  // ---- Names ----

  /** socket(2). */
  public String socket(int slot, Kind kind) {
    slots[slot] = new Named(kind, rules, slot % 2);
    return Outcome.OK;
  }

  /** bind(2). */
  public String bind(int slot, String path) {
    Named so = slots[slot];
    String error = NameSpace.check(path);
    if (error.equals(Outcome.OK) && so.node != null) {
      error = names.secondName();
    }
    if (error.equals(Outcome.OK)) {
      error = space.create(path, uid(so), so.process == 0);
    }
    if (error.equals(Outcome.OK)) {
      so.node = space.get(path);
      so.node.socket = so;
      so.name = path;
    }
    return error;
  }

  /** unlink(2), by a process. */
  public String unlink(String path) {
    NameSpace.Node n = space.get(path);
    String said = space.remove(path);
    if (said.equals(Outcome.OK) && n.socket != null && names.unlinkTakesName()) {
      n.socket.name = null;
    }
    return said;
  }

  /** Who can be connected to by that name. */
  private String find(Named so, String path) {
    String error = NameSpace.check(path);
    if (error.equals(Outcome.OK)) {
      error = space.find(path);
    }
    if (!error.equals(Outcome.OK)) {
      return error;
    }
    NameSpace.Node n = space.get(path);
    if (!n.isSocket()) {
      return "ENOTSOCK";
    }
    if (names.needsPermission() && !n.mayWrite(uid(so))) {
      return "EACCES";
    }
    if (n.socket == null) {
      return names.nobodyThere();
    }
    if (n.socket.kind != so.kind) {
      return names.otherType();
    }
    return so.kind.isConnected() && !n.socket.listens ? names.nobodyThere() : Outcome.OK;
  }

  // ---- Connections ----

  /** connect(2). */
  public String connect(int slot, String path) {
    Named so = slots[slot];
    if (so.listens) {
      return "EOPNOTSUPP";
    }
    if (so.peer != null) {
      if (so.kind.isConnected() || !names.datagramsReconnect()) {
        return names.connectedAlready();
      }
      if (names.leavesPeerFirst()) {
        so.disconnect();
      }
    }
    so.end.error = null;
    String error = find(so, path);
    if (!error.equals(Outcome.OK)) {
      return error;
    }
    Named to = space.get(path).socket;
    if (!so.kind.isConnected()) {
      so.connect(to);
      return Outcome.OK;
    }
    if (to.children.size() >= names.mostQueued(to.backlog)) {
      return names.nobodyThere();
    }
    Named child = new Named(so.kind, rules, to.process);
    child.name = names.childHasListenersName() ? to.name : null;
    child.end.wantCreds = to.end.wantCreds;
    told(child, uid(so));
    told(so, names.credsOfListen() ? to.peerUser : uid(so));
    so.connect(child);
    child.connect(so);
    to.children.add(child);
    return Outcome.OK;
  }

  private static void told(Named so, int user) {
    so.hasPeerUser = true;
    so.peerUser = user;
  }

  /** listen(2). */
  public String listen(int slot, int backlog) {
    Named so = slots[slot];
    if (!so.kind.isConnected()) {
      return "EOPNOTSUPP";
    }
    if (so.node == null || so.peer != null) {
      return "EINVAL";
    }
    so.listens = true;
    so.backlog = backlog;
    so.peerUser = uid(so);
    return Outcome.OK;
  }

  /** accept(2), whose socket goes to the first free slot. */
  public String accept(int slot) {
    Named so = slots[slot];
    if (!so.listens) {
      return so.kind.isConnected() ? "EINVAL" : "EOPNOTSUPP";
    }
    if (so.end.error != null) {
      return so.end.takeError();
    }
    Named child = so.children.poll();
    if (child == null) {
      return "EAGAIN";
    }
    slots[freeSlot(slot)] = child;
    return "from " + (child.peer == null ? Outcome.NO_NAME : nameOf(child.peer));
  }

  /** shutdown(2). */
  public String shutdown(int slot, boolean read, boolean write) {
    Named so = slots[slot];
    if (so.listens) {
      if (read) {
        so.end.error = "ECONNABORTED";
      }
      return "ENOTCONN";
    }
    if (so.peer == null && so.kind.isConnected()) {
      return "ENOTCONN";
    }
    if (read) {
      so.end.cantReceive = true;
      so.end.limit = 0;
      so.end.storageLimit = 0;
      so.end.queue.clear();
    }
    if (write) {
      so.end.cantSend = true;
      if (so.kind.isConnected()) {
        so.peer.end.cantReceive = true;
      }
    }
    return so.peer != null ? Outcome.OK : "ENOTCONN";
  }

  /** close(2). */
  public String close(int slot) {
    Named so = slots[slot];
    slots[slot] = null;
    for (Named child : so.children) {
      if (child.peer != null) {
        child.peer.end.error = names.listenerGone();
        child.disconnect();
      }
    }
    if (so.node != null) {
      so.node.socket = null;
      if (names.closeUnlinks()) {
        space.remove(so.node);
      }
    }
    if (so.peer != null) {
      so.disconnect();
    }
    for (Named other : slots) {
      if (other != null && other.peer == so) {
        other.end.error = rules.peerGone();
        other.disconnect();
      }
    }
    return Outcome.OK;
  }

  // ---- Data ----

  /** setsockopt(2), LOCAL_CREDS. */
  public String wantCreds(int slot, boolean on) {
    slots[slot].end.wantCreds = on;
    return Outcome.OK;
  }

  /**
   * sendmsg(2).
   *
   * @param path where to; null for the peer
   */
  public String send(int slot, String path, byte[] data, Ask ask) {
    Named so = slots[slot];
    Sending sending = new Sending(so.kind, rules);
    return sending.send(so.end, route(so, path), creds[so.process], data, ask, false);
  }

  private Route route(Named so, String path) {
    if (path == null || so.kind.isConnected()) {
      // A connection takes no heed of an address.
      String error = so.peer == null ? "ENOTCONN" : Outcome.OK;
      return new Route(false, error, so.peer == null ? null : so.peer.end, so.name);
    }
    String error = so.peer != null ? names.sendToConnected() : find(so, path);
    End to = error.equals(Outcome.OK) ? space.get(path).socket.end : null;
    return new Route(true, error, to, so.name);
  }

  /** recvmsg(2), with so many bytes of room for control messages. */
  public String receive(int slot, int size, int room, boolean peek) {
    Named so = slots[slot];
    Receiving receiving = new Receiving(so.kind, rules);
    String said = receiving.receive(so.end, size, room, new Receiving.Flags(peek, false, false));
    if (receiving.hasTaken() && so.kind.isConnected() && so.peer != null) {
      new Sending(so.kind, rules).go(so.peer.end, so.end);
    }
    return receiving.from() == null ? said : said + " from " + receiving.from();
  }
}
