package giantless.explore.scenario;

import giantless.explore.search.StateWriter;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scenario is made of: a hash of its class file, of those that it names, of those that these
 * name, and so on, as the class loader finds them. With another stack, another checker or another
 * explorer it is another one. The JDK's classes and those of test libraries do not count.
 */
final class CodeHash {
  private static final String[] OTHERS = {
    "java/",
    "javax/",
    "jdk/",
    "sun/",
    "org/assertj/",
    "org/junit/",
    "org/opentest4j/",
    "net/bytebuddy/"
  };

  /** Named by nobody, as they are found by name or do the exploring. */
  private static final String[] ROOTS = {
    "giantless/explore/scenario/ScenarioRunner", "giantless/weave/WeavingClassLoader"
  };

  /** A class file's own hash, and the classes that it names. */
  private static final class ClassFile {
    final String hash;
    final List<String> names;

    ClassFile(String hash, List<String> names) {
      this.hash = hash;
      this.names = names;
    }
  }

  private final ClassLoader loader;
  private final Map<String, ClassFile> files = new HashMap<>();

  CodeHash(ClassLoader loader) {
    this.loader = loader;
  }

  /** Of this class, and of the checkers that look at its executions. */
  String of(Class<?> type, List<Checker> checkers) {
    Map<String, String> hashes = new TreeMap<>();
    ArrayDeque<String> todo = new ArrayDeque<>(List.of(ROOTS));
    todo.add(type.getName().replace('.', '/'));
    checkers.forEach(c -> todo.add(c.getClass().getName().replace('.', '/')));
    while (!todo.isEmpty()) {
      String name = todo.remove();
      if (hashes.containsKey(name)) {
        continue;
      }
      ClassFile file = files.computeIfAbsent(name, this::read);
      hashes.put(name, file.hash);
      todo.addAll(file.names);
    }
    return StateWriter.hash(hashes.toString());
  }

  private ClassFile read(String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      if (in == null) {
        return new ClassFile("none", List.of());
      }
      byte[] bytes = in.readAllBytes();
      return new ClassFile(hash(bytes), names(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read class " + name, e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new BigInteger(1, digest).toString(16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The classes of the constant pool (JVMS 4.4) that count. */
  private static List<String> names(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipNBytes(8);
    int n = in.readUnsignedShort();
    String[] utf8 = new String[n];
    List<Integer> classes = new ArrayList<>();
    for (int i = 1; i < n; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1:
          utf8[i] = in.readUTF();
          break;
        case 7:
          classes.add(in.readUnsignedShort());
          break;
        case 8:
        case 16:
        case 19:
        case 20:
          in.skipNBytes(2);
          break;
        case 15:
          in.skipNBytes(3);
          break;
        case 5:
        case 6:
          in.skipNBytes(8);
          i++;
          break;
        default:
          in.skipNBytes(4);
          break;
      }
    }
    List<String> names = new ArrayList<>(classes.size());
    for (int at : classes) {
      String name = utf8[at];
      int array = name.lastIndexOf('[');
      if (array >= 0) {
        name = name.endsWith(";") ? name.substring(array + 2, name.length() - 1) : "java/";
      }
      if (counts(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean counts(String name) {
    for (String other : OTHERS) {
      if (name.startsWith(other)) {
        return false;
      }
    }
    return true;
  }
}
