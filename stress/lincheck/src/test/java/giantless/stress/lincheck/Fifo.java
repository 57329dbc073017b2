package giantless.stress.lincheck;

import java.util.ArrayDeque;

/** A receive buffer's specification: a bounded queue. */
public class Fifo {
  final ArrayDeque<Integer> queue = new ArrayDeque<>();

  public boolean append(int record) {
    return queue.size() < OneSocket.RECORDS && queue.add(record);
  }

  public int receive() {
    return queue.isEmpty() ? 0 : queue.remove();
  }
}
