package giantless.stack.net;

import static giantless.stack.net.BpfInsn.*;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.stack.Host;
import giantless.stack.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The filter machine: every instruction, what validation refuses, and the packet's end. */
class BpfProgramTest {
  private static final byte[] NO_HEADER = new byte[0];
  private static final BpfInsn RET_A = stmt(RET | A, 0);

  private final Host h = Machine.host();
  private final Mbuf packet = mbuf(0x45, 0x01, 0x02, 0x83, 0xf4, 0x05, 0x06, 0x07);

  @AfterEach
  void nothing_is_left() {
    h.mbufs().freem(packet);
    h.shutdownClean();
  }

  private Mbuf mbuf(int... bytes) {
    byte[] b = new byte[bytes.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = (byte) bytes[i];
    }
    return h.mbufs().devget(b, 0, b.length, null, How.DONTWAIT);
  }

  /** What a program returns for the packet. */
  private int run(BpfInsn... program) {
    BpfProgram p = BpfProgram.of(program);
    assertThat(p).as("valid").isNotNull();
    return p.run(NO_HEADER, packet, packet.pkthdr.len);
  }

  /** A after one instruction with these A and X before. */
  private int a(int a, int x, BpfInsn insn) {
    return run(stmt(LDX | IMM, x), stmt(LD | IMM, a), insn, RET_A);
  }

  @Test
  void ret_gives_a_constant_or_the_accumulator() {
    assertThat(run(stmt(RET | K, 96))).isEqualTo(96);
    assertThat(run(stmt(LD | IMM, 7), RET_A)).isEqualTo(7);
  }

  @Test
  void ld_takes_words_halfwords_and_bytes_most_significant_first() {
    assertThat(run(stmt(LD | W | ABS, 1), RET_A)).isEqualTo(0x010283f4);
    assertThat(run(stmt(LD | H | ABS, 3), RET_A)).isEqualTo(0x83f4);
    assertThat(run(stmt(LD | B | ABS, 3), RET_A)).isEqualTo(0x83);
  }

  @Test
  void ld_takes_them_at_an_index() {
    assertThat(a(0, 2, stmt(LD | W | IND, 1))).isEqualTo(0x83f40506);
    assertThat(a(0, 2, stmt(LD | H | IND, 1))).isEqualTo(0x83f4);
    assertThat(a(0, 2, stmt(LD | B | IND, 1))).isEqualTo(0x83);
  }

  @Test
  void ld_and_ldx_take_constants_lengths_and_memory() {
    assertThat(run(stmt(LD | IMM, -2), RET_A)).isEqualTo(-2);
    assertThat(run(stmt(LD | LEN, 0), RET_A)).isEqualTo(8);
    assertThat(run(stmt(LDX | IMM, 5), stmt(MISC | TXA, 0), RET_A)).isEqualTo(5);
    assertThat(run(stmt(LDX | LEN, 0), stmt(MISC | TXA, 0), RET_A)).isEqualTo(8);
    assertThat(run(stmt(LD | IMM, 9), stmt(ST, 15), stmt(LD | IMM, 0), stmt(LD | MEM, 15), RET_A))
        .isEqualTo(9);
    assertThat(run(stmt(LDX | IMM, 8), stmt(STX, 0), stmt(LD | MEM, 0), RET_A)).isEqualTo(8);
    assertThat(run(stmt(LD | IMM, 6), stmt(ST, 3), stmt(LDX | MEM, 3), stmt(MISC | TXA, 0), RET_A))
        .isEqualTo(6);
    assertThat(run(stmt(LD | MEM, 7), RET_A)).as("memory begins as 0").isZero();
  }

  @Test
  void ldx_msh_takes_the_length_of_an_ip_header() {
    assertThat(run(stmt(LDX | B | MSH, 0), stmt(MISC | TXA, 0), RET_A)).isEqualTo(20);
  }

