package giantless.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.explored.PlainObject;
import giantless.races.MonitorPrograms;
import java.lang.reflect.Modifier;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Woven code keeps to what the language says of monitors, also where no world runs. */
class MonitorWeaverTest {
  private static WeavingClassLoader loader;

  @BeforeAll
  static void load() {
    String mine = MonitorPrograms.class.getName();
    loader = Weave.loader(MonitorWeaverTest.class.getClassLoader(), n -> n.startsWith(mine));
  }

  @AfterAll
  static void unload() throws Exception {
    loader.close();
  }

  private static Object call(Class<?> program) throws Exception {
    Class<?> woven = loader.loadClass(program.getName());
    assertThat(woven).isNotSameAs(program);
    return ((Callable<?>) woven.getDeclaredConstructor().newInstance()).call();
  }

  @Test
  void methods_and_blocks_own_and_leave() throws Exception {
    call(MonitorPrograms.Methods.class);
    new MonitorPrograms.Methods().call();
    Class<?> woven = loader.loadClass(MonitorPrograms.class.getName());
    int flags = woven.getDeclaredMethod("isMine").getModifiers();
    assertThat(Modifier.isSynchronized(flags)).isFalse();
  }

  @Test
  void java_threads_outside_of_a_world_keep_each_other_out() throws Exception {
    assertThat(call(MonitorPrograms.Threads.class)).isEqualTo(2 * MonitorPrograms.TURNS);
  }

  @Test
  void waits_end_and_new_objects_are_known_by_where_they_were_made() throws Exception {
    assertThat(call(MonitorPrograms.Limit.class)).isInstanceOf(PlainObject.class);
  }

  @Test
  void what_the_language_forbids_throws() {
    assertThatThrownBy(() -> call(MonitorPrograms.Stranger.class))
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> call(MonitorPrograms.Negative.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> call(MonitorPrograms.Null.class))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void an_object_has_no_entry_once_nobody_uses_it() {
    OutsideMonitors outside = new OutsideMonitors();
    Object o = new Object();
    outside.enter(o);
    outside.enter(o);
    outside.exit(o);
    assertThat(outside.isHeld(o)).isTrue();
    outside.exit(o);
    assertThat(outside.isHeld(o)).isFalse();
    assertThat(outside.size()).isZero();
    assertThatThrownBy(() -> outside.exit(o)).isInstanceOf(IllegalMonitorStateException.class);
  }
}
