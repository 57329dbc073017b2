package giantless.lock.contract.processor;

import giantless.lock.Locks;
import giantless.lock.contract.Acquires;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Frozen;
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
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;

/**
 * Checks lock contracts when they are compiled: a path that does not lead to a lock, a racy field
 * that is not volatile, and contracts that contradict each other are errors at the element that
 * carries them. Runs in every module that has the lock module on its processor path.
 *
 * <p>With {@code -Agiantless.fields=PACKAGE} every field in that package and below that can change
 * must say what protects it.
 */
public final class ContractProcessor extends AbstractProcessor {
  private static final List<Class<? extends Annotation>> ON_METHODS =
      List.of(Requires.class, Acquires.class, Releases.class, Excludes.class);

  /** The option that names the package whose fields must say what protects them. */
  static final String FIELDS = "giantless.fields";

  private PathResolver paths;
  private FieldsSaid fieldsSaid;

  @Override
  public synchronized void init(ProcessingEnvironment env) {
    super.init(env);
    paths = new PathResolver(env.getElementUtils(), env.getTypeUtils());
    fieldsSaid = new FieldsSaid(env.getElementUtils(), env.getTypeUtils(), env.getMessager());
  }

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of("*");
  }

  @Override
  public Set<String> getSupportedOptions() {
    return Set.of(FIELDS);
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
    methods.forEach(this::checkUnless);
    for (Element field : round.getElementsAnnotatedWith(Frozen.class)) {
      checkReason(field, Frozen.class, field.getAnnotation(Frozen.class).value());
    }
    for (Element e : round.getElementsAnnotatedWith(Confined.class)) {
      checkReason(e, Confined.class, e.getAnnotation(Confined.class).value());
    }
    String wanted = processingEnv.getOptions().get(FIELDS);
    for (TypeElement type : ElementFilter.typesIn(round.getRootElements())) {
      if (wanted != null && (type.getQualifiedName() + ".").startsWith(wanted + ".")) {
        fieldsSaid.check(type);
      }
    }
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
    checkReason(field, Racy.class, field.getAnnotation(Racy.class).value());
  }

  private void checkReason(Element at, Class<? extends Annotation> type, String reason) {
    if (reason.isBlank()) {
      String what = at instanceof TypeElement ? "class " : "field ";
      error(at, type, what + at.getSimpleName() + " gives no reason");
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

  /** Results that a contract names must be ones that the method can have. */
  private void checkUnless(ExecutableElement method) {
    Requires r = method.getAnnotation(Requires.class);
    if (r == null) {
      return;
    }
    TypeMirror type = method.getReturnType();
    for (String result : r.unless()) {
      boolean known =
          switch (result) {
            case "null" -> type.getKind() == TypeKind.DECLARED || type.getKind() == TypeKind.ARRAY;
            case "true", "false" -> type.getKind() == TypeKind.BOOLEAN;
            default -> type instanceof DeclaredType d && hasConstant(d.asElement(), result);
          };
      if (!known) {
        error(method, Requires.class, "unless(\"" + result + "\") is no result of the method");
      }
    }
  }

  private static boolean hasConstant(Element type, String name) {
    return type.getEnclosedElements().stream()
        .anyMatch(
            e -> e.getKind() == ElementKind.ENUM_CONSTANT && e.getSimpleName().contentEquals(name));
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

  /** The name of a lock's class where its field is wanted is the likeliest mistake. */
  private static String confusion(String text) {
    return Locks.byName(text) == null
        ? ""
        : "; " + text + " is a lock class, named here is the field that holds the lock";
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
        error(at, type, "(\"" + text + "\"): " + wrong + confusion(text));
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
