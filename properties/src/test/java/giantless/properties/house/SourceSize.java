package giantless.properties.house;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Finds the source files under a directory that are longer than a limit. */
final class SourceSize {
  static final int LIMIT = 600;

  /** What was found: how many files were looked at, and a line for each that is too long. */
  record Found(int files, List<String> tooLong) {}

  private SourceSize() {}

  static Found under(Path root) throws IOException {
    List<String> tooLong = new ArrayList<>();
    int[] files = new int[1];
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            boolean skip = !dir.equals(root) && (name.equals("target") || name.startsWith("."));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".java")) {
              files[0]++;
              int lines = Files.readAllLines(file).size();
              if (lines > LIMIT) {
                tooLong.add(root.relativize(file) + " has " + lines + " lines, limit " + LIMIT);
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new Found(files[0], tooLong);
  }
}
