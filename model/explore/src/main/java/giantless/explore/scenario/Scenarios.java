package giantless.explore.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the scenarios of a package and those below it, in directories and in jars. */
public final class Scenarios {
  private static final String SUFFIX = ".class";

  /** What stands in every class file that is marked with it, and in some others. */
  private static final String MARK = "L" + Scenario.class.getName().replace('.', '/') + ";";

  private Scenarios() {}

  /**
   * The scenarios that the loader finds under the package, in order of name.
   *
   * @param packageName with dots, for example {@code giantless.scenarios}
   * @throws BadScenario if one of them is not in order, or if there is none
   */
  public static List<ScenarioClass> under(String packageName, ClassLoader loader) {
    List<ScenarioClass> found = under(packageName, loader, name -> true);
    if (found.isEmpty()) {
      throw new BadScenario("no class under " + packageName + " is marked @Scenario");
    }
    return found;
  }

  /**
   * Those of them whose classes are wanted; no other class is loaded.
   *
   * @param wanted asked with binary names
   * @return empty if there is none
   * @throws BadScenario if one of them is not in order
   */
  public static List<ScenarioClass> under(
      String packageName, ClassLoader loader, Predicate<String> wanted) {
    List<ScenarioClass> found = new ArrayList<>();
    try {
      Enumeration<URL> places = loader.getResources(packageName.replace('.', '/'));
      for (URL place : Collections.list(places)) {
        for (String name : names(place, packageName, wanted)) {
          Class<?> c = load(name, loader);
          if (c.isAnnotationPresent(Scenario.class)) {
            found.add(ScenarioClass.of(c));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for scenarios under " + packageName, e);
    }
    found.sort(Comparator.comparing(ScenarioClass::name));
    return found;
  }

  /**
   * The scenario of that class.
   *
   * @throws BadScenario if there is no such class, or if it is no scenario
   */
  public static ScenarioClass named(String className, ClassLoader loader) {
    return ScenarioClass.of(load(className, loader));
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new BadScenario("there is no class " + name + " on the class path", e);
    } catch (LinkageError e) {
      throw new BadScenario("class " + name + " cannot be loaded: " + e, e);
    }
  }

  private static List<String> names(URL place, String packageName, Predicate<String> wanted)
      throws IOException {
    if (place.getProtocol().equals("jar")) {
      JarURLConnection jar = (JarURLConnection) place.openConnection();
      return inJar(jar, packageName.replace('.', '/') + "/", wanted);
    }
    Path dir;
    try {
      dir = Path.of(place.toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IOException(place + " is no directory", e);
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(dir)) {
      files = walk.filter(p -> p.toString().endsWith(SUFFIX)).collect(Collectors.toList());
    }
    List<String> found = new ArrayList<>();
    for (Path f : files) {
      String path = dir.relativize(f).toString().replace(f.getFileSystem().getSeparator(), ".");
      String name = packageName + "." + path.substring(0, path.length() - SUFFIX.length());
      if (wanted.test(name) && mayBeMarked(Files.readAllBytes(f))) {
        found.add(name);
      }
    }
    return found;
  }

  private static List<String> inJar(JarURLConnection jar, String under, Predicate<String> wanted)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (JarEntry e : Collections.list(jar.getJarFile().entries())) {
      String path = e.getName();
      if (path.startsWith(under) && path.endsWith(SUFFIX)) {
        String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
        try (InputStream in = jar.getJarFile().getInputStream(e)) {
          if (wanted.test(name) && mayBeMarked(in.readAllBytes())) {
            found.add(name);
          }
        }
      }
    }
    return found;
  }

  /** Spares loading the classes in which the name of the annotation does not stand. */
  private static boolean mayBeMarked(byte[] classFile) {
    return new String(classFile, StandardCharsets.ISO_8859_1).contains(MARK);
  }
}
