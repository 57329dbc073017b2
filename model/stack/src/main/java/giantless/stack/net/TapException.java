package giantless.stack.net;

import java.io.IOException;

/** A TAP device cannot be had; the message says why. */
public final class TapException extends IOException {
  private static final long serialVersionUID = 1L;

  public TapException(String message) {
    super(message);
  }
}
