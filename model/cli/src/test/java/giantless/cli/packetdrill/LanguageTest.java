package giantless.cli.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.cli.packetdrill.Outcome.Verdict;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the language means, by the smallest scripts that show it. */
class LanguageTest {
  private static final String SOCKET = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
  private static final String IPV4_ALONE = "--ip_version=ipv6: only ipv4 is supported";
  private static final String SYN = "S 0:0(0) win 65535 <mss 1460>\n";

  private final ScriptRunner runner = new ScriptRunner(Map.of(), Map.of("GIVEN", "3"));

  @AfterEach
  void close() {
    runner.close();
  }

  private void passes(String script) {
    assertThat(runner.run("script", script))
        .isEqualTo(new Outcome("script", Verdict.PASSED, 0, ""));
  }

  private void fails(String script, int line, String reason) {
    assertThat(runner.run("script", script))
        .isEqualTo(new Outcome("script", Verdict.FAILED, line, reason));
  }

  private void isNotRun(String script, int line, String reason) {
    assertThat(runner.run("script", script))
        .isEqualTo(new Outcome("script", Verdict.NOT_RUN, line, reason));
  }

  @Test
  void comments_are_passed_over() {
    passes(
        "/* one\n two */ 0 socket(..., SOCK_STREAM, /* TCP */ IPPROTO_TCP) = 3 // three\n# four");
    passes(SOCKET.strip() + " # one\n0 close(3) = 0 # two");
  }

  @Test
  void an_option_of_the_head_may_stand_in_quotes() {
    passes("--ip_version=\"ipv4\"\n--code_command=\"/usr/bin/env python\"\n" + SOCKET);
    isNotRun("--ip_version=\"ipv6\"\n" + SOCKET, 1, IPV4_ALONE);
  }

  @Test
  void a_string_may_be_cut_off_and_a_field_of_an_address_be_open() {
    passes(SOCKET + "0 setsockopt(3, IPPROTO_TCP, TCP_CONGESTION, \"newreno\"..., 8) = 0\n");
    String address = "{sa_family = AF_INET, sin_port = %s, sin_addr = %s}";
    String bound = SOCKET + "0 bind(3, " + address.formatted("...", "...") + ", ...) = 0\n";
    String name = bound + "0 getsockname(3, " + address + ", ...) = 0\n";
    passes(name.formatted("...", "inet_addr(\"192.168.0.1\")"));
    passes(name.formatted("htons(8080)", "..."));
    fails(
        name.formatted("htons(80)", "..."),
        3,
        "getsockname: address expected 192.168.0.1:80, was 192.168.0.1:8080");
  }

  @Test
  void the_length_of_a_value_is_checked() {
    String get = SOCKET + "0 getsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=0, linger=0}, %s) = 0\n";
    passes(get.formatted("[8]"));
    passes(get.formatted("..."));
    fails(get.formatted("[16]"), 2, "getsockopt SO_LINGER: length expected 16, was 8");
    isNotRun(get.formatted("[4]"), 2, "a value that is cut to 4 bytes is not supported");
  }

  @Test
  void marks_of_ecn_and_codes_of_icmp_have_several_forms() {
    passes("0 < [ECT0] S 0:0(0) win 1\n0 > [noecn] R. 0:0(0) ack 1 win 0\n");
    fails(
        "0 < [ECT0] S 0:0(0) win 1\n0 > [CE] R. 0:0(0) ack 1 win 0\n",
        2,
        "wrong packet sent: ECN expected 3, was 0; the packet is R. 0:0(0) ack 1 win 0");
    String connect =
        SOCKET
            + "0 fcntl(3, F_SETFL, O_NONBLOCK) = 0\n"
            + "0 connect(3, ..., ...) = -1 EINPROGRESS\n"
            + "0 > S 0:0(0) <...>\n"
            + "0 < icmp unreachable 3 [0:0(0)]\n"
            + "0 getsockopt(3, SOL_SOCKET, SO_ERROR, [%s], [4]) = 0\n";
    passes(connect.formatted("ECONNREFUSED"));
    fails(connect.formatted("0"), 6, "getsockopt SO_ERROR: value expected 0, was 61");
  }

