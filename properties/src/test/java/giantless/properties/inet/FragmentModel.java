package giantless.properties.inet;

import java.util.Arrays;

/**
 * Reassembly on byte arrays, written from its rules and not from the stack's code: each byte knows
 * which fragment brought it. What is there already wins over the front of a new fragment, as far as
 * the one fragment reaches that covers its first byte; behind that the new fragment wins.
 */
class FragmentModel {
  private static final int ROOM = 70_000;

  private final byte[] value = new byte[ROOM];

  /** Which fragment, counted from 1, brought a byte; 0 for none. */
  private final int[] owner = new int[ROOM];

  /** Whether a fragment said that more follows. */
  private final boolean[] more = new boolean[1000];

  private int count;

  /** Takes a fragment; the whole payload if that completes it, else null. */
  byte[] add(int off, byte[] data, boolean moreFollows) {
    count++;
    more[count] = moreFollows;
    int from = firstFree(off);
    for (int i = from; i < off + data.length; i++) {
      owner[i] = count;
      value[i] = data[i - off];
    }
    int end = 0;
    while (owner[end] != 0) {
      end++;
    }
    for (int i = end; i < ROOM; i++) {
      if (owner[i] != 0) {
        return null;
      }
    }
    return end == 0 || more[owner[end - 1]] ? null : Arrays.copyOf(value, end);
  }

  /** From where the new fragment counts. */
  int firstFree(int off) {
    int i = off;
    while (owner[off] != 0 && owner[i] == owner[off]) {
      i++;
    }
    return i;
  }

  /** How many fragments still have a byte. */
  int alive() {
    boolean[] seen = new boolean[count + 1];
    int n = 0;
    for (int o : owner) {
      if (o != 0 && !seen[o]) {
        seen[o] = true;
        n++;
      }
    }
    return n;
  }
}
