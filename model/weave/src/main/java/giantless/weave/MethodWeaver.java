package giantless.weave;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AdviceAdapter;

/**
 * Weaves one method. An access to a guarded field is preceded by a call site that gets the object;
 * in a constructor it gets {@code this} as well and lets the object under construction pass. A
 * method with contracts keeps the locks it found on entry in a local variable until it returns.
 */
final class MethodWeaver extends AdviceAdapter {
  private static final String SITES = "giantless/weave/CallSites";
  private static final String BOOTSTRAP =
      "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;";
  private static final String RETURNS = ")Ljava/lang/invoke/CallSite;";
  private static final Handle ACCESS =
      bootstrap("access", "Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;");
  private static final Handle ENTER = bootstrap("enter", "Ljava/lang/String;Ljava/lang/String;");
  private static final Handle EXIT = bootstrap("exit", "Ljava/lang/String;Ljava/lang/String;");
  private static final Type OBJECTS = Type.getType(Object[].class);

  private final boolean constructor;
  private final boolean fixed;
  private final boolean contracted;
  private final boolean racy;
  private final String name;
  private final String descriptor;
  private final String source;
  private final ClassFacts.Cache cache;
  private final Weaver.Result result;

  /** The next one, if fields are watched; else null. */
  private final FieldWeaver fields;

  /** In a constructor: {@code super(...)} has been called, so that {@code this} may be used. */
  private boolean constructed;

  private int line;
  private int found = -1;

  /**
   * @param racy whether the class has {@code @Racy} fields, or its objects may be monitors
   */
  MethodWeaver(
      MethodVisitor next,
      FieldWeaver fields,
      int access,
      String name,
      String descriptor,
      boolean contracted,
      boolean racy,
      String source,
      ClassFacts.Cache cache,
      Weaver.Result result) {
    super(Opcodes.ASM9, next, access, name, descriptor);
    this.fields = fields;
    this.constructor = name.equals("<init>");
    this.fixed = (access & Opcodes.ACC_STATIC) != 0;
    this.contracted = contracted;
    this.racy = racy;
    this.name = name;
    this.descriptor = descriptor;
    this.source = source;
    this.cache = cache;
    this.result = result;
  }

  private static Handle bootstrap(String method, String extra) {
    return new Handle(Opcodes.H_INVOKESTATIC, SITES, method, BOOTSTRAP + extra + RETURNS, false);
  }

  @Override
  public void visitLineNumber(int at, Label start) {
    line = at;
    super.visitLineNumber(at, start);
  }

  @Override
  public void visitFieldInsn(int opcode, String in, String field, String type) {
    boolean read = opcode == Opcodes.GETFIELD;
    if (read || opcode == Opcodes.PUTFIELD) {
      FieldFacts facts = cache.field(in, field);
      if (facts != null && facts.guarded && (!constructor || constructed)) {
        quiet(true);
        check(read, facts.declaring, field, Type.getType(type));
        quiet(false);
      }
    }
    super.visitFieldInsn(opcode, in, field, type);
  }

  /** What this class generates is not watched. */
  private void quiet(boolean on) {
    if (fields != null) {
      fields.quiet = on;
    }
  }

  /** Leaves the stack as it is: object for a read; object and value for a write. */
  private void check(boolean read, String declaring, String field, Type type) {
    if (read) {
      dup();
    } else if (type.getSize() == 1) {
      swap();
      dup();
    } else {
      dup2X1();
      pop2();
      dup();
    }
    String shape = "(Ljava/lang/Object;)V";
    if (constructor) {
      loadThis();
      shape = "(Ljava/lang/Object;Ljava/lang/Object;)V";
    }
    super.visitInvokeDynamicInsn(
        read ? "read" : "write",
        shape,
        ACCESS,
        declaring.replace('/', '.'),
        field,
        source + ":" + line);
    if (!read && type.getSize() == 1) {
      swap();
    } else if (!read) {
      dupX2();
      pop();
    }
    result.accesses++;
  }

  @Override
  protected void onMethodEnter() {
    constructed = true;
    if (fields != null) {
      fields.constructed = true;
      if (constructor && racy) {
        fields.born();
      }
    }
    if (!contracted) {
      return;
    }
    quiet(true);
    result.methods++;
    self();
    loadArgArray();
    super.visitInvokeDynamicInsn(
        "enter",
        "(Ljava/lang/Object;[Ljava/lang/Object;)[Ljava/lang/Object;",
        ENTER,
        name,
        descriptor);
    found = newLocal(OBJECTS);
    storeLocal(found);
    quiet(false);
  }

  private void self() {
    if (fixed) {
      push((String) null);
    } else {
      loadThis();
    }
  }

  @Override
  protected void onMethodExit(int opcode) {
    if (found < 0 || opcode == ATHROW) {
      return;
    }
    quiet(true);
    Type returned = Type.getReturnType(descriptor);
    if (opcode == ARETURN) {
      dup();
    } else if (returned.getSort() == Type.BOOLEAN) {
      dup();
      valueOf(returned); // "true" and "false" may be named by Requires.unless.
    } else {
      push((String) null);
    }
    loadLocal(found);
    self();
    loadArgArray();
    super.visitInvokeDynamicInsn(
        "exit",
        "(Ljava/lang/Object;[Ljava/lang/Object;Ljava/lang/Object;[Ljava/lang/Object;)V",
        EXIT,
        name,
        descriptor);
    quiet(false);
  }
}
