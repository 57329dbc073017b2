/** The {@code giantless} command: one class a subcommand. */
package giantless.cli;
