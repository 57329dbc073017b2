package giantless.explore.shard;

import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Sealed text in files. */
final class Files {
  private Files() {}

  static StateReader read(Path file) throws IOException {
    return new StateReader(
        file.toString(), java.nio.file.Files.readString(file, StandardCharsets.UTF_8));
  }

  /** Replaces a file that is there already once the new one is whole. */
  static void write(Path file, StateWriter out) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    java.nio.file.Files.writeString(fresh, out.sealed(), StandardCharsets.UTF_8);
    java.nio.file.Files.move(
        fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
