package giantless.properties.local.model;

import java.util.ArrayDeque;
import java.util.Deque;

/** A socket that may have a name, a peer that it found by name, or a queue for accept(2). */
final class Named {
  final Kind kind;
  final End end;

  /** Who has it. */
  final int process;

  /** What getsockname(2) says; null for none. */
  String name;

  /** The file that it is bound to; null for none. */
  NameSpace.Node node;

  /** The peer, or where a datagram socket sends to. */
  Named peer;

  boolean listens;
  int backlog;

  /** Who was connected to it and not accepted. */
  final Deque<Named> children = new ArrayDeque<>();

  /** LOCAL_PEERCRED can be asked for. */
  boolean hasPeerUser;

  /** Who the peer was when it connected; of a listener itself, at listen(2). */
  int peerUser;

  Named(Kind kind, Rules rules, int process) {
    this.kind = kind;
    this.end = new End(kind, rules);
    this.end.connected = false;
    this.process = process;
  }

  void connect(Named to) {
    peer = to;
    end.connected = true;
  }

  /** Leaves the peer; of a connection both ends are done. */
  void disconnect() {
    Named old = peer;
    lose();
    if (kind.isConnected()) {
      old.lose();
    }
  }

  private void lose() {
    peer = null;
    end.connected = false;
    if (kind.isConnected()) {
      end.cantSend = true;
      end.cantReceive = true;
    }
  }
}
