package giantless.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.records.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From results in files to pages: what is good is green, and each way of not being good is red and
 * says so.
 */
class ReportTest {
  private static final Instant LONG_AGO = Instant.parse("2000-01-01T00:00:00Z");

  @TempDir Path root;
  private Path records;
  private Path out;

  @BeforeEach
  void directories() {
    records = root.resolve("target/giantless-results");
    out = root.resolve("target/report");
  }

  private void record(ResultRecord.Builder record) {
    new ResultWriter(records).put(record.build());
  }

  /** One good record of every expected layer but those named. */
  private void everyLayerBut(String... without) {
    for (LayerSpec layer : LayerSpec.expected()) {
      if (!Arrays.asList(without).contains(layer.id())) {
        record(ResultRecord.of(layer.id(), "good " + layer.id()).passed("a sample"));
      }
    }
  }

  private Report make() throws IOException {
    return Main.make(root, records, out, LONG_AGO);
  }

  private String page() throws IOException {
    return Files.readString(out.resolve("index.html"));
  }

  private String summary() throws IOException {
    return Files.readString(out.resolve("summary.md"));
  }

  private void junit(String module, String runner, String className, String cases)
      throws IOException {
    Path dir = Files.createDirectories(root.resolve(module));
    Files.writeString(dir.resolve("pom.xml"), "<project/>");
    Path reports = Files.createDirectories(dir.resolve("target/" + runner + "-reports"));
    Files.writeString(
        reports.resolve("TEST-" + className + ".xml"),
        "<testsuite name='%s' time='1.5'><properties><property name='java.vm.vendor' value='V'/>"
                .formatted(className)
            + "<property name='java.runtime.version' value='17.0'/></properties>"
            + cases
            + "</testsuite>");
  }

