package giantless.weave;

import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.contract.Acquires;
import giantless.lock.contract.ContractViolation;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.LockPath;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * The contracts of one method. A path that meets null names no lock and is passed over: an optional
 * parameter, or an object without its lock yet. Called by woven classes through {@link CallSites}.
 */
public final class MethodContract {
  private static final int THIS = -1;
  private static final int RETURN = -2;
  private static final String[] NONE = {};

  /** One lock that one of the contracts names. */
  private static final class Clause {
    final Class<?> kind;
    final String path;
    final boolean shared;
    final int root;
    final MethodHandle walk;
    final String[] unless;

    Clause(
        Class<?> kind, String path, LockMode mode, int root, MethodHandle walk, String[] unless) {
      this.kind = kind;
      this.path = path;
      this.shared = mode == LockMode.SHARED;
      this.root = root;
      this.walk = walk;
      this.unless = unless;
    }

    LockObject lock(Object self, Object[] args, Object returned) {
      Object from = root == THIS ? self : root == RETURN ? returned : args[root];
      try {
        return (LockObject) walk.invokeExact(from);
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    /** Whether with this result the lock is released. */
    boolean releasedWith(Object returned) {
      String result =
          returned instanceof Enum<?> e
              ? e.name()
              : returned == null ? "null" : returned.toString();
      for (String u : unless) {
        if (u.equals(result)) {
          return true;
        }
      }
      return false;
    }

    boolean isMet(LockObject lock) {
      return shared ? lock.isHeld() : lock.isOwned();
    }
  }

  private final Method method;
  private final Clause[] clauses;

  MethodContract(Method method) {
    this.method = method;
    List<Clause> list = new ArrayList<>();
    Requires requires = method.getAnnotation(Requires.class);
    if (requires != null) {
      add(list, Requires.class, requires.value(), requires.mode(), requires.unless());
    }
    Releases releases = method.getAnnotation(Releases.class);
    if (releases != null) {
      add(list, Releases.class, releases.value(), releases.mode(), NONE);
    }
    Acquires acquires = method.getAnnotation(Acquires.class);
    if (acquires != null) {
      add(list, Acquires.class, acquires.value(), acquires.mode(), NONE);
    }
    Excludes excludes = method.getAnnotation(Excludes.class);
    if (excludes != null) {
      add(list, Excludes.class, excludes.value(), LockMode.EXCLUSIVE, NONE);
    }
    this.clauses = list.toArray(new Clause[0]);
  }

  private void add(
      List<Clause> list, Class<?> kind, String[] paths, LockMode mode, String[] unless) {
    for (String text : paths) {
      List<String> steps = LockPath.parse(text).steps();
      int root = root(steps.get(0));
      Class<?> from =
          root == THIS
              ? method.getDeclaringClass()
              : root == RETURN ? method.getReturnType() : method.getParameterTypes()[root];
      List<String> rest = root == THIS ? steps : steps.subList(1, steps.size());
      list.add(new Clause(kind, text, mode, root, PathHandle.of(from, rest, text), unless));
    }
  }

  private int root(String step) {
    if (step.equals("return")) {
      return RETURN;
    }
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (!parameters[i].isNamePresent()) {
        throw new IllegalStateException(method + " was compiled without -parameters");
      }
      if (parameters[i].getName().equals(step)) {
        return i;
      }
    }
    return THIS;
  }

  /** Checks what must hold at the call; gives the lock of each clause for the return. */
  public Object[] enter(Object self, Object[] args) {
    Object[] found = new Object[clauses.length];
    for (int i = 0; i < clauses.length; i++) {
      Clause c = clauses[i];
      if (c.root == RETURN) {
        continue;
      }
      LockObject lock = c.lock(self, args, null);
      found[i] = lock;
      if (lock == null) {
        continue;
      }
      if (c.kind == Requires.class || c.kind == Releases.class) {
        if (!c.isMet(lock)) {
          fail("call of ", " without the lock", c, lock);
        }
      } else if (c.kind == Excludes.class) {
        if (lock.isHeld()) {
          fail("call of ", " with the lock held", c, lock);
        }
      } else if (!c.shared && !lock.lockClass().isRecursive() && lock.isHeld()) {
        fail("call of ", " with the lock held already", c, lock);
      }
    }
    return found;
  }

  /** Checks what must hold at the return. */
  public void exit(Object returned, Object[] found, Object self, Object[] args) {
    for (int i = 0; i < clauses.length; i++) {
      Clause c = clauses[i];
      boolean released =
          c.kind == Releases.class || c.unless.length > 0 && c.releasedWith(returned);
      if (c.kind == Requires.class && !released) {
        LockObject lock = (LockObject) found[i];
        if (lock != null && !c.isMet(lock)) {
          fail("return of ", " without the lock that it was called with", c, lock);
        }
      } else if (c.kind == Acquires.class) {
        LockObject lock = c.lock(self, args, returned);
        if (lock != null && !c.isMet(lock)) {
          fail("return of ", " without the lock that it acquires", c, lock);
        }
      } else if (released) {
        LockObject lock = (LockObject) found[i];
        if (lock != null && !c.shared && !lock.lockClass().isRecursive() && lock.isHeld()) {
          fail("return of ", " with the lock that it releases", c, lock);
        }
      }
    }
  }

  private void fail(String when, String what, Clause c, LockObject lock) {
    if (Held.isOnlooker(lock)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(when).append(method.getDeclaringClass().getSimpleName()).append('.');
    text.append(method.getName()).append(what).append("\n lock ").append(lock.describe());
    text.append(", @").append(c.kind.getSimpleName()).append("(\"").append(c.path).append('"');
    text.append(c.shared ? ", SHARED)" : ")");
    text.append("\n at ").append(place(when.startsWith("call")));
    text.append(" by thread ").append(Held.thread(lock));
    text.append("\n locks held: ").append(Held.locks(lock));
    throw new ContractViolation(text.toString());
  }

  /** Where the method returns, or who called it. */
  private static String place(boolean call) {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(f -> !f.getClassName().equals(MethodContract.class.getName()))
                    .skip(call ? 1 : 0)
                    .findFirst()
                    .map(f -> f.getFileName() + ":" + f.getLineNumber())
                    .orElse("unknown"));
  }
}
