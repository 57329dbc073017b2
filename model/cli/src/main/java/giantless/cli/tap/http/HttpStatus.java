package giantless.cli.tap.http;

/** The status codes that this server gives (RFC 9110 section 15). */
final class HttpStatus {
  static final int CONTINUE = 100;
  static final int OK = 200;
  static final int PARTIAL_CONTENT = 206;
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int CONTENT_TOO_LARGE = 413;
  static final int URI_TOO_LONG = 414;
  static final int RANGE_NOT_SATISFIABLE = 416;
  static final int EXPECTATION_FAILED = 417;
  static final int FIELDS_TOO_LARGE = 431;
  static final int INTERNAL_ERROR = 500;
  static final int NOT_IMPLEMENTED = 501;
  static final int VERSION_NOT_SUPPORTED = 505;

  private HttpStatus() {}

  static String reason(int status) {
    return switch (status) {
      case CONTINUE -> "Continue";
      case OK -> "OK";
      case PARTIAL_CONTENT -> "Partial Content";
      case BAD_REQUEST -> "Bad Request";
      case NOT_FOUND -> "Not Found";
      case METHOD_NOT_ALLOWED -> "Method Not Allowed";
      case CONTENT_TOO_LARGE -> "Content Too Large";
      case URI_TOO_LONG -> "URI Too Long";
      case RANGE_NOT_SATISFIABLE -> "Range Not Satisfiable";
      case EXPECTATION_FAILED -> "Expectation Failed";
      case FIELDS_TOO_LARGE -> "Request Header Fields Too Large";
      case NOT_IMPLEMENTED -> "Not Implemented";
      case VERSION_NOT_SUPPORTED -> "HTTP Version Not Supported";
      default -> "Internal Server Error";
    };
  }
}
