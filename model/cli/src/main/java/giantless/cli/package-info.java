/** The giantless command. */
package giantless.cli;
