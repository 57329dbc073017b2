package giantless.stack.net;

/**
 * One instruction of a filter, {@code struct bpf_insn} of bpf(4), and the codes. Immutable. A code
 * is a class with a size and a mode, or an operation and a source, added up.
 */
public final class BpfInsn {
  // Classes.
  public static final int LD = 0x00;
  public static final int LDX = 0x01;
  public static final int ST = 0x02;
  public static final int STX = 0x03;
  public static final int ALU = 0x04;
  public static final int JMP = 0x05;
  public static final int RET = 0x06;
  public static final int MISC = 0x07;

  // Sizes of what is loaded: four bytes, two, one.
  public static final int W = 0x00;
  public static final int H = 0x08;
  public static final int B = 0x10;

  // Where it is loaded from: k; packet at k; packet at X + k; memory; length; 4 * (packet & 15).
  public static final int IMM = 0x00;
  public static final int ABS = 0x20;
  public static final int IND = 0x40;
  public static final int MEM = 0x60;
  public static final int LEN = 0x80;
  public static final int MSH = 0xa0;

  // Operations of ALU.
  public static final int ADD = 0x00;
  public static final int SUB = 0x10;
  public static final int MUL = 0x20;
  public static final int DIV = 0x30;
  public static final int OR = 0x40;
  public static final int AND = 0x50;
  public static final int LSH = 0x60;
  public static final int RSH = 0x70;
  public static final int NEG = 0x80;

  // Operations of JMP.
  public static final int JA = 0x00;
  public static final int JEQ = 0x10;
  public static final int JGT = 0x20;
  public static final int JGE = 0x30;
  public static final int JSET = 0x40;

  // Sources: k, X; for RET also A.
  public static final int K = 0x00;
  public static final int X = 0x08;
  public static final int A = 0x10;

  // Operations of MISC: X = A, A = X.
  public static final int TAX = 0x00;
  public static final int TXA = 0x80;

  final int code;
  final int jt;
  final int jf;
  final int k;

  /**
   * @param jt instructions to skip if a comparison holds, from 0 to 255
   * @param jf and if it does not
   * @param k taken as unsigned
   */
  public BpfInsn(int code, int jt, int jf, int k) {
    this.code = code;
    this.jt = jt & 0xff;
    this.jf = jf & 0xff;
    this.k = k;
  }

  /** BPF_STMT: an instruction that does not compare. */
  public static BpfInsn stmt(int code, int k) {
    return new BpfInsn(code, 0, 0, k);
  }

  /** BPF_JUMP. */
  public static BpfInsn jump(int code, int k, int jt, int jf) {
    return new BpfInsn(code, jt, jf, k);
  }

  /** BPF_CLASS. */
  int insnClass() {
    return code & 0x07;
  }
}
