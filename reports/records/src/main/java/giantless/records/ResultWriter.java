package giantless.records;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Puts result records where the report looks for them: one file for each check, in the directory
 * that the build names with the system property {@code giantless.results}. Without it (a test
 * started from an editor) that is {@code target/giantless-results} under the working directory.
 * Writing the same check again replaces its file.
 */
public final class ResultWriter {
  /** System property with the directory of the records. */
  public static final String PROPERTY = "giantless.results";

  private final Path directory;

  /** A writer into the given directory, which is made when the first record comes. */
  public ResultWriter(Path directory) {
    this.directory = directory;
  }

  /** The writer that the build wants. */
  public static ResultWriter ofBuild() {
    return new ResultWriter(Path.of(System.getProperty(PROPERTY, "target/giantless-results")));
  }

  /** Writes with the writer of the build; the short form for tests. */
  public static Path write(ResultRecord record) {
    return ofBuild().put(record);
  }

  /**
   * Writes a record; a reader sees all of it or nothing.
   *
   * @return the file
   * @throws UncheckedIOException if the file cannot be written
   */
  public Path put(ResultRecord record) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(fileName(record));
      Path part = Files.createTempFile(directory, "record", ".part");
      Files.write(part, record.toJson().getBytes(StandardCharsets.UTF_8));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the result of " + record.check(), e);
    }
  }

  /** A readable name; the hash keeps two checks apart whose readable parts are the same. */
  private static String fileName(ResultRecord record) {
    String name = record.layer() + "-" + record.check();
    String readable = name.replaceAll("[^A-Za-z0-9.-]+", "_");
    readable = readable.length() > 100 ? readable.substring(0, 100) : readable;
    return readable + "-" + Integer.toHexString(name.hashCode()) + ".json";
  }
}
