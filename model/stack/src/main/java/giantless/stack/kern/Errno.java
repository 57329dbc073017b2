package giantless.stack.kern;

/**
 * Error numbers, intro(2), with the values and texts of FreeBSD. Functions of the kernel return
 * them; only a system call throws ({@link SysException}). What POSIX calls {@code EWOULDBLOCK} is
 * {@link #EAGAIN}.
 */
public enum Errno {
  /** No error. */
  OK(0, "No error"),
  /** Operation not permitted. */
  EPERM(1, "Operation not permitted"),
  /** No such file or directory. */
  ENOENT(2, "No such file or directory"),
  /** No such process. */
  ESRCH(3, "No such process"),
  /** Interrupted system call. */
  EINTR(4, "Interrupted system call"),
  /** Input/output error. */
  EIO(5, "Input/output error"),
  /** Device not configured. */
  ENXIO(6, "Device not configured"),
  /** Argument list too long. */
  E2BIG(7, "Argument list too long"),
  /** Bad file descriptor. */
  EBADF(9, "Bad file descriptor"),
  /** Resource deadlock avoided. */
  EDEADLK(11, "Resource deadlock avoided"),
  /** Cannot allocate memory. */
  ENOMEM(12, "Cannot allocate memory"),
  /** Permission denied. */
  EACCES(13, "Permission denied"),
  /** Bad address. */
  EFAULT(14, "Bad address"),
  /** Device busy. */
  EBUSY(16, "Device busy"),
  /** File exists. */
  EEXIST(17, "File exists"),
  /** Operation not supported by device. */
  ENODEV(19, "Operation not supported by device"),
  /** Not a directory. */
  ENOTDIR(20, "Not a directory"),
  /** Is a directory. */
  EISDIR(21, "Is a directory"),
  /** Invalid argument. */
  EINVAL(22, "Invalid argument"),
  /** Too many open files in system. */
  ENFILE(23, "Too many open files in system"),
  /** Too many open files. */
  EMFILE(24, "Too many open files"),
  /** Inappropriate ioctl for device. */
  ENOTTY(25, "Inappropriate ioctl for device"),
  /** File too large. */
  EFBIG(27, "File too large"),
  /** No space left on device. */
  ENOSPC(28, "No space left on device"),
  /** Illegal seek. */
  ESPIPE(29, "Illegal seek"),
  /** Broken pipe. */
  EPIPE(32, "Broken pipe"),
  /** Numerical argument out of domain. */
  EDOM(33, "Numerical argument out of domain"),
  /** Result too large. */
  ERANGE(34, "Result too large"),
  /** Resource temporarily unavailable. */
  EAGAIN(35, "Resource temporarily unavailable"),
  /** Operation now in progress. */
  EINPROGRESS(36, "Operation now in progress"),
  /** Operation already in progress. */
  EALREADY(37, "Operation already in progress"),
  /** Socket operation on non-socket. */
  ENOTSOCK(38, "Socket operation on non-socket"),
  /** Destination address required. */
  EDESTADDRREQ(39, "Destination address required"),
  /** Message too long. */
  EMSGSIZE(40, "Message too long"),
  /** Protocol wrong type for socket. */
  EPROTOTYPE(41, "Protocol wrong type for socket"),
  /** Protocol not available. */
  ENOPROTOOPT(42, "Protocol not available"),
  /** Protocol not supported. */
  EPROTONOSUPPORT(43, "Protocol not supported"),
  /** Socket type not supported. */
  ESOCKTNOSUPPORT(44, "Socket type not supported"),
  /** Operation not supported. */
  EOPNOTSUPP(45, "Operation not supported"),
  /** Protocol family not supported. */
  EPFNOSUPPORT(46, "Protocol family not supported"),
  /** Address family not supported by protocol family. */
  EAFNOSUPPORT(47, "Address family not supported by protocol family"),
  /** Address already in use. */
  EADDRINUSE(48, "Address already in use"),
  /** Can't assign requested address. */
  EADDRNOTAVAIL(49, "Can't assign requested address"),
  /** Network is down. */
  ENETDOWN(50, "Network is down"),
  /** Network is unreachable. */
  ENETUNREACH(51, "Network is unreachable"),
  /** Network dropped connection on reset. */
  ENETRESET(52, "Network dropped connection on reset"),
  /** Software caused connection abort. */
  ECONNABORTED(53, "Software caused connection abort"),
  /** Connection reset by peer. */
  ECONNRESET(54, "Connection reset by peer"),
  /** No buffer space available. */
  ENOBUFS(55, "No buffer space available"),
  /** Socket is already connected. */
  EISCONN(56, "Socket is already connected"),
  /** Socket is not connected. */
  ENOTCONN(57, "Socket is not connected"),
  /** Can't send after socket shutdown. */
  ESHUTDOWN(58, "Can't send after socket shutdown"),
  /** Too many references: can't splice. */
  ETOOMANYREFS(59, "Too many references: can't splice"),
  /** Operation timed out. */
  ETIMEDOUT(60, "Operation timed out"),
  /** Connection refused. */
  ECONNREFUSED(61, "Connection refused"),
  /** File name too long. */
  ENAMETOOLONG(63, "File name too long"),
  /** Host is down. */
  EHOSTDOWN(64, "Host is down"),
  /** No route to host. */
  EHOSTUNREACH(65, "No route to host"),
  /** Directory not empty. */
  ENOTEMPTY(66, "Directory not empty"),
  /** Too many processes. */
  EPROCLIM(67, "Too many processes"),
  /** Function not implemented. */
  ENOSYS(78, "Function not implemented"),
  /** Value too large to be stored in data type. */
  EOVERFLOW(84, "Value too large to be stored in data type"),
  /** Attribute not found. */
  ENOATTR(87, "Attribute not found"),
  /** Protocol error. */
  EPROTO(92, "Protocol error"),
  /** Restart the system call; never seen by a process. */
  ERESTART(-1, "Restart system call"),
  /** The ioctl was not handled by this layer; never seen by a process. */
  ENOIOCTL(-3, "Ioctl not handled by this layer");

  /** The same number by its other name. */
  public static final Errno EWOULDBLOCK = EAGAIN;

  private final int code;
  private final String text;

  Errno(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The number of {@code <sys/errno.h>}; 0 for {@link #OK}. */
  public int code() {
    return code;
  }

  /** What strerror(3) says. */
  public String text() {
    return text;
  }

  /** The error with the number; {@link #EINVAL} for one that has no name here. */
  public static Errno of(int code) {
    for (Errno e : values()) {
      if (e.code == code) {
        return e;
      }
    }
    return EINVAL;
  }
}
