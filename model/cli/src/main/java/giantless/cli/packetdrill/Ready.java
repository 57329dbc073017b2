package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.kern.SysException;

/**
 * A system call whose arguments have been read, and what is to be looked at when it has returned.
 *
 * @param opens whether it returns a descriptor
 */
record Ready(Body body, After after, boolean opens) {

  /** The call itself, in the thread that makes it. */
  interface Body {
    long run() throws SysException;
  }

  /** What it has left behind it, once it has returned without an error. */
  interface After {
    void check(long result) throws ScriptFailure, ScriptException;
  }

  /** A call that returns nothing but success. */
  interface Quiet {
    void run() throws SysException;
  }

  /** A call that leaves nothing to look at. */
  static Ready plain(Body body) {
    return new Ready(body, r -> {}, false);
  }

  /** As {@link #plain}, of a call that returns nothing but success. */
  static Ready nothing(Quiet body) {
    return plain(
        () -> {
          body.run();
          return 0;
        });
  }
}
