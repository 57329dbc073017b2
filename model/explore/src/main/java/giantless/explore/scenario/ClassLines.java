package giantless.explore.scenario;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Finds where a class stands in its source, from its class file (JVMS 4). */
final class ClassLines {
  private static final String LINES = "LineNumberTable";

  private final DataInputStream in;
  private String[] utf8;

  private ClassLines(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * For example {@code Crossing.java:12}, the first line with code; the class's name if unknown.
   */
  static String of(Class<?> c) {
    String file = outermost(c.getName()) + ".java";
    try (InputStream in = resource(c)) {
      int line = in == null ? 0 : new ClassLines(in).first();
      return line == 0 ? file : file + ":" + line;
    } catch (IOException e) {
      return file;
    }
  }

  private static String outermost(String name) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    int dollar = simple.indexOf('$', 1);
    return dollar < 0 ? simple : simple.substring(0, dollar);
  }

  private static InputStream resource(Class<?> c) {
    ClassLoader loader = c.getClassLoader();
    String file = c.getName().replace('.', '/') + ".class";
    return loader == null ? null : loader.getResourceAsStream(file);
  }

  private int first() throws IOException {
    in.readInt();
    in.readInt();
    constants();
    skip(6);
    skip(2L * in.readUnsignedShort());
    int fields = in.readUnsignedShort();
    for (int i = 0; i < fields; i++) {
      skip(6);
      attributes();
    }
    int least = 0;
    int methods = in.readUnsignedShort();
    for (int i = 0; i < methods; i++) {
      skip(6);
      int line = attributes();
      least = line != 0 && (least == 0 || line < least) ? line : least;
    }
    return least;
  }

  private void constants() throws IOException {
    int n = in.readUnsignedShort();
    utf8 = new String[n];
    for (int i = 1; i < n; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1:
          byte[] text = new byte[in.readUnsignedShort()];
          in.readFully(text);
          utf8[i] = new String(text, StandardCharsets.ISO_8859_1);
          break;
        case 7:
        case 8:
        case 16:
        case 19:
        case 20:
          skip(2);
          break;
        case 15:
          skip(3);
          break;
        case 5:
        case 6:
          skip(8);
          i++;
          break;
        default:
          skip(4);
          break;
      }
    }
  }

  /** The first line that the attributes of a member name; 0 if none. */
  private int attributes() throws IOException {
    int least = 0;
    int n = in.readUnsignedShort();
    for (int i = 0; i < n; i++) {
      String name = utf8[in.readUnsignedShort()];
      byte[] content = new byte[in.readInt()];
      in.readFully(content);
      if ("Code".equals(name)) {
        ClassLines code = new ClassLines(new ByteArrayInputStream(content));
        code.utf8 = utf8;
        least = code.code();
      } else if (LINES.equals(name)) {
        DataInputStream lines = new DataInputStream(new ByteArrayInputStream(content));
        int entries = lines.readUnsignedShort();
        for (int k = 0; k < entries; k++) {
          lines.readUnsignedShort();
          int line = lines.readUnsignedShort();
          least = least == 0 || line < least ? line : least;
        }
      }
    }
    return least;
  }

  private int code() throws IOException {
    skip(4);
    skip(in.readInt());
    skip(8L * in.readUnsignedShort());
    return attributes();
  }

  private void skip(long n) throws IOException {
    in.skipNBytes(n);
  }
}
