package giantless.lock.contract.processor;

import giantless.lock.Giant;
import giantless.lock.LockObject;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Frozen;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;

/**
 * Demands that every field which can change says what protects it: one of {@code @GuardedBy},
 * {@code @Racy}, {@code @Frozen}, {@code @Confined}, or the last on a class around it. Beside a
 * lock a final array or collection is such a field too.
 */
final class FieldsSaid {
  private static final List<Class<? extends Annotation>> ON_FIELDS =
      List.of(GuardedBy.class, Racy.class, Frozen.class, Confined.class);
  private static final List<Class<?>> LOCKS = List.of(LockObject.class, Giant.class);
  private static final List<Class<?>> CONTAINERS = List.of(Collection.class, Map.class);

  private final Elements elements;
  private final Types types;
  private final Messager messager;

  FieldsSaid(Elements elements, Types types, Messager messager) {
    this.elements = elements;
    this.types = types;
    this.messager = messager;
  }

  /** Looks at a class and at those in it. */
  void check(TypeElement type) {
    if (type.getAnnotation(Confined.class) != null) {
      return;
    }
    List<VariableElement> fields = ElementFilter.fieldsIn(type.getEnclosedElements());
    boolean locks = fields.stream().anyMatch(f -> is(f.asType(), LOCKS));
    for (VariableElement f : fields) {
      if (f.getKind() == ElementKind.FIELD && canChange(f, locks) && !says(f)) {
        messager.printMessage(
            Diagnostic.Kind.ERROR,
            "field "
                + f.getSimpleName()
                + " of "
                + type.getSimpleName()
                + " says not what protects it: @GuardedBy, @Racy, @Frozen or @Confined",
            f);
      }
    }
    ElementFilter.typesIn(type.getEnclosedElements()).forEach(this::check);
  }

  private boolean canChange(Element f, boolean locks) {
    if (f.getModifiers().contains(Modifier.STATIC)) {
      return false;
    }
    return !f.getModifiers().contains(Modifier.FINAL)
        || locks && (f.asType().getKind() == TypeKind.ARRAY || is(f.asType(), CONTAINERS));
  }

  private static boolean says(Element f) {
    return ON_FIELDS.stream().anyMatch(a -> f.getAnnotation(a) != null);
  }

  private boolean is(TypeMirror t, List<Class<?>> wanted) {
    for (Class<?> w : wanted) {
      TypeElement e = elements.getTypeElement(w.getName());
      if (e != null && types.isSubtype(types.erasure(t), types.erasure(e.asType()))) {
        return true;
      }
    }
    return false;
  }
}
