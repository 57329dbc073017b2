/** The network stack: hosts, and everything in them. */
package giantless.stack;
