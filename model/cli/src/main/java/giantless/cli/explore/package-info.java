/** {@code giantless explore} and {@code giantless replay}. */
package giantless.cli.explore;
