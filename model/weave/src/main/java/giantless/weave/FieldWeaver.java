package giantless.weave;

import java.util.BitSet;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;

/**
 * Puts a call of {@link Hooks} before every access of one method to a field, an array's element or
 * a collection's contents. Stands behind {@link MethodWeaver}, so that contracts are checked first.
 */
final class FieldWeaver extends GeneratorAdapter {
  private static final String HOOKS = "giantless/weave/Hooks";
  private static final String SITES = "giantless/weave/FieldSites";
  private static final String SITE = "Lgiantless/lock/explored/FieldSite;";
  private static final String LOOKUP =
      "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;";
  private static final Handle FIELD = factory("field", "Ljava/lang/String;IILjava/lang/String;");
  private static final Handle FIXED =
      factory("fixed", "Ljava/lang/String;Ljava/lang/String;IILjava/lang/String;");
  private static final Handle CONTENTS = factory("contents", "ILjava/lang/String;");
  private static final Type OBJECT = Type.getType(Object.class);

  private final String place;
  private final String source;
  private final boolean constructor;
  private final boolean initializer;
  private final ClassFacts.Cache cache;
  private final Weaver.Result result;

  /** Set by the visitor before this one: what it generates is not watched. */
  boolean quiet;

  /** Set by it in a constructor, once {@code super(...)} has been called. */
  boolean constructed;

  private int line;

  /** Local variables of this class's own, which no frame may mention; by index. */
  private final BitSet own = new BitSet();

  /**
   * @param in simple name of the class
   */
  FieldWeaver(
      MethodVisitor next,
      int access,
      String in,
      String name,
      String descriptor,
      String source,
      ClassFacts.Cache cache,
      Weaver.Result result) {
    super(Opcodes.ASM9, next, access, name, descriptor);
    this.place = in + "." + readable(name);
    this.source = source;
    this.constructor = name.equals("<init>");
    this.initializer = name.equals("<clinit>");
    this.cache = cache;
    this.result = result;
  }

  private static Handle factory(String method, String extra) {
    return new Handle(Opcodes.H_INVOKESTATIC, SITES, method, LOOKUP + extra + ")" + SITE, false);
  }

  // ---- The place ----

  /** A lambda goes by the name of the method that it stands in. */
  private static String readable(String method) {
    int end = method.lastIndexOf('$');
    return method.startsWith("lambda$") && end > 7 ? method.substring(7, end) : method;
  }

  @Override
  public void visitLineNumber(int at, Label start) {
    line = at;
    super.visitLineNumber(at, start);
  }

  private String where() {
    return place + "(" + source + ":" + line + ")";
  }

  private boolean watches() {
    return !quiet && !initializer && (!constructor || constructed);
  }

  private void contentsSite(boolean write) {
    super.visitLdcInsn(
        new ConstantDynamic("site", SITE, CONTENTS, write ? FieldSites.WRITE : 0, where()));
  }

  private void hook(String name, String descriptor) {
    result.touches++;
    super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
  }

  private void contents(boolean write) {
    contentsSite(write);
    hook("touch", "(Ljava/lang/Object;" + SITE + ")V");
  }

  // ---- The initialiser: what it does is ordered before everything by the JVM ----

  private final Label begin = new Label();
  private final Label end = new Label();

  @Override
  public void visitCode() {
    super.visitCode();
    if (initializer) {
      initializes(true);
      super.visitLabel(begin);
    }
  }