  @Test
  void what_a_message_of_the_host_quotes_is_checked() {
    String udp = "0 < udp (10)\n0 > icmp unreachable port_unreachable [%s]\n";
    passes(udp.formatted("udp (10)"));
    fails(
        udp.formatted("udp (11)"),
        2,
        "wrong packet sent: quoted length expected 11, was 10; the packet is icmp type 3 code 3");
    fails(
        udp.formatted("1:1(0)"),
        2,
        "wrong packet sent: quoted protocol expected 6, was 17; the packet is icmp type 3 code 3");
    fails(
        udp.replace("unreachable [%s]", "unreachable mtu 5"),
        2,
        "wrong packet sent: MTU expected 5, was 0; the packet is icmp type 3 code 3");
  }

  @Test
  void options_of_fast_open_have_bytes_of_any_look() {
    String listen = SOCKET + "0 bind(3, ..., ...) = 0\n0 listen(3, 1) = 0\n";
    String syn = "0 < S 0:0(0) win 1 <mss 1460,%s>\n0 > S. 0:0(0) ack 1 <mss 1460>\n";
    passes(listen + syn.formatted("FO 0123456789abcdef,nop,nop"));
    passes(listen + syn.formatted("FO,nop,nop"));
    passes(listen + syn.formatted("FOEXP 01234567"));
    isNotRun(listen + syn.formatted("FO 123"), 4, "not bytes in hexadecimal: '123'");
  }

  @Test
  void an_acknowledgement_without_its_flag_is_a_field_like_others() {
    passes("0 < F 1:1(0) ack 7 win 1\n0 > R. 0:0(0) ack 2 win 0\n");
    passes("0 < . 1:1(0) ack 7 win 1\n0 > R 7:7(0) ack 0 win 0\n");
    fails(
        "0 < . 1:1(0) ack 7 win 1\n0 > R 7:7(0) ack 1 win 0\n",
        2,
        "wrong packet sent: acknowledgement expected 1, was 0; the packet is R 7:7(0) win 0");
    isNotRun("0 < . 1:1(0) win 1\n", 1, "the flag '.' without ack");
  }

  @Test
  void a_variant_of_the_platform_is_chosen() {
    String variants =
        "#ifdef __FreeBSD__\n0 `true`\n#else\n0 `false`\n#endif\n"
            + "#if defined(linux) || !defined(__FreeBSD__)\n0 `false`\n#elif 1\n0 `true`\n#endif\n"
            + "#ifndef __FreeBSD__\n#if 1\n0 `false`\n#endif\n#endif\n";
    passes(variants);
    fails(variants.replace("#ifdef", "#ifndef"), 4, "the command ended with 1");
    isNotRun("0 `true`\n#endif\n", 2, "#endif without #if");
    passes("// the peer`s\n" + variants);
  }

  @Test
  void defined_names_become_what_they_stand_for() {
    passes(
        "--define=FD=3\n"
            + "#define TYPE SOCK_STREAM\n"
            + "0 socket(..., TYPE, 0) = FD\n"
            + "+0 close(GIVEN) = 0");
    fails(
        "-D GIVEN=4\n" + SOCKET + "+0 close(GIVEN) = 0",
        3,
        "close returned -1 EBADF (Bad file descriptor), expected 0");
  }

  @Test
  void relative_times_count_from_the_event_before() {
    passes("1 `true`\n+.5 `true`\n1.5 `true`\n+0 " + SOCKET.substring(2) + "2.0 close(3) = 0");
    fails(
        "1 `true`\n+.5 `true`\n1.4 `true`", 3, "too late: it is 1.500000, and was to be 1.400000");
  }

