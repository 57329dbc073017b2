package giantless.stack.netinet;

import static giantless.stack.netinet.Pkt.bytes;
import static giantless.stack.netinet.Pkt.cat;
import static giantless.stack.netinet.Pkt.icmpOf;
import static giantless.stack.netinet.Pkt.ip4;
import static giantless.stack.netinet.Pkt.slice;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Options of received packets: what is recorded, followed, refused, and which byte is to blame. */
class IpOptionsTest {
  private final Bench t = new Bench();
  private final IpStat s = t.inet.ipstat;

  @AfterEach
  void nothing_is_left() {
    t.end();
  }

  private void arrive(String dst, byte[]... opts) {
    byte[] o = cat(opts);
    byte[] padded = new byte[o.length + 3 & ~3];
    System.arraycopy(o, 0, padded, 0, o.length);
    t.if0.arrive(Pkt.of("10.0.0.2", dst, padded, new byte[8]).bytes());
  }

  /** The options of the packet that the protocol got. */
  private byte[] options() {
    byte[] p = t.got.remove(0);
    return slice(p, 20, Pkt.hlen(p));
  }

  private void refused(int type, int code, int pointer, byte[]... opts) {
    final long before = s.ips_badoptions.get();
    t.got.clear();
    arrive("10.0.0.1", opts);
    byte[] m = icmpOf(t.if0.take());
    assertThat(bytes(type, code, pointer)).isEqualTo(bytes(m[0], m[1], m[4]));
    assertThat(s.ips_badoptions.get()).isEqualTo(before + 1);
    assertThat(t.got).isEmpty();
  }

  private void problem(int pointer, byte[]... opts) {
    refused(Icmp.PARAMPROB, 0, pointer, opts);
  }

  @Test
  void unknown_options_and_padding_are_passed_over() {
    arrive("10.0.0.1", bytes(1, 1, 130, 4, 9, 9, 222, 3, 1, 0, 5));
    assertThat(t.got).hasSize(1);
  }

  @Test
  void option_without_or_with_a_bad_length_is_a_problem() {
    problem(24, bytes(1, 1, 1, 7));
    problem(21, bytes(7, 1));
    problem(21, bytes(7, 0));
    problem(21, bytes(7, 5));
    problem(21, bytes(222, 9));
  }

  @Test
  void record_route_gets_our_address() {
    arrive("10.0.0.1", bytes(7, 11, 4), new byte[8]);
    assertThat(options()).isEqualTo(cat(bytes(7, 11, 8), ip4("10.0.0.1"), new byte[5]));
  }

  @Test
  void full_record_route_is_left_alone() {
    arrive("10.0.0.1", bytes(7, 7, 8, 1, 2, 3, 4));
    assertThat(options()).isEqualTo(bytes(7, 7, 8, 1, 2, 3, 4, 0));
    arrive("10.0.0.1", bytes(7, 6, 4, 1, 2, 3));
    assertThat(options()).isEqualTo(bytes(7, 6, 4, 1, 2, 3, 0, 0));
  }

  @Test
  void record_route_with_a_low_pointer_is_a_problem() {
    problem(22, bytes(7, 7, 3, 0, 0, 0, 0));
    problem(22, bytes(7, 2));
  }

  @Test
  void timestamp_is_the_time_of_day() {
    arrive("10.0.0.1", bytes(68, 8, 5, 0), new byte[4]);
    int now = (int) (t.h.kernel().timeOfDayNanos() / 1_000_000 % 86_400_000);
    byte[] time = new byte[4];
    Pkt.put32(time, 0, now);
    assertThat(options()).isEqualTo(cat(bytes(68, 8, 9, 0), time));
  }

  @Test
  void timestamp_with_addresses_has_ours_before_it() {
    arrive("10.0.0.1", bytes(68, 12, 5, 1), new byte[8]);
    byte[] o = options();
    assertThat(slice(o, 0, 8)).isEqualTo(cat(bytes(68, 12, 13, 1), ip4("10.0.0.1")));
  }

  @Test
  void prespecified_timestamp_is_given_for_our_address_alone() {
    arrive("10.0.0.1", bytes(68, 12, 5, 3), ip4("10.0.0.1"), new byte[4]);
    assertThat(options()[2]).isEqualTo((byte) 13);
    arrive("10.0.0.1", bytes(68, 12, 5, 3), ip4("10.0.0.9"), new byte[4]);
    assertThat(options()[2]).isEqualTo((byte) 5);
  }

