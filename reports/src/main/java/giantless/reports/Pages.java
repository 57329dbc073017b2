package giantless.reports;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the report's views through the templates under {@code src/main/jte}, compiled with the
 * module.
 */
final class Pages {
  private Pages() {}

  static String html(Report report) {
    return render("giantless.reports.html", ContentType.Html, "index.jte", report);
  }

  static String markdown(Report report) {
    return render("giantless.reports.markdown", ContentType.Plain, "summary.jte", report);
  }

  private static String render(String templates, ContentType type, String name, Report report) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(null, type, Pages.class.getClassLoader(), templates);
    StringOutput out = new StringOutput();
    engine.render(name, report, out);
    return out.toString();
  }

  /** Writes {@code index.html} and {@code summary.md} into the directory. */
  static void write(Report report, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("index.html"), html(report).getBytes(StandardCharsets.UTF_8));
    Files.write(directory.resolve("summary.md"), markdown(report).getBytes(StandardCharsets.UTF_8));
  }
}
