package giantless.stack.net;

import giantless.stack.mbuf.Mbuf;

/** A protocol's input routine as netisr calls it. It consumes the mbuf. */
@FunctionalInterface
public interface NetisrHandler {
  void input(Mbuf m);
}
