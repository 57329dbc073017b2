package giantless.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a report speaks of: the commit that was checked, and the machine that checked it.
 *
 * @param commit a short hash, with {@code +} behind it if files differed from it; or why there is
 *     none
 * @param machine operating system, architecture and processors
 */
public record Provenance(String commit, String machine) {

  /** Of this JVM's machine, and of the checkout as git sees it. */
  static Provenance of(Path root) {
    String hash = git(root, "rev-parse", "--short", "HEAD");
    String changes = git(root, "status", "--porcelain", "--untracked-files=no");
    String commit = hash.isEmpty() ? "unknown (no git)" : hash + (changes.isEmpty() ? "" : "+");
    return new Provenance(
        commit,
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
  }

  /** What git answers; empty if there is no git, no checkout, or no answer in ten seconds. */
  private static String git(Path root, String... args) {
    String[] command = new String[args.length + 1];
    command[0] = "git";
    System.arraycopy(args, 0, command, 1, args.length);
    try {
      Process p =
          new ProcessBuilder(command)
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      p.getOutputStream().close();
      String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!p.waitFor(10, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        return "";
      }
      return p.exitValue() == 0 ? text : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
