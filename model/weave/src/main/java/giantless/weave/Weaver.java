package giantless.weave;

import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * Changes one class file: puts the checks in. A class that is loaded already gets no member, so
 * that it can be rewoven; others get the place of {@link giantless.lock.explored.Shadowed}.
 */
final class Weaver {
  private static final String SHADOWED = "giantless/lock/explored/Shadowed";
  private static final String SHADOW = "giantless$shadow";

  private Weaver() {}

  /** Whether a class, by internal name, is one of the house whose contracts count. */
  static boolean isOurs(String name) {
    return name != null
        && name.startsWith("giantless/")
        && !name.startsWith("giantless/lock/")
        && (!name.startsWith("giantless/weave/") || name.startsWith("giantless/weave/probe/"));
  }

  /** Whether it belongs to what is under test, not to what tests, so that its fields count. */
  static boolean isUnderTest(String name) {
    return isOurs(name)
        && !name.startsWith("giantless/explore/")
        && !name.startsWith("giantless/cli/")
        && !name.startsWith("giantless/records/");
  }

  /** What was woven into one class. */
  static final class Result {
    /** Null if there was nothing to do. */
    byte[] bytes;

    /** Contracts that the class itself states: guarded fields and methods. */
    int stated;

    int accesses;
    int methods;

    /** Fields that it declares {@code @Racy}. */
    int racy;

    /** Places where its code touches a field, an array or a collection. */
    int touches;

    /** Places where its code uses monitors, or makes objects that are there to be one. */
    int monitors;
  }

  static Result weave(byte[] original, ClassFacts.Cache cache) {
    return weave(original, cache, true);
  }

  /**
   * @param members whether members may be added
   */
  static Result weave(byte[] original, ClassFacts.Cache cache, boolean members) {
    ClassReader reader = new ClassReader(original);
    ClassFacts facts = new ClassFacts(reader);
    cache.put(facts);
    Result result = new Result();
    result.stated = facts.guarded + facts.contracted.size();
    result.racy = facts.racy;
    boolean shadow = members && cache.shadows(facts) && !cache.shadowedAbove(facts);
    boolean monitors = members && cache.explores(facts.name);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassWeaver(writer, facts, cache, shadow, monitors, result), ClassReader.EXPAND_FRAMES);
    if (result.accesses + result.methods + result.touches + result.monitors > 0 || shadow) {
      result.bytes = writer.toByteArray();
    }
    if (result.methods != facts.contracted.size()) {
      throw new IllegalStateException(
          facts.name
              + ": "
              + facts.contracted.size()
              + " methods with contracts, woven "
              + result.methods);
    }
    return result;
  }

  private static final class ClassWeaver extends ClassVisitor {
    private final ClassFacts facts;
    private final ClassFacts.Cache cache;
    private final boolean shadow;
    private final boolean monitors;
    private final Result result;
    private boolean watches;
    private String source = "unknown";

    ClassWeaver(
        ClassVisitor next,
        ClassFacts facts,
        ClassFacts.Cache cache,
        boolean shadow,
        boolean monitors,
        Result result) {
      super(Opcodes.ASM9, next);
      this.facts = facts;
      this.cache = cache;
      this.shadow = shadow;
      this.monitors = monitors;
      this.result = result;
    }

    /** Constants that are made at run time need Java 11's class files. */
    @Override
    public void visit(
        int version, int access, String in, String signature, String above, String[] interfaces) {
      watches = cache.watches(in) && (version & 0xFFFF) >= Opcodes.V1_7;
      int raised = watches && (version & 0xFFFF) < Opcodes.V11 ? Opcodes.V11 : version;
      String[] all = interfaces;
      if (shadow) {
        all = Arrays.copyOf(interfaces, interfaces.length + 1);
        all[interfaces.length] = SHADOWED;
      }
      super.visit(raised, access, in, signature, above, all);
    }

    @Override
    public void visitSource(String file, String debug) {
      source = file == null ? source : file;
      super.visitSource(file, debug);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      boolean code = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
      int flags = monitors && code ? access & ~Opcodes.ACC_SYNCHRONIZED : access;
      MethodVisitor next = super.visitMethod(flags, name, descriptor, signature, exceptions);
      if (!code) {
        return next;
      }
      boolean contracted = facts.contracted.contains(name + descriptor);
      FieldWeaver fields = null;
      if (watches) {
        String in = facts.name.substring(facts.name.lastIndexOf('/') + 1);
        in = in.substring(in.lastIndexOf('$') + 1);
        fields = new FieldWeaver(next, access, in, name, descriptor, source, cache, result);
        next = fields;
      }
      next =
          new MethodWeaver(
              next,
              fields,
              access,
              name,
              descriptor,
              contracted,
              facts.racyVariables > 0 || monitors,
              source,
              cache,
              result);
      return monitors ? new MonitorWeaver(next, access, facts.name, source, result) : next;
    }

    @Override
    public void visitEnd() {
      if (shadow) {
        int hidden = Opcodes.ACC_SYNTHETIC | Opcodes.ACC_TRANSIENT;
        super.visitField(Opcodes.ACC_PRIVATE | hidden, SHADOW, "Ljava/lang/Object;", null, null);
        accessor("()Ljava/lang/Object;");
        accessor("(Ljava/lang/Object;)V");
      }
      super.visitEnd();
    }

    private void accessor(String descriptor) {
      Method m = new Method(SHADOW, descriptor);
      int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;
      MethodVisitor v = super.visitMethod(access, SHADOW, descriptor, null, null);
      GeneratorAdapter g = new GeneratorAdapter(access, m, v);
      g.visitCode();
      g.loadThis();
      if (descriptor.endsWith("V")) {
        g.loadArg(0);
      }
      g.visitFieldInsn(
          descriptor.endsWith("V") ? Opcodes.PUTFIELD : Opcodes.GETFIELD,
          facts.name,
          SHADOW,
          "Ljava/lang/Object;");
      g.returnValue();
      g.endMethod();
    }
  }
}
