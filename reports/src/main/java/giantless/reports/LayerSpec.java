package giantless.reports;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * One layer that the report expects to hear from. All of them stand in {@code layers.json}, which
 * is the one place: a layer there that left no result makes the report red, and so does a result
 * whose layer is not there.
 *
 * @param id the word in the records
 * @param title the heading
 * @param what a sentence on what the layer looks at
 * @param mayNotRun whether a build is green in which none of its checks ran, for a reason that they
 *     give; every other layer must look at something
 * @param tests which JUnit classes belong to it; the first layer of the list that claims a class
 *     has it
 */
public record LayerSpec(
    String id, String title, String what, boolean mayNotRun, List<Tests> tests) {

  /**
   * A claim to JUnit classes.
   *
   * @param module regular expression on the module's directory under the root
   * @param classes regular expression on the full class name
   * @param runner {@code surefire}, {@code failsafe} or {@code any}
   */
  public record Tests(String module, String classes, String runner) {}

  private record File(List<LayerSpec> layers) {}

  public boolean claims(String module, String className, String runner) {
    for (Tests t : tests) {
      boolean runnerFits = t.runner().equals("any") || t.runner().equals(runner);
      if (runnerFits && module.matches(t.module()) && className.matches(t.classes())) {
        return true;
      }
    }
    return false;
  }

  /** The layers that this build expects, in the order of the page. */
  static List<LayerSpec> expected() {
    try (InputStream in = LayerSpec.class.getResourceAsStream("layers.json")) {
      return new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .readValue(in, File.class)
          .layers();
    } catch (IOException e) {
      throw new UncheckedIOException("layers.json", e);
    }
  }
}
