package giantless.stack.net;

import giantless.stack.mbuf.Mbuf;

/**
 * The filter machine of bpf(4): an accumulator A, an index X and sixteen words of memory, all of 32
 * bits without sign. Runs programs that {@link #validate} has let through, which always end: jumps
 * go forward and the last instruction returns. Immutable, so any number of threads may run one.
 */
public final class BpfProgram implements BpfFilter {
  /** BPF_MAXINSNS: the longest program. */
  public static final int MAXINSNS = 512;

  /** BPF_MEMWORDS. */
  public static final int MEMWORDS = 16;

  private final BpfInsn[] code;

  private BpfProgram(BpfInsn[] code) {
    this.code = code;
  }

  /**
   * A program of these instructions.
   *
   * @return null (EINVAL) if {@link #validate} refuses them
   */
  public static BpfProgram of(BpfInsn... instructions) {
    BpfInsn[] copy = instructions.clone();
    return validate(copy) ? new BpfProgram(copy) : null;
  }

  /**
   * bpf_validate: every code is known, jumps stay within the program, memory within its words, no
   * constant divisor is 0, and the last instruction returns.
   */
  static boolean validate(BpfInsn[] f) {
    if (f.length == 0 || f.length > MAXINSNS) {
      return false;
    }
    for (int i = 0; i < f.length; i++) {
      BpfInsn p = f[i];
      if (p == null || !isKnown(p.code) || !isWithin(p, f.length - i - 1)) {
        return false;
      }
    }
    return f[f.length - 1].insnClass() == BpfInsn.RET;
  }

  private static boolean isKnown(int code) {
    int rest = code & ~0x07;
    switch (code & 0x07) {
      case BpfInsn.LD:
        return isLoad(rest);
      case BpfInsn.LDX:
        return rest == BpfInsn.IMM
            || rest == BpfInsn.MEM
            || rest == BpfInsn.LEN
            || rest == (BpfInsn.B | BpfInsn.MSH);
      case BpfInsn.ST:
      case BpfInsn.STX:
        return rest == 0;
      case BpfInsn.ALU:
        return rest == BpfInsn.NEG || (rest & ~BpfInsn.X) <= BpfInsn.RSH && (rest & 0x80) == 0;
      case BpfInsn.JMP:
        return rest == BpfInsn.JA || (rest & ~BpfInsn.X) <= BpfInsn.JSET && rest > BpfInsn.X;
      case BpfInsn.RET:
        return rest == BpfInsn.K || rest == BpfInsn.A;
      default:
        return rest == BpfInsn.TAX || rest == BpfInsn.TXA;
    }
  }

  private static boolean isLoad(int rest) {
    int mode = rest & ~(BpfInsn.H | BpfInsn.B);
    int size = rest & (BpfInsn.H | BpfInsn.B);
    if (mode == BpfInsn.ABS || mode == BpfInsn.IND) {
      return size != (BpfInsn.H | BpfInsn.B);
    }
    return size == BpfInsn.W && (mode == BpfInsn.IMM || mode == BpfInsn.MEM || mode == BpfInsn.LEN);
  }

  /** Whether what the instruction refers to is there; {@code after} instructions follow it. */
  private static boolean isWithin(BpfInsn p, int after) {
    switch (p.code) {
      case BpfInsn.JMP | BpfInsn.JA:
        return Integer.compareUnsigned(p.k, after) < 0;
      case BpfInsn.LD | BpfInsn.MEM:
      case BpfInsn.LDX | BpfInsn.MEM:
      case BpfInsn.ST:
      case BpfInsn.STX:
        return Integer.compareUnsigned(p.k, MEMWORDS) < 0;
      case BpfInsn.ALU | BpfInsn.DIV | BpfInsn.K:
        return p.k != 0;
      default:
        return p.insnClass() != BpfInsn.JMP || p.jt < after && p.jf < after;
    }
  }

  @Override
  public int snaplen(byte[] header, Mbuf m, int length) {
    int keep = run(header, m, length);
    return keep < 0 ? length : keep;
  }

