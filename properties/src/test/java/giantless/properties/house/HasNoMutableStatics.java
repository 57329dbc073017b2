package giantless.properties.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every static field is final and holds what cannot change: a known value type, an enum, a class
 * whose fields are all final and immutable in turn, a private table of primitives, or an interface
 * whose values the class's initialiser makes only from such classes (so {@code List.of()} passes
 * and {@code new ArrayList()} does not).
 */
final class HasNoMutableStatics extends ArchCondition<JavaClass> {
  private static final Set<String> VALUES =
      Set.of(
          "java.lang.String",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Class",
          "java.lang.StackWalker",
          "java.lang.invoke.MethodHandle",
          "java.lang.invoke.VarHandle",
          "java.lang.reflect.Method",
          "java.lang.reflect.Constructor",
          "java.math.BigInteger",
          "java.nio.charset.Charset",
          "java.time.Duration",
          "java.util.regex.Pattern",
          "java.util.concurrent.atomic.AtomicIntegerFieldUpdater",
          "java.util.concurrent.atomic.AtomicLongFieldUpdater",
          "java.util.concurrent.atomic.AtomicReferenceFieldUpdater");

  private final Map<String, Boolean> known = new HashMap<>();

  HasNoMutableStatics() {
    super("have only final static fields of immutable types");
  }

  @Override
  public void check(JavaClass item, ConditionEvents events) {
    for (JavaField field : item.getFields()) {
      Set<JavaModifier> modifiers = field.getModifiers();
      if (!modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.SYNTHETIC)) {
        continue;
      }
      String problem = problemOf(item, field);
      if (problem != null) {
        events.add(SimpleConditionEvent.violated(item, field.getFullName() + " " + problem));
      }
    }
  }

  private String problemOf(JavaClass owner, JavaField field) {
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return "is static and not final";
    }
    JavaClass type = field.getRawType();
    if (type.isArray()) {
      boolean table = field.getModifiers().contains(JavaModifier.PRIVATE);
      JavaClass element = type.getBaseComponentType();
      boolean values = element.isPrimitive() || VALUES.contains(element.getName());
      return table && values ? null : "is a static array that is no private table of values";
    }
    if (immutable(type)) {
      return null;
    }
    if (!type.isInterface()) {
      return "is static and of the mutable type " + type.getName();
    }
    for (JavaConstructorCall call : owner.getConstructorCallsFromSelf()) {
      JavaClass made = call.getTargetOwner();
      boolean inInitialiser = call.getOrigin().getName().equals("<clinit>");
      if (inInitialiser && !immutable(made) && made.isAssignableTo(type.getName())) {
        return "is static and may hold a mutable " + made.getName();
      }
    }
    return null;
  }

  private boolean immutable(JavaClass type) {
    if (type.isPrimitive() || type.isEnum() || VALUES.contains(type.getName())) {
      return true;
    }
    if (type.isInterface() || !type.getName().startsWith("giantless.")) {
      return false;
    }
    Boolean before = known.get(type.getName());
    if (before != null) {
      return before;
    }
    known.put(type.getName(), true);
    boolean result = true;
    for (JavaField field : type.getAllFields()) {
      Set<JavaModifier> modifiers = field.getModifiers();
      if (modifiers.contains(JavaModifier.STATIC)) {
        continue;
      }
      JavaClass fieldType = field.getRawType();
      boolean plain =
          immutable(fieldType)
              || fieldType.getName().equals("java.util.List")
              || fieldType.getName().equals("java.util.Set")
              || fieldType.getName().equals("java.util.Map");
      result &= modifiers.contains(JavaModifier.FINAL) && plain;
    }
    known.put(type.getName(), result);
    return result;
  }
}
