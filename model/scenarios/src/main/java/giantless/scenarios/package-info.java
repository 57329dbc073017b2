/**
 * The races worth exploring, one file each: {@link giantless.explore.scenario.Scenario} classes in
 * a package for each part of the stack, and {@code samples}, which show how to write one.
 */
package giantless.scenarios;
