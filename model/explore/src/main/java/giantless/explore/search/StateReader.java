package giantless.explore.search;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a {@link StateWriter} wrote, line by line and word by word. */
public final class StateReader {
  private final String name;
  private final String[] lines;
  private int at = -1;
  private String[] words = {};
  private int word;

  /**
   * @param name of the file, for messages
   * @param sealed with the line at its end that seals it
   * @throws StateException if it was cut or changed
   */
  public StateReader(String name, String sealed) {
    this.name = name;
    int end = sealed.lastIndexOf(StateWriter.SEAL + " ");
    if (end < 0 || !sealed.endsWith("\n")) {
      throw new StateException(name + ": not whole: the seal at its end is missing");
    }
    String text = sealed.substring(0, end);
    if (!sealed.substring(end).equals(StateWriter.SEAL + " " + StateWriter.hash(text) + "\n")) {
      throw new StateException(name + ": changed: the seal at its end is of another text");
    }
    lines = text.split("\n", -1);
  }

  /**
   * Reads a file of {@link StateWriter#write}.
   *
   * @throws IOException if it cannot be read
   * @throws StateException if it was cut or changed
   */
  public static StateReader of(Path file) throws IOException {
    return new StateReader(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
  }

  /** Whether the next line has this key. */
  public boolean isAt(String key) {
    return at + 1 < lines.length && lines[at + 1].split(" ", 2)[0].equals(key);
  }

  /**
   * Goes to the next line, which must have this key.
   *
   * @throws StateException if it has another
   */
  public StateReader line(String key) {
    at++;
    words = at < lines.length ? lines[at].split(" ", -1) : new String[] {""};
    word = 1;
    if (!words[0].equals(key)) {
      throw error("\"" + key + "\" is expected, not \"" + words[0] + "\"");
    }
    return this;
  }

  public String text() {
    if (word >= words.length) {
      throw error("a word is missing");
    }
    String s = words[word++];
    return s.equals("%") ? "" : URLDecoder.decode(s, StandardCharsets.UTF_8);
  }

  public long number() {
    String s = text();
    try {
      return Long.parseLong(s);
    } catch (NumberFormatException e) {
      throw new StateException(where() + "\"" + s + "\" is no number", e);
    }
  }

  public int integer() {
    long n = number();
    if (n != (int) n) {
      throw error(n + " is out of range");
    }
    return (int) n;
  }

  public boolean truth() {
    String s = text();
    if (!s.equals("true") && !s.equals("false")) {
      throw error("\"" + s + "\" is neither true nor false");
    }
    return s.equals("true");
  }

  /** The numbers of a line that {@link StateWriter#ints} wrote. */
  public int[] ints() {
    int count = integer();
    if (count < 0 || count > words.length) {
      throw error("a count of " + count);
    }
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = integer();
    }
    return all;
  }

  /** The lines from the next one to before the first with this key, as they stand. */
  public String block(String key) {
    StringBuilder b = new StringBuilder();
    while (!isAt(key)) {
      if (++at >= lines.length - 1) {
        throw error("\"" + key + "\" is expected before the end");
      }
      b.append(lines[at]).append('\n');
    }
    return b.toString();
  }

  private String where() {
    return name + ", line " + (at + 1) + ": ";
  }

  /** What is wrong with the line that was read last. */
  public StateException error(String what) {
    return new StateException(where() + what);
  }
}
