package giantless.explore.search;

import java.util.Arrays;

/**
 * What a step touches: slots of things, each read or written. Slots are the same in all executions
 * that share the steps so far.
 */
final class Touch {
  int[] slots = new int[4];
  int size;

  /** Bit i: slot i is written. */
  int writes;

  /** Bit i: slot i is a lock that is read, which is like writing while a writer is queued. */
  int shares;

  void clear() {
    size = 0;
    writes = 0;
    shares = 0;
  }

  void add(int slot, boolean write) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, size * 2);
    }
    if (write) {
      writes |= 1 << size;
    }
    slots[size++] = slot;
  }

  void set(Touch o) {
    if (slots.length < o.size) {
      slots = new int[o.slots.length];
    }
    System.arraycopy(o.slots, 0, slots, 0, o.size);
    size = o.size;
    writes = o.writes;
    shares = o.shares;
  }

  /** Whether both touch something that one of them writes. */
  boolean conflicts(Touch o) {
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < o.size; k++) {
        if (slots[i] == o.slots[k] && (((writes >> i) | (o.writes >> k)) & 1) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  Touch copy() {
    Touch t = new Touch();
    t.set(this);
    return t;
  }
}
