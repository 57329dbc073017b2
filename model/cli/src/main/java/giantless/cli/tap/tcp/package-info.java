/** Stream servers and clients on a host's system calls: what its processes do with TCP. */
package giantless.cli.tap.tcp;
