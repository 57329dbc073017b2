package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.LockProfile;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Loopback;
import org.junit.jupiter.api.Test;

/** What the file of a run says of a host that has stopped. */
class StatisticsTest {

  @Test
  void mbuf_zones_say_what_was_asked_of_them_though_nothing_is_in_use_any_more() {
    Witness witness = new Witness();
    Host host = Host.builder().runtime(NativeRuntime.real(witness, 2, 1)).build();
    Loopback lo0 = new Loopback(host.net(), "lo0");
    host.mbufs().freem(host.mbufs().getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR));
    host.mbufs().free(host.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA));
    host.shutdownClean();
    JsonNode mbufs = Statistics.of(host, lo0, new LockProfile(false), witness).path("mbufs");
    assertThat(mbufs.required("mbufs in use").asLong()).isZero();
    assertThat(mbufs.required("mbuf.allocs").asLong()).isEqualTo(2);
    assertThat(mbufs.required("mbuf.frees").asLong()).isEqualTo(2);
    assertThat(mbufs.required("mbuf.cached").asLong()).isEqualTo(1);
    assertThat(mbufs.required("mbuf_cluster.allocs").asLong()).isEqualTo(1);
    assertThat(mbufs.required("mbuf_cluster.limit").asLong()).isPositive();
    assertThat(mbufs.required("mbuf_jumbo_9k.total").asLong()).isZero();
  }
}