  @Test
  void every_layer_with_a_good_record_is_green() throws IOException {
    everyLayerBut();
    Report report = make();
    assertThat(report.red()).isFalse();
    assertThat(report.verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
    assertThat(page()).contains("<span class=\"PASSED_SAMPLED\">PASSED (sampled)</span>");
    assertThat(page()).contains("Everything ran.").doesNotContain("What failed");
    assertThat(summary())
        .startsWith("# Giantless: PASSED (sampled)\n\nnothing was left out.")
        .contains("\n| House rules | PASSED (sampled) | 1 | 0 | 0 | 0.0 s |\n| Lock order |");
  }

  @Test
  void failed_record_is_red_and_shows_reason_replay_and_trace() throws IOException {
    everyLayerBut();
    record(
        ResultRecord.of("lincheck", "socket buffer")
            .failed("not linearizable")
            .replay("mvn -B verify -Dseed=1")
            .details("thread 1 | thread 2"));
    Report report = make();
    assertThat(report.red()).isTrue();
    assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(report.sentence()).startsWith("Linearizability FAILED;");
    assertThat(page())
        .contains("<span class=\"FAILED\">FAILED</span>")
        .contains("not linearizable", "mvn -B verify -Dseed=1", "thread 1 | thread 2");
    assertThat(summary()).contains("- FAILED socket buffer: not linearizable");
  }

  @Test
  void missing_layer_is_red() throws IOException {
    everyLayerBut("jcstress");
    Report report = make();
    assertThat(report.red()).isTrue();
    assertThat(report.sentence()).startsWith("Memory model MISSING;");
    assertThat(page()).contains("MISSING: expected, but it left no result in this build");
  }

  @Test
  void gate_without_the_lock_order_is_red() throws IOException {
    everyLayerBut("witness");
    Report report = make();
    assertThat(report.red()).isTrue();
    assertThat(report.sentence()).startsWith("Lock order MISSING;");
  }

  /** A layer is there when its tool ran, and not when the tests of the tool's judge did. */
  @Test
  void unit_tests_beside_a_tool_do_not_stand_for_its_layer() throws IOException {
    everyLayerBut("witness", "lincheck", "jcstress", "netperf");
    String good = "<testcase name='a' time='0.1'/>";
    junit("properties", "surefire", "giantless.properties.witness.OrderJudgeTest", good);
    junit("stress/lincheck", "surefire", "giantless.stress.lincheck.LincheckLogTest", good);
    junit("stress/jcstress", "surefire", "giantless.stress.jcstress.JcstressVerdictTest", good);
    junit("stress/netperf", "surefire", "giantless.stress.netperf.RatioTest", good);
    Report report = make();
    assertThat(report.sentence())
        .startsWith(
            "Lock order MISSING, Linearizability MISSING, Memory model MISSING,"
                + " Performance MISSING;");
    assertThat(report.strays()).isEmpty();
  }

  /** The classes of its package are its own, and not those of the layer that claims the module. */
  @Test
  void lock_order_claims_its_tests_before_the_properties_do() {
    String it = "giantless.properties.witness.LockOrderIT";
    String first =
        LayerSpec.expected().stream()
            .filter(l -> l.claims("properties", it, "failsafe"))
            .map(LayerSpec::id)
            .findFirst()
            .orElse("");
    assertThat(first).isEqualTo("witness");
  }

  @Test
  void results_of_an_earlier_build_do_not_count() throws IOException {
    everyLayerBut("tap");
    Path old =
        new ResultWriter(records).put(ResultRecord.of("tap", "ping").passed("a sample").build());
    assertThat(make().red()).isFalse();
    Files.setLastModifiedTime(old, FileTime.from(LONG_AGO.minusSeconds(1)));
    assertThat(make().sentence()).startsWith("The Linux kernel as peer MISSING;");
  }

  @Test
  void not_run_is_not_red_but_shown_with_its_reason() throws IOException {
    everyLayerBut("tap");
    record(ResultRecord.of("tap", "ping").notRun("needs root"));
    Report report = make();
    assertThat(report.red()).isFalse();
    assertThat(report.sentence()).isEqualTo("1 check NOT RUN.");
    assertThat(page()).contains("NOT RUN", "<td>needs root</td>").doesNotContain("Everything ran");
    assertThat(summary()).contains("- NOT RUN ping: needs root");
  }

  @Test
  void layer_that_must_run_and_did_not_is_red() throws IOException {
    everyLayerBut("jcstress");
    record(ResultRecord.of("jcstress", "Mtx_01").notRun("no time"));
    Report report = make();
    assertThat(report.red()).isTrue();
    assertThat(report.sentence()).startsWith("Memory model FAILED;");
    assertThat(page()).contains("NOT RUN: none of its checks ran, and this layer must run");
  }

  /** A check that was left out leaves a hole in what the others prove. */
  @Test
  void layer_with_a_hole_proves_nothing() {
    List<LayerSpec> one = List.of(new LayerSpec("a", "A", "", true, List.of()));
    List<CheckResult> results =
        List.of(result("a", Verdict.PROVED_WITHIN_BOUNDS), result("a", Verdict.NOT_RUN));
    assertThat(report(one, results).verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
  }

  @Test
  void proved_stands_only_where_all_layers_prove() {
    List<LayerSpec> two =
        List.of(
            new LayerSpec("a", "A", "", true, List.of()),
            new LayerSpec("b", "B", "", true, List.of()));
    List<CheckResult> results = new ArrayList<>();
    for (String id : List.of("a", "b")) {
      results.add(result(id, Verdict.PROVED_WITHIN_BOUNDS));
    }
    assertThat(report(two, results).verdict()).isEqualTo(Verdict.PROVED_WITHIN_BOUNDS);
    results.set(1, result("b", Verdict.PASSED_SAMPLED));
    assertThat(report(two, results).verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
    results.set(0, result("a", Verdict.NOT_RUN));
    assertThat(report(two, results).verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
    results.set(1, result("b", Verdict.PROVED_WITHIN_BOUNDS));
    assertThat(report(two, results).verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
    results.set(1, result("b", Verdict.NOT_RUN));
    assertThat(report(two, results).verdict()).isEqualTo(Verdict.NOT_RUN);
  }

  private static CheckResult result(String layer, Verdict verdict) {
    CheckResult p = CheckResult.problem(layer, "c", "r");
    return new CheckResult(layer, "c", verdict, "r", p.counts(), p.measures(), 0, "", "", "", "");
  }

  private static Report report(List<LayerSpec> layers, List<CheckResult> results) {
    return Report.of(layers, results, LONG_AGO, Duration.ZERO, new Provenance("c", "m"));
  }

  @Test
  void script_in_a_reason_is_shown_and_not_run() throws IOException {
    everyLayerBut();
    record(ResultRecord.of("unit", "<b>x</b>").failed("<script>alert(1)</script> | bar"));
    make();
    assertThat(page())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b&gt;x&lt;/b&gt;")
        .doesNotContain("<script", "<b>");
    assertThat(summary()).contains("&lt;script>alert(1)&lt;/script> \\| bar");
  }

  @Test
  void record_of_an_unknown_layer_is_red() throws IOException {
    everyLayerBut();
    record(ResultRecord.of("guess", "c").passed("a sample"));
    Report report = make();
    assertThat(report.red()).isTrue();
    assertThat(report.sentence()).startsWith("1 results that belong to no layer;");
  }

  @Test
  void file_that_is_no_record_is_red_with_its_reason() throws IOException {
    everyLayerBut();
    Files.writeString(records.resolve("a.json"), "{");
    Files.writeString(records.resolve("b.json"), "{\"layer\": \"unit\"}");
    String good = ResultRecord.of("unit", "c").passed("").build().toJson();
    Files.writeString(records.resolve("c.json"), good.replace("PASSED (sampled)", "OK"));
    Files.writeString(records.resolve("d.json"), good.replace("PASSED (sampled)", "FAILED"));
    Files.writeString(records.resolve("e.json"), good.replace("\"seed\"", "\"sead\""));
    Report report = make();
    assertThat(report.red()).isTrue();
    assertThat(report.strays()).hasSize(5);
    assertThat(report.strays().get(0).reason()).startsWith("is no result record: Unexpected end");
    assertThat(report.strays().get(1).reason()).contains("fields are missing: [check, counts,");
    assertThat(report.strays().get(2).reason()).isEqualTo("is no result record: no verdict: OK");
    assertThat(report.strays().get(3).reason()).endsWith("FAILED without a reason");
    assertThat(report.strays().get(4).reason()).endsWith("fields are missing: [seed]");
  }

  @Test
  void junit_classes_go_to_the_layer_of_their_module() throws IOException {
    String two = "<testcase name='a' time='0.1'/><testcase name='b' time='0.1'/>";
    junit("properties", "surefire", "giantless.properties.house.HouseTest", two);
    junit("properties", "failsafe", "giantless.properties.witness.LockOrderIT", two);
    junit("properties", "surefire", "giantless.properties.MbufProperties", two);
    junit("model/scenarios", "failsafe", "giantless.scenarios.AllScenariosIT", two);
    junit("model/scenarios", "failsafe", "giantless.scenarios.JpfIT", two);
    junit("stress/lincheck", "failsafe", "giantless.stress.lincheck.SockBufIT", two);
    junit("stress/jcstress", "failsafe", "giantless.stress.jcstress.JcstressIT", two);
    junit("stress/netperf", "failsafe", "giantless.stress.netperf.NetperfIT", two);
    junit("model/stack", "failsafe", "giantless.stack.net.TapPingIT", two);
    junit("model/lock", "surefire", "giantless.lock.TapeTest", two);
    Report report = make();
    assertThat(report.red()).isFalse();
    assertThat(report.layers()).allSatisfy(l -> assertThat(l.size()).isEqualTo(2));
    assertThat(report.jdks()).isEqualTo("V 17.0");
  }

  @Test
  void what_each_of_two_engines_took_is_shown() throws IOException {
    everyLayerBut("jpf");
    record(
        ResultRecord.of("jpf", "CloseBindInput")
            .proved("all 424 states")
            .seconds(3.6)
            .count("states", 424)
            .count("executions", 95)
            .measure("explorerSeconds", 0.25)
            .measure("ratio", 14.4));
    make();
    assertThat(page())
        .contains("states 424, executions 95, explorerSeconds 0.250, ratio 14.4", "3.6 s");
  }

  @Test
  void failed_and_skipped_cases_are_shown_one_by_one() throws IOException {
    everyLayerBut("unit");
    junit(
        "model/lock",
        "surefire",
        "giantless.lock.MtxTest",
        "<testcase name='good' time='0.1'/>"
            + "<testcase name='bad' time='0.1'><failure message='owner is null'>at X</failure></testcase>"
            + "<testcase name='worse' time='0.1'><error>java.lang.Oops: y\nat Y</error></testcase>"
            + "<testcase name='absent' time='0'><skipped message='needs root'/></testcase>");
    Report report = make();
    assertThat(report.failures())
        .extracting(c -> c.check() + ": " + c.reason())
        .containsExactly(
            "giantless.lock.MtxTest: 2 of 4 tests failed",
            "giantless.lock.MtxTest > bad: owner is null",
            "giantless.lock.MtxTest > worse: java.lang.Oops: y");
    assertThat(report.notRun())
        .extracting(c -> c.check() + ": " + c.reason())
        .containsExactly("giantless.lock.MtxTest > absent: needs root");
  }

  /**
   * Several classes can share a JVM, and then a file; each is a check, and goes to its own layer.
   */
  @Test
  void classes_that_share_a_file_are_told_apart() throws IOException {
    everyLayerBut("lincheck");
    junit(
        "stress/lincheck",
        "failsafe",
        "giantless.stress.lincheck.Together",
        "<testcase name='a' classname='giantless.stress.lincheck.ArpTableIT' time='2'/>"
            + "<testcase name='b' classname='giantless.stress.lincheck.IfQueueIT' time='0.5'/>"
            + "<testcase name='c' classname='giantless.stress.lincheck.IfQueueIT' time='0.7'>"
            + "<failure message='no fifo'>at X</failure></testcase>");
    Report report = make();
    assertThat(report.sentence()).startsWith("Linearizability FAILED;");
    assertThat(report.failures())
        .extracting(c -> c.check() + ": " + c.reason() + ", " + c.seconds())
        .containsExactly(
            "giantless.stress.lincheck.IfQueueIT: 1 of 2 tests failed, 1.2",
            "giantless.stress.lincheck.IfQueueIT > c: no fifo, 0.7");
  }

  @Test
  void layer_whose_tests_were_all_skipped_is_not_run() throws IOException {
    everyLayerBut("tap");
    junit(
        "model/stack",
        "failsafe",
        "giantless.stack.net.TapPingIT",
        "<testcase name='a' time='0'><skipped message='no /dev/net/tun'/></testcase>");
    Report report = make();
    assertThat(report.red()).isFalse();
    assertThat(page()).contains("no /dev/net/tun");
    assertThat(report.layers()).anyMatch(l -> l.words().equals("NOT RUN"));
  }

  /** A layer that passed in what it ran, and ran not all, must not look like one that passed. */
  @Test
  void a_pass_with_a_gap_says_so_in_the_headline() throws IOException {
    everyLayerBut();
    record(ResultRecord.of("tap", "flood ping").notRun("needs root"));
    Report report = make();
    assertThat(report.headline()).isEqualTo("PASSED (sampled), 1 NOT RUN");
    assertThat(page())
        .contains(
            "<span class=\"PARTLY_RUN\">PASSED (sampled), 1 NOT RUN</span>",
            "<td class=\"v PARTLY_RUN\">PASSED (sampled)<br>1 of its checks NOT RUN</td>");
    assertThat(summary()).startsWith("# Giantless: PASSED (sampled), 1 NOT RUN\n");
  }

  @Test
  void missed_goals_stand_on_the_page_and_fail_nothing() throws IOException {
    everyLayerBut();
    record(ResultRecord.of("netperf", "fast").passed("goal met").count("goals missed", 0));
    Report good = make();
    assertThat(good.sentence()).isEqualTo("nothing was left out.");
    assertThat(page()).doesNotContain("Goals missed");
    record(ResultRecord.of("netperf", "slow").passed("80 % below").count("goals missed", 1));
    Report report = make();
    assertThat(report.red()).isFalse();
    assertThat(report.sentence()).isEqualTo("nothing was left out; 1 benchmark below a goal.");
    assertThat(page()).contains("<h2 id=\"goals\">Goals missed</h2>", "<tr><td>slow</td><td>80 %");
    assertThat(summary()).contains("- below its goal: slow: 80 % below");
  }

  @Test
  void report_names_machine_and_commit() throws IOException {
    everyLayerBut();
    Report report = make();
    assertThat(report.made().commit()).isEqualTo("unknown (no git)");
    assertThat(page()).contains("Commit unknown (no git), on " + System.getProperty("os.name"));
  }

  @Test
  void assumption_that_failed_says_which() throws IOException {
    everyLayerBut("unit");
    junit(
        "model/lock",
        "surefire",
        "giantless.lock.MtxTest",
        "<testcase name='good' time='0.1'/><testcase name='absent' time='0'>"
            + "<skipped message='org.opentest4j.TestAbortedException: no tshark'/></testcase>"
            + "<testcase name='silent' time='0'>"
            + "<skipped message='org.opentest4j.TestAbortedException: '/></testcase>");
    assertThat(make().notRun())
        .extracting(CheckResult::reason)
        .containsExactly("no tshark", "no message was given");
  }

  @Test
  void broken_test_result_is_red() throws IOException {
    everyLayerBut();
    junit("model/lock", "surefire", "giantless.lock.MtxTest", "<testcase");
    assertThat(make().strays())
        .singleElement()
        .satisfies(c -> assertThat(c.reason()).startsWith("is no test result: "));
  }

  @Test
  void red_report_fails_the_build_with_its_sentence() throws IOException {
    Report report = make();
    assertThatThrownBy(() -> Main.judge(report))
        .isInstanceOf(Main.RedReport.class)
        .hasMessageStartingWith(
            "Giantless: FAILED; House rules MISSING, Lock order MISSING, Properties MISSING,");
  }

  /** The schema, the writer and the reader name the same fields and verdicts. */
  @Test
  void schema_agrees_with_the_records() throws IOException {
    Path schema = Path.of("schema/result.schema.json");
    JsonNode json = new ObjectMapper().readTree(schema.toFile());
    JsonNode record =
        new ObjectMapper().readTree(ResultRecord.of("l", "c").passed("").build().toJson());
    TreeSet<String> inSchema = new TreeSet<>();
    json.get("properties").fieldNames().forEachRemaining(inSchema::add);
    TreeSet<String> required = new TreeSet<>();
    json.get("required").forEach(n -> required.add(n.textValue()));
    TreeSet<String> written = new TreeSet<>();
    record.fieldNames().forEachRemaining(written::add);
    assertThat(inSchema).isEqualTo(written).isEqualTo(required);
    TreeSet<String> verdicts = new TreeSet<>();
    json.at("/properties/verdict/enum").forEach(n -> verdicts.add(n.textValue()));
    assertThat(verdicts)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Verdict.values()).map(Verdict::text).toList());
  }
}
