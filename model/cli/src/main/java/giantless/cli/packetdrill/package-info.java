/**
 * {@code giantless packetdrill}: runs packetdrill scripts against a host of its own on virtual
 * time. {@link giantless.cli.packetdrill.ScriptRunner} runs one; the language is in {@code lang}.
 */
package giantless.cli.packetdrill;
