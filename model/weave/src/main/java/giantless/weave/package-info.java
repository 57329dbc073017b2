/**
 * Lock contracts enforced at run time. Classes of Giantless are changed while they load: before
 * each access to a field that is {@code @GuardedBy} stands a check that the thread holds the lock,
 * and methods with contracts check them when they are called and when they return.
 *
 * <p>To have it in a module's tests: depend on {@code giantless-weave} in scope {@code test}.
 * {@link giantless.weave.WeaveSession} starts with JUnit's launcher and attaches {@link
 * giantless.weave.WeaveAgent} to the JVM itself, so that nothing needs a packaged agent; it fails
 * the run if weaving does not work.
 */
package giantless.weave;
