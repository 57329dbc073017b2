package giantless.explore.jpf;

/** Java PathFinder cannot be run here; the message says in one line what is missing. */
public final class JpfUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  public JpfUnavailable(String what) {
    super(what);
  }
}