  /**
   * bpf_filter.
   *
   * @param header what goes before the packet's own bytes
   * @param length of both together
   * @return what the program returns, without sign; 0 where it looks beyond the packet or divides
   *     by 0
   */
  int run(byte[] header, Mbuf m, int length) {
    int[] mem = new int[MEMWORDS];
    int a = 0;
    int x = 0;
    int pc = 0;
    while (true) {
      BpfInsn p = code[pc++];
      switch (p.insnClass()) {
        case BpfInsn.LD:
        case BpfInsn.LDX:
          long loaded = load(p, x, mem, header, m, length);
          if (loaded < 0) {
            return 0;
          }
          if (p.insnClass() == BpfInsn.LD) {
            a = (int) loaded;
          } else {
            x = (int) loaded;
          }
          break;
        case BpfInsn.ST:
          mem[p.k] = a;
          break;
        case BpfInsn.STX:
          mem[p.k] = x;
          break;
        case BpfInsn.ALU:
          int by = (p.code & BpfInsn.X) != 0 ? x : p.k;
          if (by == 0 && (p.code & 0xf0) == BpfInsn.DIV) {
            return 0;
          }
          a = alu(p.code & 0xf0, a, by);
          break;
        case BpfInsn.JMP:
          if ((p.code & 0xf0) == BpfInsn.JA) {
            pc += p.k;
          } else {
            pc += holds(p.code & 0xf0, a, (p.code & BpfInsn.X) != 0 ? x : p.k) ? p.jt : p.jf;
          }
          break;
        case BpfInsn.RET:
          return p.code == (BpfInsn.RET | BpfInsn.A) ? a : p.k;
        default:
          if (p.code == (BpfInsn.MISC | BpfInsn.TAX)) {
            x = a;
          } else {
            a = x;
          }
          break;
      }
    }
  }

  /** The word to load, or -1 if it is beyond the packet. */
  private static long load(BpfInsn p, int x, int[] mem, byte[] header, Mbuf m, int length) {
    long k = p.k & 0xffffffffL;
    switch (p.code & 0xe0) {
      case BpfInsn.IMM:
        return k;
      case BpfInsn.MEM:
        return mem[p.k] & 0xffffffffL;
      case BpfInsn.LEN:
        return length;
      case BpfInsn.MSH:
        long b = bytes(k, 1, header, m, length);
        return b < 0 ? b : (b & 0xf) << 2;
      case BpfInsn.IND:
        return bytes(k + (x & 0xffffffffL), size(p), header, m, length);
      default:
        return bytes(k, size(p), header, m, length);
    }
  }

  private static int size(BpfInsn p) {
    int size = p.code & (BpfInsn.H | BpfInsn.B);
    return size == BpfInsn.W ? 4 : size == BpfInsn.H ? 2 : 1;
  }

  /** m_xword and its kin: bytes of the packet, most significant first; -1 beyond its end. */
  private static long bytes(long at, int size, byte[] header, Mbuf m, int length) {
    if (at > length - size) {
      return -1;
    }
    long value = 0;
    int off = (int) at;
    int left = size;
    for (; left > 0 && off < header.length; left--) {
      value = value << 8 | header[off++] & 0xff;
    }
    off -= header.length;
    for (Mbuf n = m; n != null && left > 0; n = n.next) {
      for (; left > 0 && off < n.len; left--) {
        value = value << 8 | n.data[n.off + off++] & 0xff;
      }
      off -= n.len;
    }
    return left > 0 ? -1 : value;
  }

  private static int alu(int op, int a, int by) {
    switch (op) {
      case BpfInsn.ADD:
        return a + by;
      case BpfInsn.SUB:
        return a - by;
      case BpfInsn.MUL:
        return a * by;
      case BpfInsn.DIV:
        return Integer.divideUnsigned(a, by);
      case BpfInsn.OR:
        return a | by;
      case BpfInsn.AND:
        return a & by;
      case BpfInsn.LSH:
        return Integer.compareUnsigned(by, 32) < 0 ? a << by : 0;
      case BpfInsn.RSH:
        return Integer.compareUnsigned(by, 32) < 0 ? a >>> by : 0;
      default:
        return -a;
    }
  }

  private static boolean holds(int op, int a, int to) {
    switch (op) {
      case BpfInsn.JEQ:
        return a == to;
      case BpfInsn.JGT:
        return Integer.compareUnsigned(a, to) > 0;
      case BpfInsn.JGE:
        return Integer.compareUnsigned(a, to) >= 0;
      default:
        return (a & to) != 0;
    }
  }
}
