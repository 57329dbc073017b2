package giantless.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What weaving must know of a class, read from its class file without loading it. */
final class ClassFacts {
  static final String CONTRACTS = "Lgiantless/lock/contract/";
  static final String GUARDED_BY = CONTRACTS + "GuardedBy;";
  private static final Set<String> ON_METHODS =
      Set.of(
          CONTRACTS + "Requires;",
          CONTRACTS + "Acquires;",
          CONTRACTS + "Releases;",
          CONTRACTS + "Excludes;");

  /** Internal names. */
  final String name;

  final String superName;

  /** All fields that the class declares, and those with a guard. */
  final Set<String> fields = new HashSet<>();

  final Set<String> guarded = new HashSet<>();

  /** Methods with a contract and with code, as name and descriptor. */
  final Set<String> contracted = new HashSet<>();

  ClassFacts(ClassReader reader) {
    this.name = reader.getClassName();
    this.superName = reader.getSuperName();
    reader.accept(new Scan(), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
  }

  static boolean isMethodContract(String descriptor) {
    return ON_METHODS.contains(descriptor);
  }

  private final class Scan extends ClassVisitor {
    Scan() {
      super(Opcodes.ASM9);
    }

    @Override
    public FieldVisitor visitField(
        int access, String field, String descriptor, String signature, Object value) {
      fields.add(field);
      return new FieldVisitor(Opcodes.ASM9) {
        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
          if (annotation.equals(GUARDED_BY)) {
            guarded.add(field);
          }
          return null;
        }
      };
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String descriptor, String signature, String[] exceptions) {
      boolean code = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
          if (code && isMethodContract(annotation)) {
            contracted.add(method + descriptor);
          }
          return null;
        }
      };
    }
  }

  /** Facts by class name, for one class loader. Thread-safe. */
  static final class Cache {
    private final ClassLoader loader;
    private final Map<String, ClassFacts> known = new HashMap<>();

    Cache(ClassLoader loader) {
      this.loader = loader;
    }

    synchronized void put(ClassFacts facts) {
      known.put(facts.name, facts);
    }

    /** Null for a class outside of Giantless. */
    synchronized ClassFacts get(String name) {
      if (!Weaver.isOurs(name)) {
        return null;
      }
      ClassFacts facts = known.get(name);
      if (facts == null) {
        facts = read(name);
        known.put(name, facts);
      }
      return facts;
    }

    private ClassFacts read(String name) {
      String file = name + ".class";
      try (InputStream in =
          loader == null
              ? ClassLoader.getSystemResourceAsStream(file)
              : loader.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException("no class file of " + name + " to weave by");
        }
        return new ClassFacts(new ClassReader(in));
      } catch (IOException e) {
        throw new IllegalStateException("class file of " + name, e);
      }
    }

    /** The class that declares a field which is guarded, as seen from a reference; else null. */
    String guardedIn(String owner, String field) {
      for (ClassFacts at = get(owner); at != null; at = get(at.superName)) {
        if (at.fields.contains(field)) {
          return at.guarded.contains(field) ? at.name : null;
        }
      }
      return null;
    }
  }
}
