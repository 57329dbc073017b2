/**
 * From a schedule that fails to a short one that fails in the same way: {@link
 * giantless.explore.minimise.Minimiser}.
 */
package giantless.explore.minimise;
