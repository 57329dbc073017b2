package giantless.stress.lincheck;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;

/** A buffer of the twins' own: what it does right is as in the real one. */
abstract class WrongBuffer {
  final LockRuntime rt = Machines.runtime();
  final Mtx lock = rt.mtx(Locks.SO_RCV);
  final int[] queue = new int[OneSocket.RECORDS];
  int length;

  final void add(int record) {
    queue[length] = record;
    length++;
  }

  final int remove() {
    int first = queue[0];
    queue[0] = queue[1];
    length--;
    return first;
  }
}
