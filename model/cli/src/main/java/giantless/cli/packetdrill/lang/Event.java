package giantless.cli.packetdrill.lang;

/** One event of a script. */
public record Event(int line, When when, Action action) {}
