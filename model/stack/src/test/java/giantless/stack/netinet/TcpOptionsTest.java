package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** TCP options from the wire and to it. */
class TcpOptionsTest {
  private static final int SYN_ALL =
      TcpOptions.TOF_MSS | TcpOptions.TOF_SCALE | TcpOptions.TOF_SACKPERM | TcpOptions.TOF_TS;

  private static TcpOptions parse(boolean syn, int... bytes) {
    byte[] b = new byte[bytes.length + 3];
    for (int i = 0; i < bytes.length; i++) {
      b[i + 3] = (byte) bytes[i];
    }
    TcpOptions to = new TcpOptions();
    to.parse(b, 3, bytes.length, syn);
    return to;
  }

  private static String emit(TcpOptions to) {
    byte[] b = new byte[TcpHeader.MAXOLEN];
    int n = to.emit(b, 0);
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < n; i++) {
      s.append(Integer.toHexString(0x100 | b[i] & 0xff).substring(1));
    }
    return s.toString();
  }

  private static TcpOptions of(int flags) {
    TcpOptions to = new TcpOptions();
    to.toFlags = flags;
    to.toMss = 1460;
    to.toWscale = 6;
    to.toTsval = 0x01020304;
    to.toTsecr = 0x05060708;
    return to;
  }

  @Test
  void syn_has_mss_nop_wscale_sackok_timestamp() {
    assertThat(emit(of(SYN_ALL)))
        .isEqualTo("020405b4" + "01030306" + "0402" + "080a0102030405060708");
  }

  @Test
  void without_timestamp_the_end_is_padded_with_eol() {
    assertThat(emit(of(TcpOptions.TOF_MSS | TcpOptions.TOF_SACKPERM)))
        .isEqualTo("020405b4" + "0402" + "0000");
  }

  @Test
  void without_sack_the_timestamp_has_two_nops() {
    assertThat(emit(of(TcpOptions.TOF_MSS | TcpOptions.TOF_SCALE | TcpOptions.TOF_TS)))
        .isEqualTo("020405b4" + "01030306" + "0101" + "080a0102030405060708");
    assertThat(emit(of(TcpOptions.TOF_TS))).isEqualTo("0101080a0102030405060708");
    assertThat(emit(of(0))).isEmpty();
  }

  @Test
  void as_many_sack_blocks_as_fit() {
    TcpOptions to = of(TcpOptions.TOF_TS);
    to.withSack();
    to.toNsacks = 4;
    for (int i = 0; i < 4; i++) {
      to.sackStart[i] = 10 * i;
      to.sackEnd[i] = 10 * i + 5;
    }
    assertThat(emit(to)).hasSize(80).contains("0101051a00000000000000050000000a0000000f");
    assertThat(to.toNsacks).isEqualTo(3);
    to.toFlags = TcpOptions.TOF_SACK;
    to.toNsacks = 4;
    assertThat(emit(to)).hasSize(72).startsWith("01010522");
    assertThat(to.toNsacks).isEqualTo(4);
  }

  @Test
  void no_room_for_a_block_no_sack_option() {
    TcpOptions to = of(SYN_ALL);
    to.withSack();
    to.toNsacks = 0;
    assertThat(emit(to)).hasSize(40);
    assertThat(to.toNsacks).isZero();
  }

  @Test
  void what_is_written_is_read() {
    TcpOptions to = of(SYN_ALL);
    byte[] b = new byte[TcpHeader.MAXOLEN];
    int n = to.emit(b, 0);
    TcpOptions back = new TcpOptions();
    back.parse(b, 0, n, true);
    assertThat(back.toFlags).isEqualTo(SYN_ALL);
    assertThat(back.toMss).isEqualTo(1460);
    assertThat(back.toWscale).isEqualTo(6);
    assertThat(back.toTsval).isEqualTo(to.toTsval);
    assertThat(back.toTsecr).isEqualTo(to.toTsecr);
    to.toFlags = TcpOptions.TOF_TS;
    to.withSack();
    to.toNsacks = 2;
    to.sackStart[1] = -7;
    to.sackEnd[1] = 9;
    n = to.emit(b, 0);
    back.parse(b, 0, n, false);
    assertThat(back.toFlags).isEqualTo(to.toFlags);
    assertThat(back.toNsacks).isEqualTo(2);
    assertThat(back.sackStart[1]).isEqualTo(-7);
    assertThat(back.sackEnd[1]).isEqualTo(9);
  }

  @Test
  void syn_options_count_in_a_syn_only() {
    int[] all = {2, 4, 5, 0xb4, 3, 3, 6, 4, 2, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2};
    assertThat(parse(true, all).toFlags).isEqualTo(SYN_ALL);
    assertThat(parse(false, all).toFlags).isEqualTo(TcpOptions.TOF_TS);
    int[] sack = {5, 10, 0, 0, 0, 1, 0, 0, 0, 2};
    assertThat(parse(false, sack).toFlags).isEqualTo(TcpOptions.TOF_SACK);
    assertThat(parse(true, sack).toFlags).isZero();
  }

  @Test
  void wrong_lengths_are_passed_over() {
    assertThat(parse(true, 2, 3, 5, 4, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 2, 5, 5, 0xb4, 0, 4, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 3, 2, 4, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 3, 4, 6, 0, 4, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 4, 3, 0, 2, 4, 5, 0xb4).toFlags).isEqualTo(TcpOptions.TOF_MSS);
    assertThat(parse(true, 8, 9, 0, 0, 0, 1, 0, 0, 0, 4, 2).toFlags)
        .isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(false, 5, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2).toFlags)
        .isEqualTo(TcpOptions.TOF_TS);
    assertThat(parse(false, 5, 9, 0, 0, 0, 1, 0, 0, 0).toFlags).isZero();
  }

  @Test
  void a_length_below_two_or_beyond_the_end_ends_the_list() {
    assertThat(parse(true, 77, 0, 4, 2).toFlags).isZero();
    assertThat(parse(true, 77, 1, 4, 2).toFlags).isZero();
    assertThat(parse(true, 77, 5, 4, 2).toFlags).isZero();
    assertThat(parse(true, 4, 2, 2, 4, 5).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 4, 2, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true).toFlags).isZero();
  }

  @Test
  void unknown_options_are_passed_over_and_eol_ends() {
    assertThat(parse(true, 77, 4, 0, 0, 4, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 1, 1, 1, 4, 2).toFlags).isEqualTo(TcpOptions.TOF_SACKPERM);
    assertThat(parse(true, 0, 4, 2).toFlags).isZero();
  }

  @Test
  void of_two_the_later_counts_and_a_shift_is_14_at_most() {
    assertThat(parse(true, 2, 4, 5, 0xb4, 2, 4, 1, 0).toMss).isEqualTo(256);
    assertThat(parse(true, 3, 3, 15).toWscale).isEqualTo(14);
    assertThat(parse(true, 3, 3, 255).toWscale).isEqualTo(14);
  }

  @Test
  void sequence_numbers_wrap() {
    assertThat(TcpSeq.lt(-1, 0)).isTrue();
    assertThat(TcpSeq.lt(0, -1)).isFalse();
    assertThat(TcpSeq.gt(Integer.MIN_VALUE, Integer.MAX_VALUE)).isTrue();
    assertThat(TcpSeq.max(-5, 5)).isEqualTo(5);
    assertThat(TcpSeq.min(-5, 5)).isEqualTo(-5);
    assertThat(TcpSeq.within(5, -5, 11)).isTrue();
    assertThat(TcpSeq.within(6, -5, 11)).isFalse();
    assertThat(TcpSeq.within(-6, -5, 11)).isFalse();
    assertThat(TcpSeq.leq(7, 7) && TcpSeq.geq(7, 7)).isTrue();
  }
}
