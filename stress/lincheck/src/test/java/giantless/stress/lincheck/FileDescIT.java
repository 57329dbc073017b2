package giantless.stress.lincheck;

import giantless.stack.kern.Errno;
import giantless.stack.kern.File;
import giantless.stack.kern.FileDesc;
import giantless.stack.kern.Kernel;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The descriptor table: each call is one step, a new descriptor is the lowest that is free, and
 * what fget gives is open for as long as the reference lasts.
 */
class FileDescIT {
  private static final int LIMIT = 3;
  private static final int EBADF = -Errno.EBADF.code();
  private static final int EMFILE = -Errno.EMFILE.code();

  /** The structure: a process's table with three descriptors at most. */
  @Param(name = "fd", gen = IntGen.class, conf = "0:2")
  @Param(name = "file", gen = IntGen.class, conf = "1:2")
  public static class Structure {
    private final Kernel kernel = Machines.kernel("kern.maxfilesperproc", LIMIT);
    final FileDesc table = kernel.procs().create("p").fd();

    /** Descriptor 0 is open from the start, so that most scenarios have something to act on. */
    public Structure() {
      open(1);
    }

    @Operation
    public int open(@Param(name = "file") int file) {
      File fp = Numbered.file(kernel, file);
      int fd = table.falloc(fp);
      fp.fdrop(null);
      return fd;
    }

    @Operation
    public boolean close(@Param(name = "fd") int fd) {
      return table.close(fd, null) == Errno.OK;
    }

    @Operation
    public int dup(@Param(name = "fd") int fd) {
      return table.dup(fd);
    }

    @Operation
    public int dup2(@Param(name = "fd") int from, @Param(name = "fd") int to) {
      return table.dup2(from, to, null);
    }

    /** Which file it is; 0 for none. A negative one was closed under the reference. */
    @Operation
    public int fget(@Param(name = "fd") int fd) {
      File fp = table.fget(fd);
      if (fp == null) {
        return 0;
      }
      int number = Numbered.of(fp);
      fp.fdrop(null);
      return number;
    }
  }

  /** An array of file numbers. */
  public static class Specification {
    private final int[] table = {1, 0, 0};

    private int install(int file) {
      for (int fd = 0; fd < LIMIT; fd++) {
        if (table[fd] == 0) {
          table[fd] = file;
          return fd;
        }
      }
      return EMFILE;
    }

    public int open(int file) {
      return install(file);
    }

    public boolean close(int fd) {
      boolean was = table[fd] != 0;
      table[fd] = 0;
      return was;
    }

    public int dup(int fd) {
      return table[fd] == 0 ? EBADF : install(table[fd]);
    }

    public int dup2(int from, int to) {
      if (table[from] == 0) {
        return EBADF;
      }
      table[to] = table[from];
      return to;
    }

    public int fget(int fd) {
      return table[fd];
    }
  }

  @Test
  void each_call_on_the_table_is_one_step() {
    Linearizability.holds(Structure.class, Specification.class);
  }

  /** The wrong twin: dup(2) by two calls that lock the table each for itself. */
  @Param(name = "fd", gen = IntGen.class, conf = "0:2")
  @Param(name = "file", gen = IntGen.class, conf = "1:2")
  public static class DupInTwoSteps extends Structure {
    @Override
    @Operation
    public int dup(@Param(name = "fd") int fd) {
      File fp = table.fget(fd);
      if (fp == null) {
        return EBADF;
      }
      int copy = table.falloc(fp);
      fp.fdrop(null);
      return copy;
    }
  }

  private static ExecutionScenario closeAgainstDup(Class<?> structure) {
    return Scenarios.of(
        List.of(Scenarios.actor(structure, "close", 0)),
        List.of(Scenarios.actor(structure, "dup", 0)));
  }

  /** Two steps with a close between would give the descriptor that was to be copied. */
  @Test
  void dup_does_not_answer_the_descriptor_that_it_copies() {
    Linearizability.holdsIn(closeAgainstDup(Structure.class), Structure.class, Specification.class);
  }

  @Test
  void a_dup_in_two_steps_is_caught() {
    Linearizability.isBrokenIn(
        closeAgainstDup(DupInTwoSteps.class),
        DupInTwoSteps.class,
        Specification.class,
        "Invalid execution results");
  }
}
