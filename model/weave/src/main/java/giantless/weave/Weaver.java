package giantless.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Changes one class file: puts the checks in. Adds no member, so loaded classes can be rewoven. */
final class Weaver {
  private Weaver() {}

  /** Whether a class, by internal name, is one whose contracts count. */
  static boolean isOurs(String name) {
    return name != null
        && name.startsWith("giantless/")
        && !name.startsWith("giantless/lock/")
        && (!name.startsWith("giantless/weave/") || name.startsWith("giantless/weave/probe/"));
  }

  /** What was woven into one class. */
  static final class Result {
    /** Null if there was nothing to do. */
    byte[] bytes;

    /** Contracts that the class itself states: guarded fields and methods. */
    int stated;

    int accesses;
    int methods;
  }

  static Result weave(byte[] original, ClassFacts.Cache cache) {
    ClassReader reader = new ClassReader(original);
    ClassFacts facts = new ClassFacts(reader);
    cache.put(facts);
    Result result = new Result();
    result.stated = facts.guarded.size() + facts.contracted.size();
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassWeaver(writer, facts, cache, result), ClassReader.EXPAND_FRAMES);
    if (result.accesses + result.methods > 0) {
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
    private final Result result;
    private String source = "unknown";

    ClassWeaver(ClassVisitor next, ClassFacts facts, ClassFacts.Cache cache, Result result) {
      super(Opcodes.ASM9, next);
      this.facts = facts;
      this.cache = cache;
      this.result = result;
    }

    @Override
    public void visitSource(String file, String debug) {
      source = file == null ? source : file;
      super.visitSource(file, debug);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
        return next;
      }
      boolean contracted = facts.contracted.contains(name + descriptor);
      return new MethodWeaver(next, access, name, descriptor, contracted, source, cache, result);
    }
  }
}
