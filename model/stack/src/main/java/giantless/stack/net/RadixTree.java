package giantless.stack.net;

import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.contract.GuardedBy;

/**
 * A path-compressed binary tree of prefixes with longest-prefix lookup: what net/radix.c is for. A
 * node stands for a prefix; one that carries no value only branches and has two children. Not
 * locked by itself: the lock of the {@link RadixNodeHead} that has it protects it.
 */
final class RadixTree<V> {

  /** Sees the entries of a walk, in order of prefix; may remove the one that it is shown. */
  interface Visitor<V> {
    /** Returns false to end the walk. */
    boolean visit(V value);
  }

  static final class Node<V> {
    final RadixTree<V> tree;
    final int[] key;
    final int length;

    @GuardedBy("tree.lock")
    Node<V> parent;

    @GuardedBy("tree.lock")
    Node<V> left;

    @GuardedBy("tree.lock")
    Node<V> right;

    @GuardedBy("tree.lock")
    V value;

    Node(RadixTree<V> tree, int[] key, int length) {
      this.tree = tree;
      this.key = key;
      this.length = length;
    }
  }

  private final int words;

  /** The head's. */
  final Mtx lock;

  @GuardedBy("lock")
  private Node<V> root;

  @GuardedBy("lock")
  private int size;

  /**
   * @param bits length of the keys, a multiple of 32
   */
  RadixTree(Mtx lock, int bits) {
    this.lock = lock;
    this.words = bits / 32;
  }

  int size() {
    return size;
  }

  /** Puts a value at a prefix; returns false, and changes nothing, if there is one already. */
  boolean insert(SockAddr key, int length, V value) {
    int[] bits = prefix(key, length);
    Node<V> node = root;
    Node<V> parent = null;
    while (node != null) {
      int common = commonBits(node.key, bits, Math.min(node.length, length));
      if (common < node.length) {
        break;
      }
      if (node.length == length) {
        if (node.value != null) {
          return false;
        }
        node.value = value;
        size++;
        return true;
      }
      parent = node;
      node = bit(bits, node.length) == 0 ? node.left : node.right;
    }
    Node<V> leaf = new Node<>(this, bits, length);
    leaf.value = value;
    size++;
    if (node == null) {
      attach(parent, leaf, bits);
      return true;
    }
    int common = commonBits(node.key, bits, Math.min(node.length, length));
    if (common == length) {
      // The new prefix lies on the way to the node.
      attach(parent, leaf, bits);
      attach(leaf, node, node.key);
      return true;
    }
    Node<V> fork = new Node<>(this, cut(bits, common), common);
    attach(parent, fork, bits);
    attach(fork, leaf, bits);
    attach(fork, node, node.key);
    return true;
  }

  /** Removes the value at exactly this prefix; null if there is none. */
  V remove(SockAddr key, int length) {
    Node<V> node = exact(key, length);
    if (node == null || node.value == null) {
      return null;
    }
    V old = node.value;
    node.value = null;
    size--;
    prune(node);
    return old;
  }

  /** The value at exactly this prefix; null if there is none. */
  V get(SockAddr key, int length) {
    Node<V> node = exact(key, length);
    return node == null ? null : node.value;
  }

  /** The value of the longest prefix of the key; null if no prefix matches. */
  V match(SockAddr key) {
    V best = null;
    Node<V> node = root;
    while (node != null && isPrefix(node, key)) {
      if (node.value != null) {
        best = node.value;
      }
      if (node.length == words * 32) {
        break;
      }
      int next = key.keyWord(node.length >>> 5) << (node.length & 31);
      node = next >= 0 ? node.left : node.right;
    }
    return best;
  }

  /** Shows every value to the visitor. The visitor may remove what it is shown, nothing else. */
  void walk(Visitor<V> visitor) {
    Node<V> node = root;
    while (node != null) {
      Node<V> next = successor(node);
      // A removal may splice out the fork that is next; the value after it is found again by key.
      V value = node.value;
      if (value != null) {
        int[] key = node.key;
        int length = node.length;
        if (!visitor.visit(value)) {
          return;
        }
        if (node.value == null) {
          next = after(key, length);
        }
      }
      node = next;
    }
  }

  private Node<V> successor(Node<V> node) {
    if (node.left != null) {
      return node.left;
    }
    if (node.right != null) {
      return node.right;
    }
    Node<V> child = node;
    Node<V> up = node.parent;
    while (up != null && (up.right == null || up.right == child)) {
      child = up;
      up = up.parent;
    }
    return up == null ? null : up.right;
  }

  /** The first node in walking order that is greater than the prefix. */
  private Node<V> after(int[] key, int length) {
    Node<V> node = root;
    while (node != null && compare(node, key, length) <= 0) {
      node = successor(node);
    }
    return node;
  }

  private int compare(Node<V> node, int[] key, int length) {
    for (int i = 0; i < words; i++) {
      int order = Integer.compareUnsigned(node.key[i], key[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(node.length, length);
  }

  private Node<V> exact(SockAddr key, int length) {
    Node<V> node = root;
    while (node != null && node.length < length) {
      node = (key.keyWord(node.length >>> 5) << (node.length & 31)) >= 0 ? node.left : node.right;
    }
    if (node == null || node.length != length || !isPrefix(node, key)) {
      return null;
    }
    return node;
  }

  private void prune(Node<V> start) {
    Node<V> node = start;
    while (node != null && node.value == null && (node.left == null || node.right == null)) {
      Node<V> child = node.left != null ? node.left : node.right;
      Node<V> parent = node.parent;
      if (child != null) {
        replace(parent, node, child);
        return;
      }
      replace(parent, node, null);
      node = parent;
    }
  }

  private void replace(Node<V> parent, Node<V> old, Node<V> by) {
    if (parent == null) {
      root = by;
    } else if (parent.left == old) {
      parent.left = by;
    } else if (parent.right == old) {
      parent.right = by;
    } else {
      throw new Panic("radix: node is not its parent's child");
    }
    if (by != null) {
      by.parent = parent;
    }
  }

  private void attach(Node<V> parent, Node<V> child, int[] bits) {
    if (parent == null) {
      root = child;
    } else if (bit(bits, parent.length) == 0) {
      parent.left = child;
    } else {
      parent.right = child;
    }
    child.parent = parent;
  }

  private boolean isPrefix(Node<V> node, SockAddr key) {
    int left = node.length;
    for (int i = 0; left > 0; i++, left -= 32) {
      int difference = node.key[i] ^ key.keyWord(i);
      if (left < 32) {
        difference >>>= 32 - left;
      }
      if (difference != 0) {
        return false;
      }
    }
    return true;
  }

  private int[] prefix(SockAddr key, int length) {
    int[] bits = new int[words];
    for (int i = 0; i < words; i++) {
      bits[i] = key.keyWord(i);
    }
    return cut(bits, length);
  }

  private int[] cut(int[] bits, int length) {
    int[] kept = new int[words];
    for (int i = 0; i < words && length > i * 32; i++) {
      int here = Math.min(32, length - i * 32);
      kept[i] = bits[i] & (-1 << (32 - here));
    }
    return kept;
  }

  private static int bit(int[] bits, int index) {
    return bits[index >>> 5] >>> (31 - (index & 31)) & 1;
  }

  private static int commonBits(int[] a, int[] b, int limit) {
    for (int i = 0; i * 32 < limit; i++) {
      int difference = a[i] ^ b[i];
      if (difference != 0) {
        return Math.min(limit, i * 32 + Integer.numberOfLeadingZeros(difference));
      }
    }
    return limit;
  }
}
