package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Panic;
import giantless.stack.Host;
import giantless.stack.Machine;
import org.junit.jupiter.api.Test;

/** sysctl: names, rights, ranges, tunables, and the small parts of the kernel. */
class SysctlTest {

  private static Errno errnoOf(Sysctl s, String name, String value) {
    try {
      s.set(name, value);
      return Errno.OK;
    } catch (SysException e) {
      return e.errno();
    }
  }

  @Test
  void wrong_requests_get_their_errno() throws Exception {
    Host host = Machine.host();
    Sysctl s = host.kernel().sysctl();
    Knob ttl = new Knob(64, 1, 255);
    s.provide(t -> t.addInt("hw.test.ttl", Oid.CTLFLAG_RWTUN, "Maximum TTL", ttl));
    assertThat(s.getLong("hw.test.ttl")).isEqualTo(64);
    assertThat(errnoOf(s, "hw.test.ttl", "32")).isEqualTo(Errno.OK);
    assertThat(ttl.get()).isEqualTo(32);
    assertThat(errnoOf(s, "hw.test.ttl", "0")).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(s, "hw.test.ttl", "4294967360")).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(s, "hw.test.ttl", "many")).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(s, "hw.test.tll", "1")).isEqualTo(Errno.ENOENT);
    assertThat(errnoOf(s, "net.inet", "1")).isEqualTo(Errno.EISDIR);
    assertThat(errnoOf(s, "kern.openfiles", "1")).isEqualTo(Errno.EPERM);
    assertThat(errnoOf(s, "debug.mpsafenet", "0")).isEqualTo(Errno.EPERM);
    assertThatThrownBy(() -> s.get("net.inet"))
        .isInstanceOf(SysException.class)
        .hasMessageStartingWith("EISDIR");
    assertThatThrownBy(() -> s.getLong("kern.ostype")).hasMessageStartingWith("EINVAL");
    assertThat(s.walk("hw.test")).hasSize(1);
    assertThat(s.walk("kern.ipc")).isNotEmpty();
    host.shutdownClean();
  }

  @Test
  void tunable_is_in_force_after_boot() throws Exception {
    Host host = Machine.builder().mpsafe(false).tunable("kern.maxfiles", 77).build();
    assertThat(host.kernel().mpsafenet()).isFalse();
    assertThat(host.kernel().sysctl().getLong("kern.maxfiles")).isEqualTo(77);
    assertThat(host.kernel().sysctl().getLong("debug.mpsafenet")).isZero();
    host.shutdownClean();
  }

  @Test
  void wrong_tunable_and_name_taken_twice_panic() {
    assertThatThrownBy(() -> Machine.builder().tunable("kern.maxproc", 0).build())
        .isInstanceOf(Panic.class)
        .hasMessage("tunable kern.maxproc=0: Invalid argument");
    OidTree tree = new OidTree(java.util.Map.of());
    tree.addLong("a.b", "x", () -> 1);
    assertThatThrownBy(() -> tree.addLong("a.b", "x", () -> 2))
        .isInstanceOf(Panic.class)
        .hasMessage("sysctl a.b added twice");
  }

  @Test
  void limits_of_clusters_only_grow() throws Exception {
    Host host = Machine.builder().nmbclusters(100).build();
    Sysctl s = host.kernel().sysctl();
    assertThat(s.getLong("kern.ipc.nmbclusters")).isEqualTo(100);
    assertThat(errnoOf(s, "kern.ipc.nmbclusters", "50")).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(s, "kern.ipc.nmbclusters", "150")).isEqualTo(Errno.OK);
    host.shutdownClean();
  }

  @Test
  void shutdown_hooks_run_last_first() {
    Host host = Machine.host();
    StringBuilder order = new StringBuilder();
    host.kernel().onShutdown(() -> order.append("a"));
    host.kernel().onShutdown(() -> order.append("b"));
    host.shutdownClean();
    assertThat(order.toString()).isEqualTo("ba");
  }

  @Test
  void message_buffer_keeps_the_last() {
    Host host = Machine.host();
    Log log = host.kernel().log();
    for (int i = 0; i < Log.LIMIT + 3; i++) {
      log.log("message " + i);
    }
    assertThat(log.dmesg()).hasSize(Log.LIMIT);
    assertThat(log.dmesg().get(0)).endsWith("] message 3");
    assertThat(log.dropped()).isEqualTo(3);
    host.shutdownClean();
  }

  @Test
  void uio_moves_over_the_pieces() {
    byte[] a = {1, 2, 3};
    byte[] b = {4, 5};
    Uio w =
        new Uio(
            Uio.Rw.WRITE, new Uio.Iovec(a, 0, 3), new Uio.Iovec(a, 0, 0), new Uio.Iovec(b, 0, 2));
    byte[] k = new byte[5];
    assertThat(w.move(k, 0, 2)).isEqualTo(2);
    assertThat(w.move(k, 2, 9)).isEqualTo(3);
    assertThat(w.move(k, 0, 9)).isZero();
    assertThat(k).containsExactly(1, 2, 3, 4, 5);
    assertThat(w.resid()).isZero();
    assertThatThrownBy(() -> new Uio.Iovec(a, 2, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errno_has_freebsds_numbers() {
    assertThat(Errno.EAGAIN.code()).isEqualTo(35);
    assertThat(Errno.EWOULDBLOCK).isSameAs(Errno.EAGAIN);
    assertThat(Errno.of(61)).isEqualTo(Errno.ECONNREFUSED);
    assertThat(new SysException(Errno.EPIPE).getMessage()).isEqualTo("EPIPE: Broken pipe");
  }
}
