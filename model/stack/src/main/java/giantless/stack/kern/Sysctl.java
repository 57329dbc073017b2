package giantless.stack.kern;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.SxLock;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * sysctl(3): the kernel's variables by name. A request holds the sysctl lock from end to end, so
 * one runs at a time and its handler may sleep.
 *
 * <p>Subsystems hand in a {@link Provider}, which is asked for its variables at the first request:
 * a machine that nobody asks builds no tree. Loader tunables (kenv(1)) are applied when a variable
 * with {@link Oid#CTLFLAG_TUN} is added; a machine that has some builds its tree at boot.
 */
public final class Sysctl {

  /** Adds the variables of one subsystem. */
  @FunctionalInterface
  public interface Provider {
    /** Runs once, with the sysctl lock held. */
    void provide(OidTree tree);
  }

  public final SxLock lock;

  @GuardedBy("lock")
  private final OidTree tree;

  @GuardedBy("lock")
  private final List<Provider> waiting = new ArrayList<>();

  Sysctl(LockRuntime rt, Map<String, String> tunables) {
    this.lock = rt.sx(Locks.SYSCTL);
    this.tree = new OidTree(tunables);
  }

  /** Hands in the variables of a subsystem. */
  @Excludes("lock")
  public void provide(Provider provider) {
    lock.xlock();
    waiting.add(provider);
    lock.xunlock();
  }

  /**
   * The value as text.
   *
   * @throws SysException ENOENT: no such name; EISDIR: a node; EPERM: may not be read
   */
  @Excludes("lock")
  public String get(String name) throws SysException {
    Errno error;
    String value = null;
    lock.xlock();
    Oid oid = find(name);
    if (oid == null) {
      error = tree.isNode(name) ? Errno.EISDIR : Errno.ENOENT;
    } else if (!oid.isReadable()) {
      error = Errno.EPERM;
    } else {
      error = Errno.OK;
      value = oid.read();
    }
    lock.xunlock();
    if (error != Errno.OK) {
      throw new SysException(error, name);
    }
    return value;
  }

  /**
   * The value of a variable that is a number.
   *
   * @throws SysException as {@link #get}; EINVAL: a string
   */
  public long getLong(String name) throws SysException {
    String value = get(name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new SysException(Errno.EINVAL, name + " is no number");
    }
  }

  /**
   * Sets a variable.
   *
   * @throws SysException ENOENT: no such name; EISDIR: a node; EPERM: read-only, also for a tunable
   *     that is read at boot alone; EINVAL: no number, or out of range
   */
  @Excludes("lock")
  public void set(String name, String value) throws SysException {
    Errno error;
    lock.xlock();
    Oid oid = find(name);
    if (oid == null) {
      error = tree.isNode(name) ? Errno.EISDIR : Errno.ENOENT;
    } else if (!oid.isWritable()) {
      error = Errno.EPERM;
    } else {
      error = oid.write(value);
    }
    lock.xunlock();
    if (error != Errno.OK) {
      throw new SysException(error, name + "=" + value);
    }
  }

  /** As {@link #set(String, String)}. */
  public void set(String name, long value) throws SysException {
    set(name, Long.toString(value));
  }

  /** The variables below a node in order of name, as {@code sysctl -a NODE}; all for "". */
  @Excludes("lock")
  public List<Oid> walk(String node) {
    lock.xlock();
    materialize();
    List<Oid> found = tree.below(node);
    lock.xunlock();
    return found;
  }

  /** Builds the tree now, so that the tunables take effect. */
  @Excludes("lock")
  void applyTunables() {
    lock.xlock();
    materialize();
    lock.xunlock();
  }

  private Oid find(String name) {
    materialize();
    return tree.find(name);
  }

  private void materialize() {
    // A provider may wake up a lazy subsystem that hands in a provider of its own only when no
    // request runs, so the list does not grow underfoot.
    for (Provider p : waiting) {
      p.provide(tree);
    }
    waiting.clear();
  }
}
