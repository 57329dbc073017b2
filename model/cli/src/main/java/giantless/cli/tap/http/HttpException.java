package giantless.cli.tap.http;

/** A request that is answered by an error status, or a response that cannot be used. */
final class HttpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** The status code to answer with. */
  int status() {
    return status;
  }
}
