package giantless.properties.tcp.model;

/** What a call says: the errors of RFC 9293 section 3.10, by their names in POSIX. */
public enum Err {
  OK,
  EWOULDBLOCK,
  EINPROGRESS,
  EALREADY,
  EISCONN,
  ENOTCONN,
  EPIPE,
  ECONNREFUSED,
  ECONNRESET,
  ECONNABORTED,
  ETIMEDOUT,
  EADDRINUSE,
  EINVAL,
  EOPNOTSUPP
}