  @Test
  void alu_computes_with_a_constant_and_with_x() {
    int[][] table = {
      // operation, A, operand, result
      {ADD, -1, 3, 2},
      {SUB, 2, 3, -1},
      {MUL, 0x10000, 0x10001, 0x10000},
      {DIV, -2, 2, 0x7fffffff},
      {OR, 0x0f, 0xf0, 0xff},
      {AND, 0x3c, 0x0f, 0x0c},
      {LSH, 1, 31, 0x80000000},
      {LSH, 1, 32, 0},
      {RSH, -1, 31, 1},
      {RSH, -1, 33, 0},
    };
    for (int[] row : table) {
      assertThat(a(row[1], 0, stmt(ALU | row[0] | K, row[2]))).as("%x K", row[0]).isEqualTo(row[3]);
      assertThat(a(row[1], row[2], stmt(ALU | row[0] | X, 0))).as("%x X", row[0]).isEqualTo(row[3]);
    }
    assertThat(a(5, 0, stmt(ALU | NEG, 0))).isEqualTo(-5);
  }

  @Test
  void jumps_compare_without_sign() {
    int[][] table = {
      // operation, A, operand, holds
      {JEQ, 5, 5, 1},
      {JEQ, 5, 6, 0},
      {JGT, -1, 1, 1},
      {JGT, 1, 1, 0},
      {JGE, 1, 1, 1},
      {JGE, 1, -1, 0},
      {JSET, 6, 2, 1},
      {JSET, 6, 9, 0},
    };
    for (int[] row : table) {
      for (int source : new int[] {K, X}) {
        int result =
            run(
                stmt(LDX | IMM, row[2]),
                stmt(LD | IMM, row[1]),
                jump(JMP | row[0] | source, row[2], 1, 0),
                stmt(RET | K, 0),
                stmt(RET | K, 1));
        assertThat(result).as("%x, source %x", row[0], source).isEqualTo(row[3]);
      }
    }
    assertThat(run(stmt(JMP | JA, 1), stmt(RET | K, 1), stmt(RET | K, 2))).isEqualTo(2);
  }

  @Test
  void misc_moves_between_the_registers() {
    assertThat(
            run(
                stmt(LD | IMM, 3),
                stmt(MISC | TAX, 0),
                stmt(LD | IMM, 0),
                stmt(MISC | TXA, 0),
                RET_A))
        .isEqualTo(3);
  }

  @Test
  void load_beyond_the_packet_rejects_it() {
    BpfInsn keep = stmt(RET | K, 99);
    assertThat(run(stmt(LD | W | ABS, 4), keep)).isEqualTo(99);
    assertThat(run(stmt(LD | W | ABS, 5), keep)).isZero();
    assertThat(run(stmt(LD | H | ABS, 6), keep)).isEqualTo(99);
    assertThat(run(stmt(LD | H | ABS, 7), keep)).isZero();
    assertThat(run(stmt(LD | B | ABS, 7), keep)).isEqualTo(99);
    assertThat(run(stmt(LD | B | ABS, 8), keep)).isZero();
    assertThat(run(stmt(LD | B | ABS, -1), keep)).isZero();
    assertThat(run(stmt(LDX | B | MSH, 8), keep)).isZero();
    assertThat(run(stmt(LDX | IMM, 4), stmt(LD | W | IND, 1), keep)).isZero();
    assertThat(run(stmt(LDX | IMM, -1), stmt(LD | B | IND, 2), keep)).as("no wrap").isZero();
  }

  @Test
  void division_by_an_x_of_zero_rejects_the_packet() {
    assertThat(run(stmt(LD | IMM, 1), stmt(ALU | DIV | X, 0), stmt(RET | K, 9))).isZero();
  }

  private static void refused(String why, BpfInsn... program) {
    assertThat(BpfProgram.of(program)).as(why).isNull();
  }

  @Test
  void validation_refuses_what_could_go_wrong() {
    BpfInsn end = stmt(RET | K, 0);
    refused("empty");
    refused("no return", stmt(LD | IMM, 1));
    refused("null", null, end);
    refused("jump behind the end", stmt(JMP | JA, 1), end);
    refused("jump backwards", stmt(JMP | JA, -2), end, end);
    refused("true branch behind the end", jump(JMP | JEQ | K, 0, 1, 0), end);
    refused("false branch behind the end", jump(JMP | JEQ | K, 0, 0, 1), end);
    refused("jump as the last", end, stmt(JMP | JA, 0));
    refused("memory word 16", stmt(ST, BpfProgram.MEMWORDS), end);
    refused("memory word 16 from X", stmt(STX, BpfProgram.MEMWORDS), end);
    refused("memory word -1", stmt(LD | MEM, -1), end);
    refused("memory word 16 to X", stmt(LDX | MEM, 16), end);
    refused("division by 0", stmt(ALU | DIV | K, 0), end);
    BpfInsn[] longest = new BpfInsn[BpfProgram.MAXINSNS];
    java.util.Arrays.fill(longest, end);
    assertThat(BpfProgram.of(longest)).isNotNull();
    BpfInsn[] longer = new BpfInsn[BpfProgram.MAXINSNS + 1];
    java.util.Arrays.fill(longer, end);
    refused("too long", longer);
  }