  private void initializes(boolean begins) {
    super.visitInsn(begins ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
    hook("initializes", "(Z)V");
  }

  @Override
  public void visitMaxs(int stack, int locals) {
    if (initializer) {
      super.visitLabel(end);
      super.visitTryCatchBlock(begin, end, end, null);
      super.visitFrame(Opcodes.F_NEW, 0, new Object[0], 1, new Object[] {"java/lang/Throwable"});
      initializes(false);
      super.visitInsn(Opcodes.ATHROW);
    }
    super.visitMaxs(stack, locals);
  }

  /** In a constructor of a class whose objects are known by their birth, after {@code super}. */
  void born() {
    loadThis();
    hook("born", "(Ljava/lang/Object;)V");
  }

  // ---- Fields ----

  @Override
  public void visitFieldInsn(int opcode, String in, String field, String type) {
    FieldFacts f = watches() ? cache.field(in, field) : null;
    if (f != null && !f.constant && cache.watches(f.declaring)) {
      boolean write = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
      if (f.fixed) {
        super.visitInsn(Opcodes.ACONST_NULL);
        touch(f, write);
      } else if (write) {
        beneath(Type.getType(type), () -> touch(f, true));
      } else {
        dup();
        touch(f, false);
      }
    }
    super.visitFieldInsn(opcode, in, field, type);
  }

  /** Takes the object from the stack. */
  private void touch(FieldFacts f, boolean write) {
    boolean construct = f.racy && constructor && !f.fixed;
    if (construct) {
      loadThis();
    }
    int flags = (write ? FieldSites.WRITE : 0) | (f.racy ? FieldSites.RACY : 0);
    super.visitLdcInsn(
        f.fixed
            ? new ConstantDynamic(
                "site",
                SITE,
                FIXED,
                f.declaring.replace('/', '.'),
                f.label(),
                cache.slot(f),
                flags,
                where())
            : new ConstantDynamic("site", SITE, FIELD, f.label(), cache.slot(f), flags, where()));
    if (construct) {
      hook("construct", "(Ljava/lang/Object;Ljava/lang/Object;" + SITE + ")V");
    } else {
      hook("touch", "(Ljava/lang/Object;" + SITE + ")V");
    }
  }

  /** With an object under a value: lets the hook take a copy of the object. */
  private void beneath(Type value, Runnable hook) {
    if (value.getSize() == 1) {
      swap();
      dup();
      hook.run();
      swap();
    } else {
      dup2X1();
      pop2();
      dup();
      hook.run();
      dupX2();
      pop();
    }
  }

  /** With an object under the arguments of a call: lets the hook take a copy of the object. */
  private void beneath(Type[] arguments, Runnable hook) {
    if (arguments.length == 0) {
      dup();
      hook.run();
    } else if (arguments.length == 1) {
      beneath(arguments[0], hook);
    } else {
      int[] locals = new int[arguments.length];
      for (int i = arguments.length - 1; i >= 0; i--) {
        locals[i] = ownLocal(arguments[i]);
        storeLocal(locals[i]);
      }
      dup();
      hook.run();
      for (int local : locals) {
        loadLocal(local);
      }
    }
  }

  private int ownLocal(Type type) {
    int local = newLocal(type);
    own.set(local, local + type.getSize());
    return local;
  }

  @Override
  protected void updateNewLocals(Object[] locals) {
    for (int i = 0; i < locals.length; i++) {
      if (own.get(i)) {
        locals[i] = Opcodes.TOP;
      }
    }
  }

  // ---- Arrays ----

  @Override
  public void visitInsn(int opcode) {
    if (initializer && opcode == Opcodes.RETURN) {
      initializes(false);
    } else if (watches()) {
      if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
        dup2();
        element(false);
      } else if (opcode == Opcodes.LASTORE || opcode == Opcodes.DASTORE) {
        dup2X2();
        pop2();
        dup2X2();
        element(true);
      } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
        dupX2();
        pop();
        dup2X1();
        element(true);
      }
    }
    super.visitInsn(opcode);
  }

  private void element(boolean write) {
    contentsSite(write);
    hook("element", "(Ljava/lang/Object;I" + SITE + ")V");
  }

  private void array(boolean write) {
    contentsSite(write);
    hook("array", "(Ljava/lang/Object;" + SITE + ")V");
  }

  // ---- Calls ----

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (!watches()) {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    } else if (opcode == Opcodes.INVOKESTATIC) {
      staticCall(owner, name, descriptor, isInterface);
    } else if (opcode == Opcodes.INVOKESPECIAL) {
      if (ContentCalls.readsArgument(owner, name, descriptor)) {
        dup();
        contents(false);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (owner.equals("java/lang/Object") && name.equals("clone")) {
        dup();
        hook("cloned", "(Ljava/lang/Object;)V");
      }
    } else {
      call(opcode, owner, name, descriptor, isInterface);
    }
  }

  private void call(int opcode, String owner, String name, String descriptor, boolean isInterface) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    if (ContentCalls.isIterator(owner)) {
      boolean write = ContentCalls.writes(owner, name);
      beneath(
          arguments,
          () -> {
            contentsSite(write);
            hook("iterate", "(Ljava/lang/Object;" + SITE + ")V");
          });
    } else if (ContentCalls.isCollection(owner)) {
      if (ContentCalls.readsArgument(owner, name, descriptor)) {
        dup();
        contents(false);
      }
      boolean iterator = ContentCalls.givesIterator(name);
      boolean view = ContentCalls.givesView(name);
      int of = iterator || view ? ownLocal(OBJECT) : -1;
      beneath(
          arguments,
          () -> {
            if (of >= 0) {
              dup();
              storeLocal(of);
            }
            contents(ContentCalls.writes(owner, name));
          });
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (of >= 0) {
        derived(of, iterator ? "iterator" : "view");
      }
      return;
    } else if (owner.startsWith("[") && name.equals("clone")) {
      dup();
      array(false);
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  /** Leaves the result on the stack. */
  private void derived(int of, String hook) {
    dup();
    loadLocal(of);
    swap();
    hook(hook, "(Ljava/lang/Object;Ljava/lang/Object;)V");
  }

  private void staticCall(String owner, String name, String descriptor, boolean isInterface) {
    if (owner.equals("java/lang/System") && name.equals("arraycopy")) {
      contentsSite(false);
      contentsSite(true);
      hook("arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II" + SITE + SITE + ")V");
      return;
    }
    Type[] arguments = Type.getArgumentTypes(descriptor);
    boolean array =
        owner.equals("java/util/Arrays")
            && arguments.length > 0
            && arguments[0].getSort() == Type.ARRAY;
    if (array) {
      boolean write = name.equals("fill") || name.equals("sort") || name.equals("setAll");
      beneath(rest(arguments), () -> array(write));
      if (arguments.length == 2 && arguments[1].getSort() == Type.ARRAY) {
        dup();
        array(false);
      }
    } else if (ContentCalls.writesArgument(owner, name)) {
      beneath(rest(arguments), () -> contents(true));
    } else if (ContentCalls.readsArgument(owner, name, descriptor)) {
      dup();
      contents(false);
    } else if (ContentCalls.wraps(owner, name) && arguments.length == 1) {
      int of = ownLocal(OBJECT);
      dup();
      storeLocal(of);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, isInterface);
      derived(of, "view");
      return;
    }
    super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, isInterface);
  }

  private static Type[] rest(Type[] arguments) {
    Type[] rest = new Type[arguments.length - 1];
    System.arraycopy(arguments, 1, rest, 0, rest.length);
    return rest;
  }
}
