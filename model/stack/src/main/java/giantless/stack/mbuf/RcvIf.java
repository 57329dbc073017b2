package giantless.stack.mbuf;

/** The interface that a packet came in by, as far as a packet header knows it. */
public interface RcvIf {}
