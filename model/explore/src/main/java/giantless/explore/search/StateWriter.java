package giantless.explore.search;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a search leaves for later, as text: lines of a key and words. The last line seals the ones
 * before it, so that a text that was cut or changed is known as such by {@link StateReader}.
 */
public final class StateWriter {
  static final String SEAL = "seal";

  private final StringBuilder text = new StringBuilder();

  /** A line; a word is a number, a truth value or a text, which may have any characters. */
  public StateWriter line(String key, Object... words) {
    text.append(key);
    for (Object w : words) {
      text.append(' ').append(word(w.toString()));
    }
    text.append('\n');
    return this;
  }

  /** A line of numbers, their count first. */
  public StateWriter ints(String key, int[] values, int count) {
    text.append(key).append(' ').append(count);
    for (int i = 0; i < count; i++) {
      text.append(' ').append(values[i]);
    }
    text.append('\n');
    return this;
  }

  /** Lines that another writer wrote. */
  public StateWriter block(String lines) {
    text.append(lines);
    return this;
  }

  private static String word(String s) {
    return s.isEmpty() ? "%" : URLEncoder.encode(s, StandardCharsets.UTF_8);
  }

  /** The lines so far, without a seal. */
  public String lines() {
    return text.toString();
  }

  /** All lines and the seal. */
  public String sealed() {
    return text + SEAL + " " + hash(text.toString()) + "\n";
  }

  /** Writes the sealed text; a file that is there already is replaced once the new one is whole. */
  public void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, sealed(), StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The SHA-256 of the text in UTF-8, as 64 hexadecimal digits. */
  public static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      StringBuilder b = new StringBuilder();
      for (byte x : digest) {
        b.append(String.format("%02x", x));
      }
      return b.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
