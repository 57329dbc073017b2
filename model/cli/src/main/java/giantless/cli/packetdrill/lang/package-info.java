/** The packetdrill language: text in, a {@link giantless.cli.packetdrill.lang.Script} out. Pure. */
package giantless.cli.packetdrill.lang;
