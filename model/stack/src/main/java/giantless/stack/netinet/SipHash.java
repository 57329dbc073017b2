package giantless.stack.netinet;

import giantless.stack.kern.Kernel;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012) over a few words, with a key of this machine: for what a
 * stranger must not guess, initial sequence numbers, SYN cookies and hash buckets. Immutable.
 */
final class SipHash {
  private final long k0;
  private final long k1;

  SipHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** With a key from the machine's random numbers. */
  static SipHash random(Kernel k) {
    return new SipHash(word(k), word(k));
  }

  private static long word(Kernel k) {
    long w = 0;
    for (int i = 0; i < 4; i++) {
      w = w << 16 | k.random(0x10000);
    }
    return w;
  }

  /** The hash of three 64-bit words, as of their 24 bytes. */
  long hash(long a, long b, long c) {
    long[] v = {
      k0 ^ 0x736f6d6570736575L,
      k1 ^ 0x646f72616e646f6dL,
      k0 ^ 0x6c7967656e657261L,
      k1 ^ 0x7465646279746573L
    };
    compress(v, a);
    compress(v, b);
    compress(v, c);
    compress(v, 24L << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++) {
      round(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void compress(long[] v, long m) {
    v[3] ^= m;
    round(v);
    round(v);
    v[0] ^= m;
  }

  private static void round(long[] v) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
    v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
    v[0] = Long.rotateLeft(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
    v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
    v[2] = Long.rotateLeft(v[2], 32);
  }
}