  @Test
  void packets_at_any_time_and_in_a_range() {
    String connect =
        SOCKET
            + "0 fcntl(3, F_SETFL, O_NONBLOCK) = 0\n"
            + "0 connect(3, ..., ...) = -1 EINPROGRESS\n"
            + "* > S 0:0(0) <...>\n";
    passes(connect + "+.9~+1.1 > S 0:0(0) <...>\n+2.2 > S 0:0(0) <...>\n");
    passes(connect + ".9~1.1 > S 0:0(0) <...>\n* > S 0:0(0) <...>\n+4.2 > S 0:0(0) <...>\n");
    fails(
        connect + "+1.1~+1.2 > S 0:0(0) <...>\n",
        5,
        "packet sent at 1.000000, expected at 1.100000 to 1.200000");
  }

  @Test
  void numbers_of_the_host_begin_where_the_script_says() {
    passes("0 < S 4294967295:4294967295(0) win 1\n+0 > R. 0:0(0) ack 0 win 0\n");
    String listen = SOCKET + "0 bind(3, ..., ...) = 0\n0 listen(3, 1) = 0\n";
    passes(
        listen
            + "0 < S 77:77(0) win 65535 <mss 1460>\n0 > S. 5000:5000(0) ack 78 <...>\n"
            + "0 < . 78:78(0) ack 5001 win 65535\n0 accept(3, ..., ...) = 4\n"
            + "0 write(4, ..., 5) = 5\n0 > P. 5001:5006(5) ack 78\n");
  }

  @Test
  void the_tolerance_is_an_option() {
    String early = SOCKET + "0 listen(3, 1) = 0\n0 getsockname(3, ..., ...) = 0\n";
    passes(
        "--tolerance_usecs=60000\n"
            + early
            + "1...1.05 accept(3, ..., ...) = ?\n"
                .replace("accept(3, ..., ...) = ?", "poll([{fd=3, events=POLLIN}], 1, 100) = 0"));
    fails(
        "--tolerance_usecs=40000\n"
            + early
            + "1...1.05 poll([{fd=3, events=POLLIN}], 1, 100) = 0\n",
        5,
        "poll has not returned at 1.090000");
  }

  @Test
  void a_result_may_be_open() {
    passes(SOCKET + "0 read(3, ..., 100) = ?\n0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)\n");
    passes(SOCKET + "0 fcntl(3, F_GETFL) = 1..3\n");
    fails(SOCKET + "0 fcntl(3, F_GETFL) = 3..4\n", 2, "fcntl returned 2, expected 3..4");
  }

  @Test
  void a_call_that_returns_though_it_was_to_block() {
    fails(
        SOCKET + "1...2 fcntl(3, F_GETFL) = 2\n",
        2,
        "fcntl returned at 1.000000, expected at 2.000000");
  }

  @Test
  void a_call_that_waits_longer_than_it_was_to() {
    fails(
        SOCKET + "0 listen(3, 1) = 0\n1...2 accept(3, ..., ...) = 4\n",
        3,
        "accept has not returned at 2.004000");
  }

  @Test
  void what_was_sent_is_asked_for_in_its_order() {
    fails(
        "0 < " + SYN + "0 < F 5:5(0) win 1\n0 > R. 0:0(0) ack 6 win 0\n",
        3,
        "wrong packet sent: acknowledgement expected 6, was 1; the packet is R. 0:0(0) ack 1 win"
            + " 0");
  }

  @Test
  void the_shell_has_pipes_and_lists() {
    passes("0 `true && ! false || false; [ 1 -lt 2 ] && test a != b`\n");
    passes("0 `echo one two | grep -q two && echo x > /dev/null`\n");
    passes(
        "0 `if [ $(echo 3 | wc -l) -eq 2 ]; then false; elif true; then true; else false; fi`\n");
    passes(
        "0 `# a comment\n  sysctl -w net.inet.tcp.sack.enable=0 \\\n    net.inet.tcp.rfc1323=0`\n"
            + "0 `[ \"$(sysctl -n net.inet.tcp.sack.enable)\" = '0' ]`");
    passes("0 `true\n   true  \n  `\n");
    fails("0 `echo a | grep b`\n", 1, "the command ended with 1");
    fails("0 `false\n`\n", 1, "the command ended with 1");
    isNotRun("0 `for i in 1 2; do true; done`\n", 1, "the command for is not supported");
    isNotRun("0 `true > file`\n", 1, "the command is not supported at '>'");
    isNotRun("0 `true &`\n", 1, "the command is not supported at '&'");
  }