  @Test
  void full_timestamp_counts_those_left_out_and_15_are_the_most() {
    arrive("10.0.0.1", bytes(68, 8, 9, 0x00, 1, 2, 3, 4));
    assertThat(options()[3]).isEqualTo((byte) 0x10);
    problem(22, bytes(68, 8, 9, 0xf0, 1, 2, 3, 4));
  }

  @Test
  void timestamp_errors_are_problems() {
    problem(21, bytes(68, 3, 5));
    problem(22, bytes(68, 8, 4, 0), new byte[4]);
    problem(23, bytes(68, 8, 5, 2), new byte[4]);
    problem(22, bytes(68, 8, 5, 1), new byte[4]);
    problem(22, bytes(68, 8, 5, 3), new byte[4]);
  }

  @Test
  void source_routes_are_refused_unless_allowed() {
    refused(Icmp.UNREACH, Icmp.UNREACH_SRCFAIL, 0, bytes(131, 7, 8), ip4("10.0.0.5"));
    assertThat(t.h.kernel().log().dmesg().toString())
        .contains("attempted source route from 10.0.0.2 to 10.0.0.1");
    t.sysctl("net.inet.ip.accept_sourceroute", 1);
    arrive("10.0.0.1", bytes(131, 7, 8), ip4("10.0.0.5"));
    assertThat(t.got).hasSize(1);
  }

  @Test
  void source_route_that_goes_on_is_dropped_by_a_host_and_refused_by_a_router() {
    arrive("10.0.0.1", bytes(131, 7, 4), ip4("10.0.0.5"));
    assertThat(s.ips_cantforward.get()).isEqualTo(1);
    assertThat(t.if0.sent).isEmpty();
    t.sysctl("net.inet.ip.forwarding", 1);
    refused(Icmp.UNREACH, Icmp.UNREACH_SRCFAIL, 0, bytes(131, 7, 4), ip4("10.0.0.5"));
  }

  @Test
  void router_follows_a_source_route_and_records_itself() {
    t.sysctl("net.inet.ip.forwarding", 1);
    t.sysctl("net.inet.ip.sourceroute", 1);
    for (int opt : new int[] {131, 137}) {
      arrive("10.0.0.1", bytes(opt, 7, 4), ip4("10.0.0.5"));
      byte[] p = Pkt.valid(t.if0.take());
      assertThat(Pkt.dst(p)).isEqualTo("10.0.0.5");
      assertThat(p[8]).isEqualTo((byte) 63);
      assertThat(slice(p, 20, 28)).isEqualTo(cat(bytes(opt, 7, 8), ip4("10.0.0.1"), bytes(0)));
    }
    assertThat(t.if0.sent).isEmpty();
  }

  @Test
  void strict_route_to_a_far_hop_or_through_a_stranger_fails() {
    t.sysctl("net.inet.ip.forwarding", 1);
    t.sysctl("net.inet.ip.sourceroute", 1);
    t.route("10.5.0.0", 16, "10.0.0.9");
    refused(Icmp.UNREACH, Icmp.UNREACH_SRCFAIL, 0, bytes(137, 7, 4), ip4("10.5.0.5"));
    arrive("10.0.0.1", bytes(131, 7, 4), ip4("10.5.0.5"));
    assertThat(Pkt.dst(t.if0.take())).isEqualTo("10.5.0.5");
    arrive("10.5.0.1", bytes(137, 7, 4), ip4("10.0.0.5"));
    assertThat(icmpOf(t.if0.take())[1]).isEqualTo((byte) Icmp.UNREACH_SRCFAIL);
    arrive("10.5.0.1", bytes(131, 7, 4), ip4("10.0.0.5"));
    assertThat(Pkt.dst(t.if0.take())).isEqualTo("10.5.0.1");
  }

  @Test
  void source_route_errors_are_problems() {
    problem(21, bytes(131, 2));
    problem(22, bytes(131, 7, 3), ip4("10.0.0.5"));
  }

  @Test
  void options_can_be_ignored_or_forbidden() {
    t.sysctl("net.inet.ip.process_options", 0);
    arrive("10.0.0.1", bytes(7, 7, 4, 0, 0, 0, 0));
    assertThat(options()).isEqualTo(bytes(7, 7, 4, 0, 0, 0, 0, 0));
    t.sysctl("net.inet.ip.process_options", 2);
    refused(Icmp.UNREACH, Icmp.UNREACH_FILTER_PROHIB, 0, bytes(1, 1, 1, 0));
  }
}
