package giantless.weave;

import java.util.ArrayDeque;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts explored monitors in place of the JVM's in one method: calls of {@link MonitorHooks} where
 * it enters, leaves, waits for or notifies one, and around the body of a synchronized method, which
 * has lost its flag. Stands before {@link MethodWeaver}.
 */
final class MonitorWeaver extends MethodVisitor {
  private static final String HOOKS = "giantless/weave/MonitorHooks";
  private static final String IS_HELD = "isHeld";
  private static final String OBJECT = "java/lang/Object";
  private static final String PLAIN = "giantless/lock/explored/PlainObject";

  private final boolean wraps;
  private final boolean fixed;
  private final String in;
  private final String source;
  private final Weaver.Result result;

  private final Label begin = new Label();

  /** Behind the entering, which no handler undoes if it fails. */
  private final Label body = new Label();

  private final Label end = new Label();
  private boolean lined;
  private int line;

  /** An object whose constructor has not been called yet. */
  private static final class Made {
    final String type;

    /** There is a second reference to it, which stays. */
    boolean copied;

    Made(String type) {
      this.type = type;
    }
  }

  /** Those that are to be known by their birth, the innermost first. */
  private final ArrayDeque<Made> making = new ArrayDeque<>();

  /** Its {@code new} was the instruction before; else null. */
  private Made last;

  /**
   * @param in internal name of the class
   */
  MonitorWeaver(MethodVisitor next, int access, String in, String source, Weaver.Result result) {
    super(Opcodes.ASM9, next);
    this.wraps = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
    this.fixed = (access & Opcodes.ACC_STATIC) != 0;
    this.in = in;
    this.source = source;
    this.result = result;
  }

  private void hook(String name, String descriptor) {
    result.monitors++;
    super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
  }

  // ---- A synchronized method ----

  @Override
  public void visitCode() {
    super.visitCode();
    if (wraps) {
      super.visitLabel(begin);
      method("enter");
      super.visitLabel(body);
    }
  }

  private void method(String hook) {
    if (fixed) {
      super.visitLdcInsn(Type.getObjectType(in));
    } else {
      super.visitVarInsn(Opcodes.ALOAD, 0);
    }
    hook(hook, "(Ljava/lang/Object;)V");
  }

  /** What comes before the first line's code, is of that line too. */
  @Override
  public void visitLineNumber(int at, Label start) {
    line = at;
    if (wraps && !lined) {
      lined = true;
      super.visitLineNumber(at, begin);
    }
    super.visitLineNumber(at, start);
  }

  @Override
  public void visitMaxs(int stack, int locals) {
    if (wraps) {
      super.visitLabel(end);
      super.visitTryCatchBlock(body, end, end, null);
      Object[] self = fixed ? new Object[0] : new Object[] {in};
      super.visitFrame(Opcodes.F_NEW, self.length, self, 1, new Object[] {"java/lang/Throwable"});
      method("exit");
      super.visitInsn(Opcodes.ATHROW);
    }
    super.visitMaxs(stack, locals);
  }

  // ---- Instructions ----

