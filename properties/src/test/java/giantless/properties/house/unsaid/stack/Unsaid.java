package giantless.properties.house.unsaid.stack;

import giantless.lock.Mtx;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import java.util.ArrayList;
import java.util.List;

/** Fields that say what protects them, and fields that do not. */
class Unsaid {
  Mtx lock;
  int count;
  volatile boolean flag;
  final int[] table = new int[4];
  final List<String> list = new ArrayList<>();

  @GuardedBy("lock")
  int guarded;

  @GuardedBy("lock")
  final int[] guardedTable = new int[4];

  @Racy("a twin")
  volatile int racy;

  @Frozen("the twin is used")
  int frozen;

  @Confined("one thread")
  int confined;

  final int constant = 1;

  /** Needs no word of its own. */
  @Confined("the call")
  static class Call {
    int n;

    /** Nor does this. */
    static class Inner {
      int n;
    }
  }

  /** Has no lock, so its table needs no word; its link does. */
  static class Node {
    Node next;
    final int[] table = new int[4];
  }
}
