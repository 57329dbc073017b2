package giantless.lock.contract.processor;

import giantless.lock.contract.Acquires;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.LockPath;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * Checks lock contracts when they are compiled: a path that does not lead to a lock, a racy field
 * that is not volatile, and contracts that contradict each other are errors at the element that
 * carries them. Runs in every module that has the lock module on its processor path.
 */
public final class ContractProcessor extends AbstractProcessor {
  private static final List<Class<? extends Annotation>> ON_METHODS =
      List.of(Requires.class, Acquires.class, Releases.class, Excludes.class);

  private PathResolver paths;

  @Override
  public synchronized void init(ProcessingEnvironment env) {
    super.init(env);
    paths = new PathResolver(env.getElementUtils(), env.getTypeUtils());
  }

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(
        GuardedBy.class.getName(),
        Racy.class.getName(),
        Requires.class.getName(),
        Acquires.class.getName(),
        Releases.class.getName(),
        Excludes.class.getName());
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (Element field : round.getElementsAnnotatedWith(GuardedBy.class)) {
      checkGuarded(field);
    }
    for (Element field : round.getElementsAnnotatedWith(Racy.class)) {
      checkRacy(field);
    }
    Set<ExecutableElement> methods = new LinkedHashSet<>();
    for (Class<? extends Annotation> type : ON_METHODS) {
      for (Element method : round.getElementsAnnotatedWith(type)) {
        methods.add((ExecutableElement) method);
        checkPaths(method, type, pathsOf((ExecutableElement) method, type));
      }
    }
    methods.forEach(this::checkContradictions);
    return false;
  }

  private void checkGuarded(Element field) {
    if (field.getModifiers().contains(Modifier.STATIC)) {
      error(field, GuardedBy.class, "on a static field: no object is there whose lock it could be");
      return;
    }
    checkPaths(field, GuardedBy.class, field.getAnnotation(GuardedBy.class).value());
  }

  private void checkRacy(Element field) {
    Set<Modifier> modifiers = field.getModifiers();
    if (!modifiers.contains(Modifier.VOLATILE) && !modifiers.contains(Modifier.FINAL)) {
      error(field, Racy.class, "field " + field.getSimpleName() + " must be volatile or final");
    }
    if (field.getAnnotation(Racy.class).value().isBlank()) {
      error(field, Racy.class, "field " + field.getSimpleName() + " gives no reason");
    }
  }

  private void checkContradictions(ExecutableElement method) {
    Map<String, Class<?>> seen = new LinkedHashMap<>();
    for (Class<? extends Annotation> t : ON_METHODS) {
      for (String path : pathsOf(method, t)) {
        contradict(method, t, path, seen);
      }
    }
  }

  private void contradict(
      ExecutableElement method,
      Class<? extends Annotation> type,
      String path,
      Map<String, Class<?>> seen) {
    Class<?> other = seen.putIfAbsent(path, type);
    if (other != null) {
      error(method, type, "(\"" + path + "\"): @" + other.getSimpleName() + " names the same lock");
    }
  }

  private static String[] pathsOf(ExecutableElement method, Class<? extends Annotation> type) {
    Annotation a = method.getAnnotation(type);
    if (a instanceof Requires r) {
      return r.value();
    }
    if (a instanceof Acquires q) {
      return q.value();
    }
    if (a instanceof Releases l) {
      return l.value();
    }
    return a instanceof Excludes e ? e.value() : new String[0];
  }

  private void checkPaths(Element at, Class<? extends Annotation> type, String[] texts) {
    ExecutableElement method = at instanceof ExecutableElement m ? m : null;
    if (texts.length == 0) {
      error(at, type, "names no lock");
    }
    for (String text : texts) {
      LockPath path = LockPath.parse(text);
      String wrong =
          path == null
              ? "is no path: fields and methods() joined by dots"
              : path.startsAtReturn() && type != Acquires.class
                  ? "return is for @Acquires only"
                  : paths.resolve(path, (TypeElement) at.getEnclosingElement(), method);
      if (wrong != null) {
        error(at, type, "(\"" + text + "\"): " + wrong);
      }
    }
  }

  private void error(Element at, Class<? extends Annotation> type, String words) {
    String glue = words.startsWith("(") ? "" : ": ";
    String text = "@" + type.getSimpleName() + glue + words;
    for (AnnotationMirror mirror : at.getAnnotationMirrors()) {
      if (mirror.getAnnotationType().toString().equals(type.getName())) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, text, at, mirror);
        return;
      }
    }
    processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, text, at);
  }
}
