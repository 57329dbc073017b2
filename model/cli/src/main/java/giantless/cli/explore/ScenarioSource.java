package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.Scenarios;
import giantless.weave.Weave;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/**
 * Where scenarios come from: those of Giantless, or classes of the user's own. What is explored is
 * woven as it is loaded, so that races are found and contracts enforced.
 */
final class ScenarioSource {
  private static final String HOUSE = "giantless.scenarios";

  @Option(
      names = {"--classpath", "-cp"},
      paramLabel = "DIR[:JAR]",
      description =
          "directories and jars with classes of your own; NAME is then a class's full name")
  private String classpath;

  private ClassLoader loader;

  /** Loads scenarios, and what they need, woven. */
  ClassLoader loader() throws UserError {
    if (loader == null) {
      ClassLoader parent = ScenarioSource.class.getClassLoader();
      if (classpath == null) {
        loader = Weave.loader(parent, ScenarioSource::isHouse);
      } else {
        URL[] places = places();
        loader = Weave.loader(parent, isHouseOr(places), places);
      }
      // An assert is there to be checked, also where nobody thinks of -ea.
      loader.setDefaultAssertionStatus(true);
    }
    return loader;
  }

  private static boolean isHouse(String name) {
    return name.startsWith(HOUSE + ".") || name.startsWith("giantless.stack.");
  }

  /** Classes that the places have, but assertions and the like, which are no program. */
  private static Predicate<String> isHouseOr(URL[] places) {
    URLClassLoader theirs = new URLClassLoader(places, null);
    return name ->
        isHouse(name)
            || (!name.startsWith("giantless.")
                && !name.startsWith("org.")
                && theirs.getResource(name.replace('.', '/') + ".class") != null);
  }

  private URL[] places() throws UserError {
    List<URL> urls = new ArrayList<>();
    for (String part : classpath.split(File.pathSeparator)) {
      Path p = Path.of(part);
      if (!Files.exists(p)) {
        throw new UserError("--classpath: there is no " + part);
      }
      try {
        urls.add(p.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new UserError("--classpath: " + part + ": " + e.getMessage());
      }
    }
    return urls.toArray(new URL[0]);
  }

  /** Where all classes are, those of the user's own among them, for another JVM. */
  String places(String mine) {
    return classpath == null ? mine : mine + File.pathSeparator + classpath;
  }

  /** What goes into a replay command so that it finds the same classes. */
  String option() {
    return classpath == null ? "" : "--classpath " + classpath + " ";
  }

  /**
   * The scenarios that the names mean, all for none: a name is that of a scenario, or its beginning
   * up to a dot, or has stars in it.
   *
   * @throws BadScenario if one is not in order
   */
  List<ScenarioClass> find(List<String> names) throws UserError {
    if (classpath != null) {
      return own(names);
    }
    if (names.isEmpty()) {
      return Scenarios.under(HOUSE, loader());
    }
    List<ScenarioClass> all =
        Scenarios.under(HOUSE, loader(), c -> names.stream().anyMatch(n -> matches(c, n)));
    List<ScenarioClass> found = new ArrayList<>();
    for (String name : names) {
      List<ScenarioClass> some = new ArrayList<>(all);
      some.removeIf(s -> !matches(s.type().getName(), name));
      if (some.isEmpty()) {
        throw noScenario(name);
      }
      some.removeAll(found);
      found.addAll(some);
    }
    return found;
  }

  private static UserError noScenario(String name) {
    return new UserError(
        "there is no scenario "
            + name
            + " (see giantless explore --list; for a class of your own, --classpath)");
  }

  private static boolean matches(String className, String name) {
    String n = ScenarioClass.name(className);
    if (name.indexOf('*') >= 0) {
      StringBuilder regex = new StringBuilder();
      for (String part : name.split("\\*", -1)) {
        regex.append(regex.length() == 0 ? "" : ".*").append(java.util.regex.Pattern.quote(part));
      }
      return n.matches(regex.toString());
    }
    return n.equals(name) || n.startsWith(name + ".") || className.equals(name);
  }

  private List<ScenarioClass> own(List<String> names) throws UserError {
    if (names.isEmpty()) {
      throw new UserError("--classpath needs the full names of the classes to explore");
    }
    List<ScenarioClass> found = new ArrayList<>();
    for (String name : names) {
      found.add(named(name));
    }
    return found;
  }

  /** The class with this name, in which a dot may stand before the name of a nested one. */
  private ScenarioClass named(String name) throws UserError {
    String at = name;
    while (loader().getResource(at.replace('.', '/') + ".class") == null) {
      int dot = at.lastIndexOf('.');
      if (dot < 0) {
        return Scenarios.named(name, loader());
      }
      at = at.substring(0, dot) + "$" + at.substring(dot + 1);
    }
    return Scenarios.named(at, loader());
  }

  /**
   * The one scenario of this name, for a replay.
   *
   * @throws UserError if there is none
   */
  ScenarioClass one(String name) throws UserError {
    if (classpath != null) {
      return named(name);
    }
    List<ScenarioClass> found =
        Scenarios.under(HOUSE, loader(), c -> ScenarioClass.name(c).equals(name) || c.equals(name));
    if (!found.isEmpty()) {
      return found.get(0);
    }
    throw noScenario(name);
  }
}
