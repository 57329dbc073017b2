package giantless.lock.jpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JpfWorldTest {

  @Test
  void outside_of_java_pathfinder_the_world_says_so() {
    assertThatThrownBy(() -> new JpfWorld(0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this runtime runs inside Java PathFinder only");
  }

  @Test
  void the_checker_has_nothing_but_natives() {
    List<String> own = new ArrayList<>();
    for (Method m : Checker.class.getDeclaredMethods()) {
      if (!Modifier.isNative(m.getModifiers()) && !m.isSynthetic()) {
        own.add(m.getName());
      }
    }
    assertThat(own).isEmpty();
  }
}
