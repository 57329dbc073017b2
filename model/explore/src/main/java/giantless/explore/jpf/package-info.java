/**
 * Java PathFinder as a second engine for scenarios: it shares no code with the explorer, keeps
 * states instead of schedules, and is the user's own ({@link giantless.explore.jpf.JpfHome}).
 *
 * <p>{@link giantless.explore.jpf.JpfEngine} runs a scenario in a JVM of its own, {@link
 * giantless.explore.jpf.Agreement} compares what has come out with the explorer's outcome. What
 * runs in that JVM are sources among the resources of this module: {@code inside} is compiled
 * against the user's jars, {@code model} takes the place of a few of our classes in the program
 * under check.
 */
package giantless.explore.jpf;
