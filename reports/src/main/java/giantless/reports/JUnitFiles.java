package giantless.reports;

import giantless.records.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads the XML that surefire and failsafe leave in every module, and makes of each class one
 * check, of each failed case one more with its message, and of each skipped case one that says NOT
 * RUN and why.
 */
final class JUnitFiles {
  private static final List<String> RUNNERS = List.of("surefire", "failsafe");

  private final Path root;
  private final Instant since;
  private final List<LayerSpec> layers;
  private final DocumentBuilder parser;

  JUnitFiles(Path root, Instant since, List<LayerSpec> layers) {
    this.root = root;
    this.since = since;
    this.layers = layers;
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      parser = factory.newDocumentBuilder();
      parser.setErrorHandler(null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The results of all test classes that ran since the given moment. */
  List<CheckResult> read() throws IOException {
    List<CheckResult> results = new ArrayList<>();
    for (Path module : modules()) {
      for (String runner : RUNNERS) {
        Path directory = module.resolve("target").resolve(runner + "-reports");
        if (Files.isDirectory(directory)) {
          readDirectory(directory, root.relativize(module).toString(), runner, results);
        }
      }
    }
    return results;
  }

  /** A module is a directory with a pom, at most three levels down. */
  private List<Path> modules() throws IOException {
    try (var paths = Files.find(root, 4, (p, a) -> p.endsWith("pom.xml"))) {
      return paths.map(Path::getParent).sorted().toList();
    }
  }

  private void readDirectory(Path dir, String module, String runner, List<CheckResult> results)
      throws IOException {
    List<Path> files;
    try (var list = Files.newDirectoryStream(dir, "TEST-*.xml")) {
      files = new ArrayList<>();
      list.forEach(files::add);
    }
    files.sort(null);
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
        continue;
      }
      try {
        suite(parser.parse(file.toFile()).getDocumentElement(), module, runner, results);
      } catch (SAXException e) {
        results.add(
            CheckResult.problem(
                "", module + "/" + file.getFileName(), "is no test result: " + e.getMessage()));
      }
    }
  }

  /** A file is one of a class, or of a group of classes, whose cases say which is theirs. */
  private void suite(Element suite, String module, String runner, List<CheckResult> results) {
    Map<String, List<Element>> classes = new LinkedHashMap<>();
    NodeList cases = suite.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String name = test.getAttribute("classname");
      name = name.isEmpty() ? suite.getAttribute("name") : name;
      classes.computeIfAbsent(name, k -> new ArrayList<>()).add(test);
    }
    String jdk = property(suite, "java.vm.vendor") + " " + property(suite, "java.runtime.version");
    for (Map.Entry<String, List<Element>> c : classes.entrySet()) {
      String layer = layerOf(module, c.getKey(), runner);
      double seconds = seconds(suite);
      if (classes.size() > 1) {
        seconds = c.getValue().stream().mapToDouble(JUnitFiles::seconds).sum();
      }
      testClass(layer, c.getKey(), c.getValue(), seconds, jdk, results);
    }
  }

  private static void testClass(
      String layer,
      String name,
      List<Element> cases,
      double seconds,
      String jdk,
      List<CheckResult> results) {
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    List<CheckResult> single = new ArrayList<>();
    for (Element test : cases) {
      Element bad = first(test, "failure", "error");
      Element skip = first(test, "skipped");
      if (bad != null) {
        failed++;
        single.add(caseResult(layer, name, test, Verdict.FAILED, bad, jdk));
      } else if (skip != null) {
        skipped++;
        single.add(caseResult(layer, name, test, Verdict.NOT_RUN, skip, jdk));
      } else {
        passed++;
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("tests", (long) cases.size());
    counts.put("passed", (long) passed);
    counts.put("failed", (long) failed);
    counts.put("skipped", (long) skipped);
    if (passed + failed > 0) {
      Verdict verdict = failed > 0 ? Verdict.FAILED : Verdict.PASSED_SAMPLED;
      String reason = failed > 0 ? failed + " of " + cases.size() + " tests failed" : "";
      results.add(
          new CheckResult(
              layer, name, verdict, reason, counts, Map.of(), seconds, jdk, "", "", ""));
    }
    results.addAll(single);
  }

  private String layerOf(String module, String className, String runner) {
    for (LayerSpec layer : layers) {
      if (layer.claims(module, className, runner)) {
        return layer.id();
      }
    }
    return "";
  }

  private static CheckResult caseResult(
      String layer, String suite, Element test, Verdict verdict, Element why, String jdk) {
    String message = why.getAttribute("message");
    String text = why.getTextContent().strip();
    String reason = message.isBlank() ? text.lines().findFirst().orElse("") : message.strip();
    // JUnit puts the exception's name before the message of an assumption.
    reason = reason.replaceFirst("^org\\.opentest4j\\.TestAbortedException:\\s*", "");
    reason = reason.isBlank() ? "no message was given" : reason;
    String details = verdict == Verdict.FAILED ? text : "";
    return new CheckResult(
        layer,
        suite + " > " + test.getAttribute("name"),
        verdict,
        reason,
        Map.of(),
        Map.of(),
        seconds(test),
        jdk,
        "",
        "",
        details);
  }

  private static double seconds(Element element) {
    String time = element.getAttribute("time").replace(",", "");
    return time.isEmpty() ? 0 : Double.parseDouble(time);
  }

  private static Element first(Element parent, String... names) {
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      for (String name : names) {
        if (n instanceof Element e && e.getTagName().equals(name)) {
          return e;
        }
      }
    }
    return null;
  }

  private static String property(Element suite, String name) {
    NodeList properties = suite.getElementsByTagName("property");
    for (int i = 0; i < properties.getLength(); i++) {
      Element p = (Element) properties.item(i);
      if (p.getAttribute("name").equals(name)) {
        return p.getAttribute("value");
      }
    }
    return "";
  }
}
