package giantless.properties.house;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds in one class what stack code may not use: monitors, the JDK's own threads, locks, atomics,
 * clocks and chance (all of them would escape the explorer), and what Java PathFinder answers
 * wrongly on Java 17 (generated methods of records, converting method references, private interface
 * methods, some methods of String, a numbered class beside as many lambdas).
 */
final class ForbiddenApis extends ClassVisitor {
  private static final List<String> TYPES =
      List.of(
          "java/util/concurrent/",
          "java/util/logging/",
          "java/util/Random",
          "java/util/SplittableRandom",
          "java/util/Timer",
          "java/security/SecureRandom",
          "java/lang/Thread",
          "java/lang/InheritableThreadLocal",
          "java/lang/invoke/VarHandle",
          "java/lang/ref/",
          "java/nio/ByteBuffer",
          "java/nio/MappedByteBuffer",
          "java/nio/CharBuffer",
          "java/nio/IntBuffer",
          "java/nio/LongBuffer",
          "java/nio/ShortBuffer",
          "java/time/Clock",
          "sun/misc/Unsafe",
          "jdk/internal/");

  private static final Set<String> METHODS =
      Set.of(
          "java/lang/System.nanoTime",
          "java/lang/System.currentTimeMillis",
          "java/lang/System.identityHashCode",
          "java/lang/Math.random",
          "java/lang/StrictMath.random",
          "java/time/Instant.now",
          "java/util/UUID.randomUUID",
          "java/util/Collections.shuffle",
          "java/util/Collections.synchronizedList",
          "java/util/Collections.synchronizedMap",
          "java/util/Collections.synchronizedSet",
          "java/lang/Object.wait",
          "java/lang/Object.notify",
          "java/lang/Object.notifyAll",
          "java/lang/Throwable.getSuppressed",
          "java/lang/String.formatted",
          "java/lang/String.strip",
          "java/lang/String.isBlank",
          "java/lang/String.chars",
          "java/lang/StringBuilder.insert",
          "java/util/stream/Collectors.joining",
          "java/util/stream/IntStream.boxed",
          "java/util/stream/IntStream.mapToObj");

  private final String className;
  private final Consumer<String> violation;
  private final Set<List<Object>> dynamicCalls = new HashSet<>();
  private final Set<String> numbered = new TreeSet<>();
  private boolean isInterface;

  ForbiddenApis(String className, Consumer<String> violation) {
    super(Opcodes.ASM9);
    this.className = className;
    this.violation = violation;
  }

  @Override
  public void visit(
      int version, int access, String name, String sig, String superName, String[] interfaces) {
    isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
    checkType(superName, "", 0);
    for (String i : interfaces) {
      checkType(i, "", 0);
    }
  }

