package giantless.weave;

import giantless.lock.LockObject;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.LockPath;
import giantless.lock.contract.Racy;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Links the checks of woven classes when they are first reached. */
public final class CallSites {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private CallSites() {}

  /**
   * The check before an access to a guarded field.
   *
   * @param kind {@code read} or {@code write}
   * @param type {@code (Object)void}, or {@code (Object, Object)void} in a constructor, which gives
   *     {@code this} as the second
   * @param declaring the class that declares the field
   * @param site file and line of the access
   */
  public static CallSite access(
      MethodHandles.Lookup caller,
      String kind,
      MethodType type,
      String declaring,
      String field,
      String site)
      throws ReflectiveOperationException {
    Class<?> in = Class.forName(declaring, false, caller.lookupClass().getClassLoader());
    Field declared = in.getDeclaredField(field);
    boolean write = kind.equals("write");
    MethodHandle check;
    if (!write && declared.isAnnotationPresent(Racy.class)) {
      check = MethodHandles.empty(MethodType.methodType(void.class, Object.class));
    } else {
      String[] paths = declared.getAnnotation(GuardedBy.class).value();
      FieldGuard guard = new FieldGuard(in.getSimpleName() + "." + field, paths, write, site);
      check = check(in, paths, guard, write);
    }
    if (type.parameterCount() == 2) {
      check = unlessSame(check);
    }
    return new ConstantCallSite(check.asType(type));
  }

  private static MethodHandle check(Class<?> in, String[] paths, FieldGuard guard, boolean write)
      throws ReflectiveOperationException {
    MethodHandle[] walks = new MethodHandle[paths.length];
    for (int i = 0; i < paths.length; i++) {
      walks[i] = PathHandle.of(in, LockPath.parse(paths[i]).steps(), paths[i]);
    }
    if (walks.length == 1) {
      MethodHandle one =
          LOOKUP
              .findVirtual(
                  FieldGuard.class, "one", MethodType.methodType(void.class, LockObject.class))
              .bindTo(guard);
      return MethodHandles.filterReturnValue(walks[0], one);
    }
    MethodHandle several =
        LOOKUP
            .findVirtual(
                FieldGuard.class,
                write ? "all" : "any",
                MethodType.methodType(void.class, LockObject[].class))
            .bindTo(guard)
            .asCollector(LockObject[].class, walks.length);
    MethodHandle filtered = MethodHandles.filterArguments(several, 0, walks);
    return MethodHandles.permuteArguments(
        filtered, MethodType.methodType(void.class, Object.class), new int[walks.length]);
  }

  /** The check, left out when the object is the one under construction. */
  private static MethodHandle unlessSame(MethodHandle check) throws ReflectiveOperationException {
    MethodHandle same =
        LOOKUP.findStatic(
            CallSites.class,
            "same",
            MethodType.methodType(boolean.class, Object.class, Object.class));
    MethodHandle nothing =
        MethodHandles.empty(MethodType.methodType(void.class, Object.class, Object.class));
    return MethodHandles.guardWithTest(
        same, nothing, MethodHandles.dropArguments(check, 1, Object.class));
  }

  static boolean same(Object a, Object b) {
    return a == b;
  }

  /** The check when a method with contracts is called; gives the locks it found. */
  public static CallSite enter(
      MethodHandles.Lookup caller, String kind, MethodType type, String name, String descriptor)
      throws ReflectiveOperationException {
    return link(caller, kind, type, name, descriptor);
  }

  /** The check when it returns. */
  public static CallSite exit(
      MethodHandles.Lookup caller, String kind, MethodType type, String name, String descriptor)
      throws ReflectiveOperationException {
    return link(caller, kind, type, name, descriptor);
  }

  private static CallSite link(
      MethodHandles.Lookup caller, String kind, MethodType type, String name, String descriptor)
      throws ReflectiveOperationException {
    Class<?> in = caller.lookupClass();
    MethodType shape = MethodType.fromMethodDescriptorString(descriptor, in.getClassLoader());
    Method method = in.getDeclaredMethod(name, shape.parameterArray());
    if (method.getReturnType() != shape.returnType()) {
      throw new IllegalStateException(in.getName() + "." + name + " has a bridge with contracts");
    }
    MethodHandle check =
        LOOKUP.findVirtual(MethodContract.class, kind, type).bindTo(new MethodContract(method));
    return new ConstantCallSite(check);
  }
}
