/**
 * Lock contracts enforced at run time. Classes of Giantless are changed while they load: before
 * each access to a field that is {@code @GuardedBy} stands a check that the thread holds the lock,
 * and methods with contracts check them when they are called and when they return.
 *
 * <p>To have it in a module's tests: depend on {@code giantless-weave} in scope {@code test}.
 * {@link giantless.weave.WeaveSession} starts with JUnit's launcher and attaches {@link
 * giantless.weave.WeaveAgent} to the JVM itself, so that nothing needs a packaged agent; it fails
 * the run if weaving does not work.
 *
 * <p>Before accesses to fields, arrays and collections stand calls that tell the world of the
 * thread ({@code giantless.lock.explored.WovenFields} says what is seen and what is not):
 * {@code @Racy} fields become steps, and unordered accesses races. Watched are the classes of
 * {@code giantless} but for {@code lock}, {@code weave}, {@code explore}, {@code cli} and {@code
 * records}, whether they own a lock or not; in tests those marked {@code @Woven}.
 *
 * <p>To have it outside of JUnit: {@link giantless.weave.Weave}. A program weaves the classes of a
 * search with
 *
 * <pre>{@code
 * ClassLoader woven = Weave.loader(parent, name -> name.startsWith("giantless.stack."), urls);
 * Class<?> scenario = woven.loadClass(...);
 * }</pre>
 *
 * which needs no permission and weaves classes of any name; or starts with {@code
 * -javaagent:giantless-weave.jar}, or has in the manifest of its own jar {@code
 * Launcher-Agent-Class: giantless.weave.WeaveAgent}, or calls {@link
 * giantless.weave.Weave#thisJvm}. Then a {@code World} with {@code WorldOptions.races(true)} finds
 * races in the threads that it carries.
 */
package giantless.weave;
