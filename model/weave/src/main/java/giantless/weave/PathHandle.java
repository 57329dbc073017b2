package giantless.weave;

import giantless.lock.Giant;
import giantless.lock.LockObject;
import giantless.lock.contract.LockPath;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;

/**
 * Makes a method handle that walks a lock path: from an object to the lock, or to null if any step
 * is null. Bound into a call site it is compiled as if it were written there.
 */
final class PathHandle {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodType STEP = MethodType.methodType(Object.class, Object.class);

  private PathHandle() {}

  /**
   * Walks the steps from an object of the class, or of one around it for an inner class.
   *
   * @return of type {@code (Object)LockObject}
   * @throws IllegalStateException if a step is not there
   */
  static MethodHandle of(Class<?> from, List<String> steps, String path) {
    try {
      MethodHandle walk = MethodHandles.identity(Object.class);
      Class<?> at = from;
      boolean first = true;
      for (String step : steps) {
        Step next = find(at, step);
        while (next == null && first && outer(at) != null) {
          Step out = outer(at);
          walk = MethodHandles.filterReturnValue(walk, orNull(out.handle));
          at = out.type;
          next = find(at, step);
        }
        if (next == null && first) {
          throw new IllegalStateException("no " + step + " in " + from.getName());
        }
        MethodHandle go = next == null ? lateStep(step) : next.handle;
        walk = MethodHandles.filterReturnValue(walk, orNull(go));
        at = next == null ? Object.class : next.type;
        first = false;
      }
      MethodHandle lock =
          LOOKUP.findStatic(
              PathHandle.class, "lock", MethodType.methodType(LockObject.class, Object.class));
      return MethodHandles.filterReturnValue(walk, lock);
    } catch (ReflectiveOperationException | IllegalStateException e) {
      throw new IllegalStateException("lock path " + path + ": " + e.getMessage(), e);
    }
  }

  /** The end of a path: a lock, Giant, or null. */
  static LockObject lock(Object end) {
    if (end instanceof Giant giant) {
      return giant.mtx();
    }
    return (LockObject) end;
  }

  private static final class Step {
    final MethodHandle handle;
    final Class<?> type;

    Step(MethodHandle handle, Class<?> type) {
      this.handle = handle.asType(STEP);
      this.type = type;
    }
  }

  private static Step find(Class<?> in, String step) throws IllegalAccessException {
    String name = LockPath.nameOf(step);
    for (Class<?> c = in; c != null; c = c.getSuperclass()) {
      if (LockPath.isCall(step)) {
        Method m = method(c, name);
        if (m != null) {
          return new Step(reach(c).unreflect(m), m.getReturnType());
        }
      } else {
        for (Field f : c.getDeclaredFields()) {
          if (f.getName().equals(name) && !Modifier.isStatic(f.getModifiers())) {
            return new Step(reach(c).unreflectGetter(f), f.getType());
          }
        }
      }
    }
    if (LockPath.isCall(step)) {
      for (Method m : in.getMethods()) {
        if (m.getName().equals(name) && m.getParameterCount() == 0) {
          return new Step(reach(m.getDeclaringClass()).unreflect(m), m.getReturnType());
        }
      }
    }
    return null;
  }

  private static Method method(Class<?> c, String name) {
    for (Method m : c.getDeclaredMethods()) {
      if (m.getName().equals(name)
          && m.getParameterCount() == 0
          && !m.isBridge()
          && !Modifier.isStatic(m.getModifiers())) {
        return m;
      }
    }
    return null;
  }

  private static MethodHandles.Lookup reach(Class<?> c) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(c, LOOKUP);
  }

  /** The reference of an inner object to the one around it; null if the class has none. */
  private static Step outer(Class<?> c) throws IllegalAccessException {
    for (Field f : c.getDeclaredFields()) {
      if (f.isSynthetic() && f.getName().startsWith("this$")) {
        return new Step(reach(c).unreflectGetter(f), f.getType());
      }
    }
    return null;
  }

  private static MethodHandle orNull(MethodHandle step) throws ReflectiveOperationException {
    MethodHandle isNull =
        LOOKUP.findStatic(
            Objects.class, "isNull", MethodType.methodType(boolean.class, Object.class));
    MethodHandle nothing =
        MethodHandles.dropArguments(MethodHandles.constant(Object.class, null), 0, Object.class);
    return MethodHandles.guardWithTest(isNull, nothing, step);
  }

  /** A step whose class is known only from the object, as in a generic type. */
  private static MethodHandle lateStep(String step) throws ReflectiveOperationException {
    ClassValue<MethodHandle> steps =
        new ClassValue<>() {
          @Override
          protected MethodHandle computeValue(Class<?> c) {
            try {
              Step found = find(c, step);
              if (found == null) {
                throw new IllegalStateException("no " + step + " in " + c.getName());
              }
              return found.handle;
            } catch (IllegalAccessException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    return LOOKUP
        .findStatic(
            PathHandle.class,
            "late",
            MethodType.methodType(Object.class, ClassValue.class, Object.class))
        .bindTo(steps);
  }

  static Object late(ClassValue<MethodHandle> steps, Object from) throws Throwable {
    return (Object) steps.get(from.getClass()).invokeExact(from);
  }
}