  @Override
  public void visitInsn(int opcode) {
    if (last != null && opcode == Opcodes.DUP) {
      last.copied = true;
    }
    last = null;
    if (opcode == Opcodes.MONITORENTER) {
      hook("enter", "(Ljava/lang/Object;)V");
    } else if (opcode == Opcodes.MONITOREXIT) {
      hook("exit", "(Ljava/lang/Object;)V");
    } else {
      if (wraps && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        method("exit");
      }
      super.visitInsn(opcode);
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    last = null;
    Made m = making.peek();
    if (opcode == Opcodes.INVOKESTATIC) {
      if (isHeldCall(owner, name)) {
        hook(IS_HELD, descriptor);
      } else {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    } else if (m != null && owner.equals(m.type) && name.equals("<init>")) {
      made(making.pop(), descriptor);
    } else if (isMonitorCall(name, descriptor)) {
      hook(name, ofObject(descriptor));
    } else {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  /** As a method reference has it. */
  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    last = null;
    Object[] woven = arguments.clone();
    String shape = descriptor;
    for (int i = 0; i < woven.length; i++) {
      if (woven[i] instanceof Handle) {
        Handle h = (Handle) woven[i];
        woven[i] = handle(h);
        if (woven[i] != h && h.getTag() != Opcodes.H_INVOKESTATIC) {
          shape = bound(descriptor);
        }
      }
    }
    super.visitInvokeDynamicInsn(name, shape, bootstrap, woven);
  }

  /**
   * What a reference to the method of a given object keeps must be of the very type that the hook
   * takes, which for a method of the object's own could be any type of it.
   */
  private static String bound(String descriptor) {
    Type[] kept = Type.getArgumentTypes(descriptor);
    if (kept.length > 0) {
      kept[0] = Type.getObjectType(OBJECT);
    }
    return Type.getMethodDescriptor(Type.getReturnType(descriptor), kept);
  }

  private Handle handle(Handle h) {
    boolean asks = h.getTag() == Opcodes.H_INVOKESTATIC && isHeldCall(h.getOwner(), h.getName());
    if (!asks && !isMonitorCall(h.getName(), h.getDesc())) {
      return h;
    }
    result.monitors++;
    return new Handle(
        Opcodes.H_INVOKESTATIC,
        HOOKS,
        asks ? IS_HELD : h.getName(),
        asks ? h.getDesc() : ofObject(h.getDesc()),
        false);
  }

  // ---- Births of objects that are there to be locked, or may be ----

  @Override
  public void visitTypeInsn(int opcode, String type) {
    last = null;
    if (opcode == Opcodes.NEW && (type.equals(OBJECT) || ContentCalls.isCollection(type))) {
      last = new Made(type);
      making.push(last);
    }
    super.visitTypeInsn(opcode, last != null && type.equals(OBJECT) ? PLAIN : type);
    if (opcode == Opcodes.ANEWARRAY) {
      born();
    }
  }

  private void made(Made m, String descriptor) {
    boolean plain = m.type.equals(OBJECT);
    String shape = plain ? "(Ljava/lang/String;)V" : descriptor;
    if (plain) {
      super.visitLdcInsn(source + ":" + line);
      result.monitors++;
    }
    super.visitMethodInsn(Opcodes.INVOKESPECIAL, plain ? PLAIN : m.type, "<init>", shape, false);
    if (m.copied) {
      born();
    }
  }

  private void born() {
    super.visitInsn(Opcodes.DUP);
    super.visitMethodInsn(
        Opcodes.INVOKESTATIC, "giantless/weave/Hooks", "born", "(Ljava/lang/Object;)V", false);
    result.monitors++;
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    last = null;
    super.visitIntInsn(opcode, operand);
    if (opcode == Opcodes.NEWARRAY) {
      born();
    }
  }

  @Override
  public void visitVarInsn(int opcode, int index) {
    last = null;
    super.visitVarInsn(opcode, index);
  }

  @Override
  public void visitLdcInsn(Object value) {
    last = null;
    super.visitLdcInsn(value);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    last = null;
    super.visitFieldInsn(opcode, owner, name, descriptor);
  }

  /** The same with the object as the first argument. */
  private static String ofObject(String descriptor) {
    return "(Ljava/lang/Object;" + descriptor.substring(1);
  }

  private static boolean isHeldCall(String owner, String name) {
    return owner.equals("java/lang/Thread") && name.equals("holdsLock");
  }

  /** These methods of Object are final, so no other class has one of the same name and shape. */
  private static boolean isMonitorCall(String name, String descriptor) {
    switch (name + descriptor) {
      case "wait()V":
      case "wait(J)V":
      case "wait(JI)V":
      case "notify()V":
      case "notifyAll()V":
        return true;
      default:
        return false;
    }
  }
}
