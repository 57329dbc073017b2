package giantless.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
  static final String RACY = CONTRACTS + "Racy;";
  static final String WOVEN = CONTRACTS + "Woven;";
  private static final Set<String> ON_METHODS =
      Set.of(
          CONTRACTS + "Requires;",
          CONTRACTS + "Acquires;",
          CONTRACTS + "Releases;",
          CONTRACTS + "Excludes;");

  /** Internal names. */
  final String name;

  final String superName;

  /** All fields that the class declares, in the file's order. */
  final Map<String, FieldFacts> fields = new LinkedHashMap<>();

  /** How many of them have a guard. */
  int guarded;

  /** How many have {@code @Racy}. */
  int racy;

  /** How many of these are variables of its objects. */
  int racyVariables;

  /** How many instance fields are not final. */
  int variables;

  private int fixedVariables;

  /** Whether the class is an interface, a record, or another that gets no member. */
  boolean bare;

  /** In tests: a program to be woven. */
  boolean woven;

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
    public void visit(
        int version, int access, String in, String signature, String above, String[] interfaces) {
      bare = (access & Opcodes.ACC_INTERFACE) != 0 || "java/lang/Record".equals(above);
    }

    @Override
    public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
      woven |= annotation.equals(WOVEN);
      return null;
    }

    @Override
    public FieldVisitor visitField(
        int access, String field, String descriptor, String signature, Object value) {
      boolean fixed = (access & Opcodes.ACC_STATIC) != 0;
      boolean constant = (access & Opcodes.ACC_FINAL) != 0;
      FieldFacts facts = new FieldFacts(name, field, fixed, constant);
      fields.put(field, facts);
      if (!constant) {
        facts.slot = fixed ? fixedVariables++ : variables++;
      }
      return new FieldVisitor(Opcodes.ASM9) {
        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
          if (annotation.equals(GUARDED_BY)) {
            facts.guarded = true;
            guarded++;
          } else if (annotation.equals(RACY)) {
            facts.racy = true;
            racy++;
            racyVariables += facts.fixed || facts.constant ? 0 : 1;
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

  /** Facts by class name, for one class loader and one scope. Thread-safe. */
  static final class Cache {
    private final ClassLoader loader;
    private final WeaveScope scope;
    private final Map<String, ClassFacts> known = new HashMap<>();

    Cache(ClassLoader loader, WeaveScope scope) {
      this.loader = loader;
      this.scope = scope;
    }

    synchronized void put(ClassFacts facts) {
      known.put(facts.name, facts);
    }

    /** Whether accesses to the fields of a class are told, and those in its code. */
    boolean watches(String name) {
      return scope.watches(name);
    }

    /** Whether monitors that a class's code uses are explored. */
    boolean explores(String name) {
      return scope.explores(name);
    }

    /**
     * Whether objects of a class get a place for what is known of them, unless a class above gives
     * it.
     */
    boolean shadows(ClassFacts facts) {
      return !facts.bare
          && scope.watches(facts.name)
          && (facts.variables > 0 || scope.explores(facts.name));
    }

    /** Null for a class that is not woven. */
    synchronized ClassFacts get(String name) {
      return scope.weaves(name) ? find(name) : null;
    }

    private ClassFacts find(String name) {
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

    /** A field as seen from a reference; null if no woven class declares it. */
    FieldFacts field(String owner, String field) {
      for (ClassFacts at = get(owner); at != null; at = get(at.superName)) {
        FieldFacts f = at.fields.get(field);
        if (f != null) {
          return f;
        }
      }
      return null;
    }

    /** Whether a class file, or the outermost class around it, is marked {@code @Woven}. */
    synchronized boolean isMarked(byte[] file) {
      ClassFacts facts = new ClassFacts(new ClassReader(file));
      int nested = facts.name.indexOf('$', facts.name.lastIndexOf('/') + 2);
      String outer = nested < 0 ? null : facts.name.substring(0, nested);
      return facts.woven || (outer != null && hasFile(outer) && find(outer).woven);
    }

    private boolean hasFile(String name) {
      return known.containsKey(name)
          || (loader != null && loader.getResource(name + ".class") != null);
    }

    /** The field's number in an object, which no field of a class above has. */
    int slot(FieldFacts field) {
      int n = field.slot;
      if (!field.fixed) {
        for (ClassFacts at = above(get(field.declaring)); at != null; at = above(at)) {
          n += at.variables;
        }
      }
      return n;
    }

    /** Whether a class above has fields that are watched, and so a place for their shadow. */
    boolean shadowedAbove(ClassFacts facts) {
      for (ClassFacts at = above(facts); at != null; at = above(at)) {
        if (shadows(at)) {
          return true;
        }
      }
      return false;
    }

    /** The class above, woven or not; null if it is one of the JDK's. */
    private synchronized ClassFacts above(ClassFacts facts) {
      String name = facts.superName;
      if (name == null || name.startsWith("java/")) {
        return null;
      }
      return find(name);
    }
  }
}
