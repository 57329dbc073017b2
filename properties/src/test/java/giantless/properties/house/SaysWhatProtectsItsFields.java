package giantless.properties.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
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
import java.util.Optional;

/**
 * Every field that can change, and beside a lock every array and collection, says what protects it.
 * The compiler demands the same of the stack's sources; this looks at the classes as they run,
 * however they were compiled.
 */
final class SaysWhatProtectsItsFields extends ArchCondition<JavaClass> {
  private static final List<Class<? extends Annotation>> WORDS =
      List.of(GuardedBy.class, Racy.class, Frozen.class, Confined.class);

  SaysWhatProtectsItsFields() {
    super("say what protects each of their fields");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    if (isConfined(type)) {
      return;
    }
    boolean locks =
        type.getFields().stream()
            .anyMatch(
                f ->
                    f.getRawType().isAssignableTo(LockObject.class)
                        || f.getRawType().isAssignableTo(Giant.class));
    for (JavaField f : type.getFields()) {
      if (canChange(f, locks) && WORDS.stream().noneMatch(f::isAnnotatedWith)) {
        events.add(
            SimpleConditionEvent.violated(f, f.getFullName() + " says not what protects it"));
      }
    }
  }

  private static boolean isConfined(JavaClass type) {
    Optional<JavaClass> at = Optional.of(type);
    while (at.isPresent()) {
      if (at.get().isAnnotatedWith(Confined.class)) {
        return true;
      }
      at = at.get().getEnclosingClass();
    }
    return false;
  }

  private static boolean canChange(JavaField f, boolean locks) {
    if (f.getModifiers().contains(JavaModifier.STATIC)
        || f.getModifiers().contains(JavaModifier.SYNTHETIC)) {
      return false;
    }
    JavaClass t = f.getRawType();
    return !f.getModifiers().contains(JavaModifier.FINAL)
        || locks
            && (t.isArray() || t.isAssignableTo(Collection.class) || t.isAssignableTo(Map.class));
  }
}
