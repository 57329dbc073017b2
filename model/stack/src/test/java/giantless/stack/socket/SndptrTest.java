package giantless.stack.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Panic;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** sb_sndptr: where a protocol sends from is found without a walk from the front. */
class SndptrTest {
  private static final long SEED = 20260101;
  private static final int STEPS = 5_000;
  private static final int CC_MAX = 60_000;

  @Test
  void place_is_that_of_a_walk_from_the_front_whatever_came_and_went() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          SockBuf sb = p[0].snd;
          Random random = new Random(SEED);
          sb.lock.lock();
          for (int i = 0; i < STEPS; i++) {
            int cc = sb.sbCc();
            switch (random.nextInt(5)) {
              case 0:
                if (cc < CC_MAX) {
                  append(sb, p[0].sockets.mbufs(), 1 + random.nextInt(Mbuf.MCLBYTES));
                }
                break;
              case 1:
                SbDrop.sbdropLocked(sb, random.nextInt(Math.min(cc, 3_000) + 1));
                break;
              default:
                if (cc > 0) {
                  find(sb, random.nextInt(cc));
                }
                break;
            }
            SbAppend.sbcheck(sb);
          }
          SbDrop.sbflushLocked(sb);
          sb.lock.unlock();
          PipeProto.close(p);
        });
  }

  private static void append(SockBuf sb, MbufPool pool, int len) {
    Mbuf m = pool.getcl(How.DONTWAIT, Mbuf.MT_DATA, 0);
    m.len = len;
    SbAppend.sbappendstreamLocked(sb, m);
  }

  private static void find(SockBuf sb, int off) {
    int at = 0;
    Mbuf want = sb.sbMb;
    while (off - at >= want.len) {
      at += want.len;
      want = want.next;
    }
    int[] before = new int[1];
    assertThat(sb.sbsndptr(off, before)).as("seed " + SEED).isSameAs(want);
    assertThat(before[0]).isEqualTo(at);
  }

  /** The twin: bytes that go past the account are noticed. */
  @Test
  void check_finds_a_place_that_is_not_where_it_says() {
    Lan.run(
        lan -> {
          PipeProto.register(lan.a);
          Socket[] p = PipeProto.pair(lan.a, SocketConst.SOCK_STREAM);
          SockBuf sb = p[0].snd;
          sb.lock.lock();
          append(sb, p[0].sockets.mbufs(), 2_000);
          append(sb, p[0].sockets.mbufs(), 2_000);
          find(sb, 3_000);
          sb.sbMb.len -= 10;
          assertThatThrownBy(() -> SbAppend.sbcheck(sb))
              .isInstanceOf(Panic.class)
              .hasMessageContaining("sbcheck: sndptr");
          sb.sbMb.len += 10;
          SbDrop.sbflushLocked(sb);
          sb.lock.unlock();
          PipeProto.close(p);
        });
  }
}
