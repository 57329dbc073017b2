package giantless.properties.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.objectweb.asm.ClassReader;

/**
 * Reads the bytecode of a class for what the stack may not use; the list stands in {@link
 * ForbiddenApis}.
 */
final class UsesNothingForbidden extends ArchCondition<JavaClass> {
  UsesNothingForbidden() {
    super("use nothing that the runtime must provide, nor what a model checker cannot follow");
  }

  @Override
  public void check(JavaClass item, ConditionEvents events) {
    ForbiddenApis scan =
        new ForbiddenApis(
            item.getName(), text -> events.add(SimpleConditionEvent.violated(item, text)));
    reader(item).accept(scan, ClassReader.SKIP_FRAMES);
  }

  static ClassReader reader(JavaClass item) {
    try (InputStream in =
        item.getSource()
            .orElseThrow(() -> new IllegalStateException("no bytecode of " + item.getName()))
            .getUri()
            .toURL()
            .openStream()) {
      return new ClassReader(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
