package giantless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.LockMode;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.LockProfile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands' words and exit codes, without a device. */
class CommandLineTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private Path lastRun() throws Exception {
    Path file = directory.resolve("run.json");
    Files.writeString(
        file,
        "{\"host\": {\"name\": \"h\"}, \"protocols\": {\"ip\": {\"ips_total\": 7, \"ips_badsum\": 0}},"
            + " \"mbufs\": {\"mbufs in use\": 3}, \"locks\": "
            + profile()
            + ", \"order\": "
            + LockOrderGraph.empty().toJson()
            + "}");
    return file;
  }

  /** The file has the profile as it writes itself: one acquisition of 30 ns that waited 40 ns. */
  private static String profile() {
    LockProfile profile = new LockProfile(false);
    VirtualClock clock = new VirtualClock();
    NativeRuntime rt = NativeRuntime.virtual(clock, null, 1, 1);
    Mtx mtx = rt.mtx(Locks.UDP);
    profile.acquired(rt.curthread(), mtx, LockMode.EXCLUSIVE, false, 40);
    clock.advance(30);
    profile.released(rt.curthread(), mtx, LockMode.EXCLUSIVE);
    return profile.toJson();
  }

  @Test
  void help_names_every_command() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("tap ", "witness ", "netstat ", "packetdrill ");
  }

  @Test
  void no_command_is_a_usage_error() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("a command is needed");
  }

  @Test
  void netstat_shows_counters_that_are_not_zero() throws Exception {
    assertThat(run("netstat", "--file", lastRun().toString())).isZero();
    assertThat(out.toString()).contains("7 ips_total", "3 mbufs in use", "udp");
    assertThat(out.toString()).doesNotContain("ips_badsum");
  }

  /** The names in the file and those that are read are the same. */
  @Test
  void netstat_shows_the_times_of_the_lock_profile() throws Exception {
    assertThat(run("netstat", "--file", lastRun().toString())).isZero();
    assertThat(out.toString().lines().filter(l -> l.startsWith("  udp ")).toList())
        .singleElement()
        .asString()
        .matches("  udp +1 +1 +40 +30");
  }

  @Test
  void netstat_all_shows_zeros_too() throws Exception {
    assertThat(run("netstat", "--all", "--file", lastRun().toString())).isZero();
    assertThat(out.toString()).contains("0 ips_badsum");
  }

  @Test
  void netstat_of_a_file_that_is_not_there_says_so_in_one_line() {
    Path none = directory.resolve("none.json");
    assertThat(run("netstat", "--file", none.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("giantless: no such file: " + none + "\n");
  }

  @Test
  void netstat_refuses_a_file_that_is_no_run() throws Exception {
    Path file = directory.resolve("x.json");
    Files.writeString(file, "[]");
    assertThat(run("netstat", "--file", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is not the file of a run");
  }

  @Test
  void witness_shows_classes_with_what_they_protect() throws Exception {
    assertThat(run("witness", "--learnt", lastRun().toString())).isZero();
    assertThat(out.toString()).contains("udpinp", "after    udp", "Learnt order (0 pairs)");
  }

  @Test
  void witness_draws_the_declared_order() throws Exception {
    assertThat(run("witness", "--dot", "--learnt", lastRun().toString())).isZero();
    assertThat(out.toString()).startsWith("digraph").contains("\"udp\" -> \"udpinp\"");
  }

  @Test
  void tap_refuses_an_address_without_sense_before_it_opens_the_device() {
    assertThat(run("tap", "--device", "none0", "--address", "10.0.0.1/99")).isEqualTo(2);
    assertThat(err.toString()).contains("--address: prefix length not in 1..32: 10.0.0.1/99");
  }

  private void tapRefuses(String why, String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(
        0, options[0].equals("--device") ? List.of("tap") : List.of("tap", "--device", "none0"));
    err.getBuffer().setLength(0);
    assertThat(run(args.toArray(new String[0]))).isEqualTo(2);
    assertThat(err.toString()).isEqualToNormalizingNewlines("giantless: " + why + "\n");
  }

  @Test
  void tap_refuses_addresses_that_no_host_has() {
    tapRefuses("--address: no prefix length: 10.0.0.1 (A.B.C.D/LEN)", "--address", "10.0.0.1");
    tapRefuses("--address: 10.0.0.0/24 is the network's own address", "--address", "10.0.0.0/24");
    tapRefuses(
        "--address: 10.0.0.255/24 is the network's broadcast address",
        "--address",
        "10.0.0.255/24");
    tapRefuses(
        "--gateway: 10.0.0.1 is this host itself",
        "--address",
        "10.0.0.1/24",
        "--gateway",
        "10.0.0.1");
    tapRefuses(
        "--gateway: 10.0.1.1 is not on the network of --address",
        "--address",
        "10.0.0.1/24",
        "--gateway",
        "10.0.1.1");
  }

  /** Opening a device that is not there makes one, which leads nowhere. */
  @Test
  void tap_refuses_a_device_that_is_not_there() {
    tapRefuses(
        "--device: there is no none0 here (ip tuntap add none0 mode tap)",
        "--address",
        "10.0.0.1/31");
  }

  @Test
  void statistics_go_into_no_directory_that_is_not_there() {
    Path file = directory.resolve("absent").resolve("run.json");
    tapRefuses(
        "--stats: no such directory: " + directory.resolve("absent"),
        "--device",
        "lo",
        "--address",
        "10.0.0.1/24",
        "--stats",
        file.toString());
    assertThat(directory.resolve("absent")).doesNotExist();
  }

  @Test
  void tap_refuses_an_unknown_netisr_mode() {
    assertThat(run("tap", "--device", "t", "--address", "10.0.0.1/24", "--netisr", "x"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("'x' is not direct, one-thread or per-cpu");
  }
}
