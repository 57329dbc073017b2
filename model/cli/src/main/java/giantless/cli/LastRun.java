package giantless.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What {@code tap} leaves for {@code netstat} and {@code witness}: a JSON file with {@code host},
 * {@code protocols} (counters by protocol), {@code mbufs}, {@code interfaces}, {@code locks} (the
 * lock profile) and {@code order} (the learnt lock order).
 */
public final class LastRun {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LastRun() {}

  /** Where the file is unless an option says otherwise: one for each user. */
  public static Path defaultFile() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "giantless-" + System.getProperty("user.name"),
        "last-run.json");
  }

  /** An empty object of the file's kind. */
  public static ObjectNode create() {
    return MAPPER.createObjectNode();
  }

  /** JSON text as a part of it. */
  public static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Looks whether the file can be written, so that a run does not end with nothing to show for it.
   * The directory of the default file is made, others are not.
   *
   * @throws UserError there is no such directory, or nothing may be written into it
   */
  public static void mustBeWritable(Path file) throws UserError {
    Path directory = file.toAbsolutePath().getParent();
    if (file.equals(defaultFile())) {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new UserError("cannot make " + directory + ": " + e);
      }
    }
    if (!Files.isDirectory(directory)) {
      throw new UserError("--stats: no such directory: " + directory);
    }
    if (!Files.isWritable(directory) || Files.isDirectory(file)) {
      throw new UserError("--stats: cannot write " + file);
    }
  }

  /** Writes the file whole or not at all. */
  public static void write(Path file, JsonNode run) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path part = Files.createTempFile(directory, "run", ".part");
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), run);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads the file.
   *
   * @throws UserError there is none, or it is not such a file
   */
  public static JsonNode read(Path file) throws UserError {
    if (!Files.exists(file)) {
      throw new UserError(
          file.equals(defaultFile())
              ? "no host has run yet: there is no " + file + " (see giantless tap --help)"
              : "no such file: " + file);
    }
    try {
      JsonNode run = MAPPER.readTree(file.toFile());
      if (!run.path("protocols").isObject()) {
        throw new UserError(file + " is not the file of a run");
      }
      return run;
    } catch (IOException e) {
      throw new UserError("cannot read " + file + ": " + e.getMessage());
    }
  }
}
