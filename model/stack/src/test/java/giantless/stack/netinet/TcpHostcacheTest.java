package giantless.stack.netinet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of the host cache: a stranger who has many addresses fills no more memory. */
class TcpHostcacheTest {
  private static final int HOSTS = 2000;
  private static final int FIRST = 0x0a000100;
  private static final int BUCKETS = 512;

  private final TcpBench t = new TcpBench();
  private final TcpHostcache cache = t.tcp.hostcache();

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private void fill() {
    for (int i = 0; i < HOSTS; i++) {
      cache.updateMtu(FIRST + i, 1000);
    }
  }

  @Test
  void without_limits_all_hosts_are_remembered() {
    fill();
    assertThat(cache.count()).isEqualTo(HOSTS);
    assertThat(cache.mtu(FIRST)).isEqualTo(1000);
  }

  @Test
  void limit_of_all_entries_is_kept_also_where_a_bucket_is_empty() {
    t.sysctl("net.inet.tcp.hostcache.cachelimit", 2);
    fill();
    assertThat(cache.count()).isEqualTo(2);
  }

  @Test
  void limit_of_a_bucket_pushes_out_the_oldest() {
    t.sysctl("net.inet.tcp.hostcache.bucketlimit", 1);
    fill();
    assertThat(cache.count()).isLessThanOrEqualTo(BUCKETS);
    assertThat(cache.mtu(FIRST)).isZero();
    assertThat(cache.mtu(FIRST + HOSTS - 1)).isEqualTo(1000);
  }
}
