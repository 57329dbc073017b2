package giantless.scenarios.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Inside Java PathFinder a few classes of the explorer have stand-ins, which have only what
 * scenarios use of them. This finds what scenarios use and the stand-ins lack, without running
 * anything.
 */
final class StandIns {
  private static final String EXPLORED = "giantless/lock/explored/";
  private static final String SCENARIO = "giantless/explore/scenario/";

  /** Classes of the explorer's runtime that are the same inside. */
  private static final Set<String> SAME =
      Set.of(
          EXPLORED + "Operation",
          EXPLORED + "Operation$Kind",
          EXPLORED + "Result",
          EXPLORED + "Failure");

  private final Path dir;
  private final Map<String, Members> known = new HashMap<>();
  private final Set<String> missing = new TreeSet<>();

  /**
   * @param dir the compiled stand-ins
   */
  StandIns(Path dir) {
    this.dir = dir;
  }

  /** What a class has, and where to look for what it has not. */
  private static final class Members extends ClassVisitor {
    final Set<String> names = new HashSet<>();
    final Set<String> above = new HashSet<>();

    Members() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(int v, int a, String name, String s, String superName, String[] interfaces) {
      if (superName != null) {
        above.add(superName);
      }
      above.addAll(Set.of(interfaces));
    }

    @Override
    public FieldVisitor visitField(int a, String name, String d, String s, Object value) {
      names.add(name);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(int a, String name, String d, String s, String[] e) {
      names.add(name + d);
      return null;
    }
  }

  private ClassReader read(String name) {
    Path own = dir.resolve(name + ".class");
    try (InputStream in =
        Files.exists(own)
            ? Files.newInputStream(own)
            : StandIns.class.getClassLoader().getResourceAsStream(name + ".class")) {
      if (in == null) {
        throw new IllegalStateException("there is no class " + name);
      }
      return new ClassReader(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean has(String owner, String member) {
    Members m =
        known.computeIfAbsent(
            owner,
            o -> {
              Members read = new Members();
              read(o).accept(read, ClassReader.SKIP_CODE);
              return read;
            });
    return m.names.contains(member) || m.above.stream().anyMatch(a -> has(a, member));
  }

  private boolean isStandIn(String owner) {
    return Files.exists(dir.resolve(owner + ".class"));
  }

  /**
   * What these classes, and those of the explorer's scenario package that they use, use of the
   * explorer and would not find.
   *
   * @param classes their internal names
   */
  Set<String> missing(Collection<String> classes) {
    ArrayDeque<String> todo = new ArrayDeque<>(classes);
    Set<String> seen = new HashSet<>(classes);
    while (!todo.isEmpty()) {
      String name = todo.remove();
      read(name).accept(new Uses(name, todo, seen), ClassReader.SKIP_DEBUG);
    }
    return missing;
  }

  /** Looks at every use of a member. */
  private final class Uses extends ClassVisitor {
    private final String user;
    private final ArrayDeque<String> todo;
    private final Set<String> seen;

    Uses(String user, ArrayDeque<String> todo, Set<String> seen) {
      super(Opcodes.ASM9);
      this.user = user;
      this.todo = todo;
      this.seen = seen;
    }

    private void use(String owner, String member) {
      if (isStandIn(owner)) {
        lacks(!has(owner, member), owner, member);
      } else if (owner.startsWith(SCENARIO)) {
        if (seen.add(owner)) {
          todo.add(owner);
        }
      } else if (owner.startsWith(EXPLORED)) {
        lacks(!SAME.contains(owner), owner, member);
      }
    }

    private void lacks(boolean it, String owner, String member) {
      if (it) {
        missing.add(user + " uses " + owner + "." + member);
      }
    }

    @Override
    public MethodVisitor visitMethod(int a, String n, String d, String s, String[] e) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(int op, String owner, String name, String d, boolean i) {
          use(owner, name + d);
        }

        @Override
        public void visitFieldInsn(int op, String owner, String name, String d) {
          use(owner, name);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String d, Handle h, Object... args) {
          for (Object arg : args) {
            if (arg instanceof Handle) {
              use(((Handle) arg).getOwner(), ((Handle) arg).getName() + ((Handle) arg).getDesc());
            }
          }
        }
      };
    }
  }
}
