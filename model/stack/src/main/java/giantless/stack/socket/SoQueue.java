package giantless.stack.socket;

import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kassert;

/**
 * One of the two queues of a listener, so_incomp or so_comp: a list through the sockets' own
 * fields, oldest first. All of it belongs to the accept lock. A socket on it is not referenced by
 * it: its count is 0 and SS_NOFDREF is set, and whoever takes it off becomes its one owner (locking
 * reference, C.3).
 */
final class SoQueue {
  final Sockets sockets;
  private final int state;

  @GuardedBy("sockets.accept")
  private Socket first;

  @GuardedBy("sockets.accept")
  private Socket last;

  @GuardedBy("sockets.accept")
  @Racy(
      "so_qlen, looked at by poll and kqueue under the receive buffer's mutex alone: who inserts"
          + " takes that mutex afterwards, to wake them")
  private volatile int len;

  /**
   * @param state SQ_INCOMP or SQ_COMP: what a socket on it has
   */
  SoQueue(Sockets sockets, int state) {
    this.sockets = sockets;
    this.state = state;
  }

  /** so_qlen or so_incqlen. */
  int len() {
    return len;
  }

  /** The oldest; null if it is empty. */
  @Requires("sockets.accept")
  Socket first() {
    return first;
  }

  /** Puts a socket that is on no queue at the end. */
  @Requires("sockets.accept")
  void insert(Socket head, Socket so) {
    Kassert.kassert(so.soHead == null && so.soQstate == 0, "so_list: socket is on a queue");
    so.soHead = head;
    so.soQstate = state;
    so.soPrev = last;
    if (last == null) {
      first = so;
    } else {
      last.soNext = so;
    }
    last = so;
    len = len + 1;
  }

  /** Takes a socket off; it is on no queue then. */
  @Requires("sockets.accept")
  void remove(Socket so) {
    Kassert.kassert(so.soHead != null && so.soQstate == state, "so_list: not on this queue");
    if (so.soPrev == null) {
      first = so.soNext;
    } else {
      so.soPrev.soNext = so.soNext;
    }
    if (so.soNext == null) {
      last = so.soPrev;
    } else {
      so.soNext.soPrev = so.soPrev;
    }
    so.soNext = null;
    so.soPrev = null;
    so.soHead = null;
    so.soQstate = 0;
    len = len - 1;
    Kassert.kassert(len >= 0 && (len == 0) == (first == null), "so_list: length");
  }

  /** Demands that links, states and length agree. */
  @Requires("sockets.accept")
  void check(Socket head) {
    int n = 0;
    Socket prev = null;
    for (Socket so = first; so != null; so = so.soNext) {
      Kassert.kassert(so.soHead == head && so.soQstate == state, "so_list: member's state");
      Kassert.kassert(so.soPrev == prev, "so_list: links");
      prev = so;
      n++;
    }
    Kassert.kassert(last == prev, "so_list: last");
    Kassert.kassert(n == len, "so_list: length " + len + ", members " + n);
  }
}
