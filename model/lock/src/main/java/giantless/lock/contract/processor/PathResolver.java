package giantless.lock.contract.processor;

import giantless.lock.Giant;
import giantless.lock.LockObject;
import giantless.lock.contract.LockPath;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Follows a {@link LockPath} through the declarations that the compiler knows. */
final class PathResolver {
  private final Elements elements;
  private final Types types;

  PathResolver(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /**
   * Follows the path.
   *
   * @param method that carries the contract, or null for a field's
   * @return what is wrong with it, or null if it ends in a lock
   */
  String resolve(LockPath path, TypeElement owner, ExecutableElement method) {
    List<String> steps = path.steps();
    boolean fixed = method != null && method.getModifiers().contains(Modifier.STATIC);
    TypeMirror at = start(steps.get(0), owner, method, fixed);
    if (at == null) {
      return missing(steps.get(0), owner.asType())
          + (fixed ? ", and a static method has no this" : "");
    }
    for (String step : steps.subList(1, steps.size())) {
      TypeMirror next = member(step, at);
      if (next == null) {
        return missing(step, at);
      }
      at = next;
    }
    if (at.getKind() == TypeKind.ERROR || isLock(at)) {
      return null;
    }
    return "leads to " + types.erasure(at) + ", which is no lock";
  }

  private static String missing(String step, TypeMirror in) {
    return (LockPath.isCall(step) ? "no method " : "no field ") + step + " in " + in;
  }

  private boolean isLock(TypeMirror t) {
    return is(t, LockObject.class) || is(t, Giant.class);
  }

  private boolean is(TypeMirror t, Class<?> wanted) {
    TypeElement e = elements.getTypeElement(wanted.getName());
    return e != null && types.isSubtype(types.erasure(t), types.erasure(e.asType()));
  }

  private TypeMirror start(
      String step, TypeElement owner, ExecutableElement method, boolean fixed) {
    if (method != null) {
      if (step.equals("return")) {
        return method.getReturnType();
      }
      for (VariableElement p : method.getParameters()) {
        if (p.getSimpleName().contentEquals(step)) {
          return p.asType();
        }
      }
    }
    TypeElement at = owner;
    boolean inner = !fixed;
    while (inner) {
      TypeMirror found = member(step, at.asType());
      if (found != null) {
        return found;
      }
      inner = at.getNestingKind().isNested() && !at.getModifiers().contains(Modifier.STATIC);
      if (inner) {
        Element outside = at.getEnclosingElement();
        while (!(outside instanceof TypeElement)) {
          outside = outside.getEnclosingElement();
        }
        at = (TypeElement) outside;
      }
    }
    return null;
  }

  /** The type of a member of a type or of what stands above it; null if there is none. */
  private TypeMirror member(String step, TypeMirror in) {
    TypeMirror t = in;
    while (t.getKind() == TypeKind.TYPEVAR) {
      t = ((TypeVariable) t).getUpperBound();
    }
    if (t.getKind() == TypeKind.ERROR) {
      return t;
    }
    if (t.getKind() != TypeKind.DECLARED) {
      return null;
    }
    DeclaredType type = (DeclaredType) t;
    for (Element e : type.asElement().getEnclosedElements()) {
      if (!e.getSimpleName().contentEquals(LockPath.nameOf(step))
          || e.getModifiers().contains(Modifier.STATIC)) {
        continue;
      }
      if (!LockPath.isCall(step) && e.getKind() == ElementKind.FIELD) {
        return types.asMemberOf(type, e);
      }
      if (LockPath.isCall(step)
          && e.getKind() == ElementKind.METHOD
          && ((ExecutableElement) e).getParameters().isEmpty()) {
        return ((ExecutableType) types.asMemberOf(type, e)).getReturnType();
      }
    }
    for (TypeMirror above : types.directSupertypes(type)) {
      TypeMirror found = member(step, above);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