  /** Of all codes that fit in two bytes, those that the machine knows, and no other. */
  @Test
  void validation_knows_the_codes() {
    int known = 0;
    for (int code = 0; code < 0x10000; code++) {
      if (BpfProgram.of(stmt(code, 1), stmt(RET | K, 0), stmt(RET | K, 0)) != null) {
        known++;
      }
    }
    // LD 9, LDX 4, ST, STX, ALU 8 * 2 + 1, JMP 4 * 2 + 1, RET 2, MISC 2.
    assertThat(known).isEqualTo(9 + 4 + 1 + 1 + 17 + 9 + 2 + 2);
  }

  /** Whatever validates ends, and answers the same wherever the packet's bytes lie. */
  @Test
  void answer_does_not_depend_on_how_the_packet_lies_in_memory() {
    Random random = new Random(20041124);
    byte[] bytes = new byte[60];
    int ran = 0;
    for (int round = 0; round < 3000; round++) {
      random.nextBytes(bytes);
      BpfInsn[] code = new BpfInsn[1 + random.nextInt(12)];
      for (int i = 0; i < code.length - 1; i++) {
        int k = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(20);
        code[i] = jump(random.nextInt(256), k, random.nextInt(4), random.nextInt(4));
      }
      code[code.length - 1] = RET_A;
      BpfProgram p = BpfProgram.of(code);
      if (p == null) {
        continue;
      }
      ran++;
      Mbuf whole = h.mbufs().devget(bytes, 0, bytes.length, null, How.DONTWAIT);
      final int expected = p.run(NO_HEADER, whole, bytes.length);
      int cut = 1 + random.nextInt(bytes.length - 1);
      byte[] header = java.util.Arrays.copyOf(bytes, cut);
      h.mbufs().adj(whole, cut);
      Mbuf tail = h.mbufs().split(whole, random.nextInt(bytes.length - cut + 1), How.DONTWAIT);
      if (tail != null) {
        h.mbufs().cat(whole, tail);
      }
      assertThat(p.run(header, whole, bytes.length)).isEqualTo(expected);
      h.mbufs().freem(whole);
    }
    assertThat(ran).isGreaterThan(100);
  }

  /** tcpdump's program for "ip proto 17", and then none. */
  @Test
  void program_of_a_descriptor_chooses_what_is_captured() {
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    e.up();
    BpfD d = h.net().bpf.open("ether0", 0, BpfFilter.ALL);
    arrive(e, 17);
    assertThat(d.received()).isOne();
    Errno error =
        d.setf(
            stmt(LD | H | ABS, 12),
            jump(JMP | JEQ | K, 0x0800, 0, 3),
            stmt(LD | B | ABS, 23),
            jump(JMP | JEQ | K, 17, 0, 1),
            stmt(RET | K, 40),
            stmt(RET | K, 0));
    assertThat(error).isEqualTo(Errno.OK);
    assertThat(d.received()).as("counts begin anew").isZero();
    arrive(e, 6);
    arrive(e, 17);
    assertThat(d.received()).isEqualTo(2);
    assertThat(d.accepted()).isOne();
    byte[] to = new byte[d.bufsize()];
    assertThat(d.read(to)).isEqualTo(BpfD.HEADER + 40);
    assertThat(d.setf(stmt(LD | IMM, 0))).isEqualTo(Errno.EINVAL);
    arrive(e, 6);
    assertThat(d.accepted()).as("the old program stays").isOne();
    assertThat(d.setf()).isEqualTo(Errno.OK);
    arrive(e, 6);
    assertThat(d.accepted()).isOne();
    d.close();
  }

  private static void arrive(TestEther e, int protocol) {
    byte[] f = new byte[60];
    System.arraycopy(e.lladdr(), 0, f, 0, 6);
    f[12] = 0x08;
    f[14] = 0x45;
    f[23] = (byte) protocol;
    e.arrive(f);
  }
}