  @Override
  public FieldVisitor visitField(int access, String name, String desc, String sig, Object value) {
    checkDescriptor(desc, "." + name, 0);
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String desc, String signature, String[] exceptions) {
    if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
      report("is synchronized", "." + name, 0);
    }
    boolean isPrivate = (access & Opcodes.ACC_PRIVATE) != 0;
    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
    if (isInterface && isPrivate && !isStatic) {
      boolean lambda = (access & Opcodes.ACC_SYNTHETIC) != 0;
      report(
          lambda
              ? "has a lambda that captures this in a default method"
              : "is a private interface method",
          "." + name,
          0);
    }
    checkDescriptor(desc, "." + name, 0);
    return new Code(name);
  }

  @Override
  public void visitInnerClass(String name, String outerName, String innerName, int access) {
    String prefix = className.replace('.', '/') + "$";
    if (name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d+")) {
      numbered.add(name.substring(prefix.length()));
    }
  }

  /**
   * Java PathFinder numbers the dynamic calls of a class from 0, and names classes of its own so.
   */
  @Override
  public void visitEnd() {
    for (String n : numbered) {
      if (Integer.parseInt(n) < dynamicCalls.size()) {
        report(
            "may be taken for a lambda's class; name it, and write a switch over an enum otherwise",
            "$" + n,
            0);
      }
    }
  }

  private void report(String what, String member, int line) {
    violation.accept(className + member + " " + what + (line > 0 ? " (line " + line + ")" : ""));
  }

  private void checkDescriptor(String desc, String member, int line) {
    if (desc.startsWith("(")) {
      checkDescriptor(Type.getReturnType(desc).getDescriptor(), member, line);
      for (Type t : Type.getArgumentTypes(desc)) {
        checkDescriptor(t.getDescriptor(), member, line);
      }
      return;
    }
    Type t = Type.getType(desc);
    t = t.getSort() == Type.ARRAY ? t.getElementType() : t;
    if (t.getSort() == Type.OBJECT) {
      checkType(t.getInternalName(), member, line);
    }
  }

  private void checkType(String type, String member, int line) {
    if (type == null) {
      return;
    }
    for (String t : TYPES) {
      if (matches(t, type)) {
        report("uses " + type.replace('/', '.'), member, line);
        return;
      }
    }
  }

  /**
   * A name that ends in a slash is a package; another is a class, its nested classes, and ThreadX
   * for Thread.
   */
  private static boolean matches(String pattern, String type) {
    if (pattern.endsWith("/")) {
      return type.startsWith(pattern);
    }
    return type.equals(pattern)
        || type.startsWith(pattern + "$")
        || (pattern.equals("java/lang/Thread")
            && (type.equals("java/lang/ThreadLocal") || type.equals("java/lang/ThreadGroup")));
  }

  /** The instructions of one method. */
  private final class Code extends MethodVisitor {
    private final String member;
    private int line;

    Code(String method) {
      super(Opcodes.ASM9);
      member = "." + method;
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      line = number;
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.MONITORENTER) {
        report("enters a monitor", member, line);
      }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (type.startsWith("[")) {
        checkDescriptor(type, member, line);
      } else {
        checkType(type, member, line);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String desc) {
      checkType(owner, member, line);
    }

    @Override
    public void visitMethodInsn(int op, String owner, String name, String desc, boolean itf) {
      checkCall(owner, name);
    }

    private void checkCall(String owner, String name) {
      if (!owner.startsWith("[")) {
        checkType(owner, member, line);
      }
      if (METHODS.contains(owner + "." + name)) {
        report("calls " + owner.replace('/', '.') + "." + name, member, line);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String desc, Handle boot, Object... args) {
      dynamicCalls.add(List.of(boot, List.of(args)));
      if (boot.getOwner().equals("java/lang/runtime/ObjectMethods")) {
        report("is the generated method of a record; write it by hand", member, line);
      }
      if (boot.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
        Handle target = (Handle) args[1];
        checkCall(target.getOwner(), target.getName());
        if (converts(target, ((Type) args[2]).getDescriptor(), desc)) {
          report("has a method reference that boxes or widens; write a lambda", member, line);
        }
      }
    }

    /**
     * Whether the types that the interface passes and wants and those that the method takes and
     * returns differ and one of two is primitive, so that the call converts.
     */
    private boolean converts(Handle target, String instantiated, String factory) {
      int captured = Type.getArgumentTypes(factory).length;
      Type[] given = Type.getArgumentTypes(instantiated);
      Type[] taken = Type.getArgumentTypes(target.getDesc());
      boolean isNew = target.getTag() == Opcodes.H_NEWINVOKESPECIAL;
      boolean hasReceiver = target.getTag() != Opcodes.H_INVOKESTATIC && !isNew;
      int receiver = hasReceiver ? 1 : 0;
      for (int i = 0; i < given.length; i++) {
        int t = i + captured - receiver;
        if (t >= 0 && t < taken.length && differ(given[i], taken[t])) {
          return true;
        }
      }
      Type wanted = Type.getReturnType(instantiated);
      Type got = Type.getReturnType(target.getDesc());
      boolean dropped = wanted.getSort() == Type.VOID;
      return !dropped && !isNew && differ(wanted, got);
    }

    private boolean differ(Type a, Type b) {
      return !a.equals(b) && (primitive(a) || primitive(b));
    }

    private boolean primitive(Type t) {
      return t.getSort() != Type.OBJECT && t.getSort() != Type.ARRAY;
    }
  }
}