  @Test
  void what_tunes_nothing_here_can_be_set_to_what_is_true() {
    passes("0 `sysctl -w kern.timecounter.alloweddeviation=0; kldload -n cc_cubic`\n");
    passes("0 `sysctl net.inet.tcp.sack.lrd=0 net.inet.tcp.retries=12`\n");
    passes("0 `sudo kldstat -q -m cc_cubic && ! kldstat -q -n tcp_rack.ko`\n");
    isNotRun(
        "0 `sysctl net.inet.tcp.sack.lrd=1`\n",
        1,
        "the sysctl net.inet.tcp.sack.lrd is not supported");
    isNotRun("0 `sysctl net.inet.tcp.ecn.enable=3`\n", 1, "accurate ECN is not supported");
    isNotRun(
        "0 `sysctl -w net.inet.tcp.functions_default=rack`\n",
        1,
        "the sysctl net.inet.tcp.functions_default is not supported");
  }

  @Test
  void a_command_that_the_kernel_refuses_fails() {
    fails(
        "0 `sysctl -w net.inet.tcp.rfc1323=77`\n",
        1,
        "the command ended with 1: sysctl: net.inet.tcp.rfc1323=77: Invalid argument");
  }

  @Test
  void sockstat_shows_and_tcpdrop_ends() {
    String listen = SOCKET + "0 bind(3, ..., ...) = 0\n0 listen(3, 1) = 0\n";
    passes(
        listen
            + "0 < "
            + SYN
            + "0 > S. 0:0(0) ack 1 <...>\n0 < . 1:1(0) ack 1 win 1\n"
            + "0 `[ $(sockstat -4 -P tcp -s -p 8080 | wc -l) -eq 3 ]`\n"
            + "0 `[ $(sockstat -4sqPtcp -p8080 | grep -c ESTABLISHED) -eq 1 ]`\n"
            + "0 `sockstat -l | grep 192.168.0.1:8080 | grep -v '192.0.2.1'`\n"
            + "0 `tcpdrop 192.168.0.1 8080 192.0.2.1 32768`\n0 > R. 1:1(0) ack 1\n"
            + "0 `sockstat -c -q | wc -l | grep -w 0`\n");
    fails(
        "0 `tcpdrop 192.168.0.1 8080 192.0.2.1 1`\n",
        1,
        "the command ended with 1: tcpdrop: No such process");
  }

  @Test
  void assertions_are_those_of_python() {
    passes(
        SOCKET
            + "0 %{\nassert 1 + 2 * 3 == 7 and not 0, 'sum'\nassert 1 < 2 <= 2 != 3; assert True\n"
            + "assert (7 // 2, 3)[0:1]\n}%"
                .replace("assert (7 // 2, 3)[0:1]\n", "assert (7 // 2) & 3 == 3\n"));
    fails(SOCKET + "0 %{\nassert True\nassert 2 < 1\n}%", 4, "assertion failed: 2 < 1");
    isNotRun("0 %{ assert 1 / 2 }%", 1, "fractions are not supported");
    isNotRun("0 %{ assert f(1) }%", 1, "f is not supported in assertions");
    isNotRun("0 %{ assert 1 1 }%", 1, "not understood: 1");
  }

  @Test
  void the_host_is_shut_down_cleanly_after_a_script() {
    passes(SOCKET + "0 bind(3, ..., ...) = 0\n0 listen(3, 1) = 0\n0 < " + SYN);
  }
}
