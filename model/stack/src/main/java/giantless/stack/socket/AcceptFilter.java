package giantless.stack.socket;

import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import java.nio.charset.StandardCharsets;

/**
 * An accept filter, accept_filter(9): keeps a new connection from accept(2) until it is worth to be
 * accepted, for example until a request is there. One object serves every listener that names it;
 * what it keeps for a listener is the argument that {@link #create} made.
 */
public abstract class AcceptFilter {
  /** Bytes of the name in {@code struct accept_filter_arg}, its end included. */
  public static final int NAME_SIZE = 16;

  /** sizeof(struct accept_filter_arg). */
  public static final int ARG_SIZE = 256;

  private final String name;

  protected AcceptFilter(String name) {
    if (name.isEmpty() || name.length() >= NAME_SIZE) {
      throw new IllegalArgumentException("name of an accept filter: " + name);
    }
    this.name = name;
  }

  /** accf_name: 1 to 15 letters. */
  public final String name() {
    return name;
  }

  /**
   * accf_create: the filter is set on a listener. Runs with no lock held.
   *
   * @param arg af_arg as the program gave it
   * @param out element 0 gets what {@link #ready} will be given, or stays null
   * @return an error that setsockopt(2) reports, EINVAL for a wrong argument
   */
  public Errno create(Socket listener, String arg, Object[] out) {
    return Errno.OK;
  }

  /**
   * accf_callback: whether accept(2) may have the connection. Asked when it is complete and at each
   * event on its receive buffer until the answer is yes. The socket is also given to accept(2) when
   * nothing more can come or when it failed, without asking.
   */
  @Requires("so.rcv.lock")
  public abstract boolean ready(Socket so, Object arg);

  /** accf_destroy: the listener has the filter no more. Runs with no lock held. */
  public void destroy(Socket listener, Object arg) {}

  /** A {@code struct accept_filter_arg} for setsockopt(2). */
  public static byte[] arg(String filter, String arg) {
    byte[] b = new byte[ARG_SIZE];
    put(b, 0, NAME_SIZE, filter);
    put(b, NAME_SIZE, ARG_SIZE - NAME_SIZE, arg);
    return b;
  }

  private static void put(byte[] b, int off, int size, String text) {
    byte[] t = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(t, 0, b, off, Math.min(t.length, size - 1));
  }

  /** af_name. */
  static String nameOf(byte[] arg) {
    return text(arg, 0, NAME_SIZE);
  }

  /** af_arg. */
  static String argOf(byte[] arg) {
    return text(arg, NAME_SIZE, ARG_SIZE - NAME_SIZE);
  }

  private static String text(byte[] b, int off, int size) {
    int n = 0;
    while (n < size - 1 && b[off + n] != 0) {
      n++;
    }
    return new String(b, off, n, StandardCharsets.ISO_8859_1);
  }
}
