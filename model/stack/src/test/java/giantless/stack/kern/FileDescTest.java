package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Panic;
import giantless.stack.Host;
import giantless.stack.Machine;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Descriptors: numbers, limits, references, and what close leaves to a call that is inside. */
class FileDescTest {
  private final Host host =
      Machine.builder().tunable("kern.maxfiles", 40).tunable("kern.maxfilesperproc", 30).build();
  private final Kernel kernel = host.kernel();
  private final Proc p = host.newProc("p");

  @AfterEach
  void nothing_is_left() {
    host.shutdownClean();
  }

  @Test
  void lowest_free_descriptor_is_given() {
    TestObject o = new TestObject(kernel);
    assertThat(o.open(p)).isEqualTo(0);
    assertThat(o.open(p)).isEqualTo(1);
    assertThat(o.open(p)).isEqualTo(2);
    assertThat(p.fd().close(1, null)).isEqualTo(Errno.OK);
    assertThat(o.open(p)).isEqualTo(1);
    assertThat(p.fd().close(7, null)).isEqualTo(Errno.EBADF);
    assertThat(p.fd().close(-1, null)).isEqualTo(Errno.EBADF);
  }

  @Test
  void close_leaves_the_file_to_the_call_that_uses_it() {
    TestObject o = new TestObject(kernel);
    int fd = o.open(p);
    File inside = p.fd().fget(fd);
    p.fd().close(fd, null);
    assertThat(p.fd().fget(fd)).isNull();
    assertThat(o.closes).isZero();
    inside.fdrop(null);
    assertThat(o.closes).isOne();
  }

  @Test
  void file_not_set_up_is_not_seen() {
    File fp = kernel.files().alloc();
    int fd = p.fd().falloc(fp);
    assertThat(p.fd().fget(fd)).isNull();
    p.fd().fdclose(fp, fd, null);
    assertThat(p.fd().openCount()).isZero();
    fp.fdrop(null);
  }

  @Test
  void fdclose_spares_a_file_that_another_thread_put_there() {
    File fp = kernel.files().alloc();
    int fd = p.fd().falloc(fp);
    p.fd().close(fd, null);
    TestObject other = new TestObject(kernel);
    assertThat(other.open(p)).isEqualTo(fd);
    p.fd().fdclose(fp, fd, null);
    fp.fdrop(null);
    assertThat(p.fd().openCount()).isOne();
  }

  @Test
  void drop_without_reference_panics() {
    TestObject o = new TestObject(kernel);
    int fd = o.open(p);
    File fp = p.fd().fget(fd);
    fp.fdrop(null);
    p.fd().close(fd, null);
    assertThatThrownBy(() -> fp.fdrop(null))
        .isInstanceOf(Panic.class)
        .hasMessage("fdrop: count < 0");
    assertThatThrownBy(fp::fhold)
        .isInstanceOf(Panic.class)
        .hasMessage("fhold: file without reference");
    releaseOf(fp);
  }

  private static void releaseOf(File fp) {
    if (fp.lock.isOwned()) {
      fp.lock.unlock();
    }
  }

  @Test
  void limits_are_emfile_and_enfile() {
    TestObject o = new TestObject(kernel);
    for (int i = 0; i < 30; i++) {
      assertThat(o.open(p)).isEqualTo(i);
    }
    File one = kernel.files().alloc();
    assertThat(p.fd().falloc(one)).isEqualTo(-Errno.EMFILE.code());
    assertThat(p.fd().dup(3)).isEqualTo(-Errno.EMFILE.code());
    one.fdrop(null);
    Proc q = host.newProc("q");
    for (int i = 0; i < 10; i++) {
      o.open(q);
    }
    assertThat(kernel.files().alloc()).as("ENFILE").isNull();
    assertThat(kernel.files().openfiles()).isEqualTo(40);
  }

  @Test
  void dup_shares_the_file_and_clears_close_on_exec() {
    TestObject o = new TestObject(kernel);
    int fd = o.open(p);
    p.fd().setfd(fd, FileDesc.FD_CLOEXEC);
    int copy = p.fd().dup(fd);
    assertThat(p.fd().getfd(fd)).isEqualTo(FileDesc.FD_CLOEXEC);
    assertThat(p.fd().getfd(copy)).isZero();
    assertThat(p.fd().dupfd(fd, 10)).isEqualTo(10);
    assertThat(p.fd().dupfd(fd, -1)).isEqualTo(-Errno.EINVAL.code());
    assertThat(p.fd().dupfd(fd, 30)).isEqualTo(-Errno.EINVAL.code());
    assertThat(p.fd().dupfd(9, -1)).isEqualTo(-Errno.EBADF.code());
    p.exec();
    assertThat(p.fd().getfd(fd)).isEqualTo(-Errno.EBADF.code());
    assertThat(o.closes).isZero();
  }

  @Test
  void dup2_closes_what_was_there() {
    TestObject a = new TestObject(kernel);
    TestObject b = new TestObject(kernel);
    int fa = a.open(p);
    int fb = b.open(p);
    assertThat(p.fd().dup2(fa, fb, null)).isEqualTo(fb);
    assertThat(b.closes).isOne();
    assertThat(p.fd().dup2(fa, fa, null)).isEqualTo(fa);
    assertThat(p.fd().dup2(fa, 25, null)).isEqualTo(25);
    assertThat(p.fd().dup2(9, 2, null)).isEqualTo(-Errno.EBADF.code());
    assertThat(p.fd().dup2(fa, 30, null)).isEqualTo(-Errno.EBADF.code());
    assertThat(p.fd().dup2(fa, -1, null)).isEqualTo(-Errno.EBADF.code());
  }

  @Test
  void flags_go_back_when_the_file_refuses() {
    TestObject o = new TestObject(kernel);
    int fd = o.open(p);
    assertThat(p.fd().setfl(fd, File.FNONBLOCK, null)).isEqualTo(Errno.OK);
    assertThat(o.nonblocking).isOne();
    assertThat(p.fd().getfl(fd, null)).isEqualTo(TestObject.READ | File.FNONBLOCK);
    o.refuseAsync = Errno.EINVAL;
    assertThat(p.fd().setfl(fd, 0, null)).isEqualTo(Errno.EINVAL);
    assertThat(p.fd().getfl(fd, null)).isEqualTo(TestObject.READ | File.FNONBLOCK);
    assertThat(o.nonblocking).isOne();
    assertThat(p.fd().setfl(9, 0, null)).isEqualTo(Errno.EBADF);
    assertThat(p.fd().getfl(9, null)).isEqualTo(-Errno.EBADF.code());
  }

  @Test
  void fork_copies_and_rfork_shares() {
    TestObject o = new TestObject(kernel);
    int fd = o.open(p);
    Proc child = p.fork("child");
    Proc twin = p.rfork("twin");
    child.fd().close(fd, null);
    assertThat(p.fd().getfd(fd)).isZero();
    twin.exit(0);
    assertThat(p.fd().getfd(fd)).as("shared table lives").isZero();
    p.exit(0);
    assertThat(o.closes).isOne();
    assertThat(p.fd().falloc(kernelFile())).isEqualTo(-Errno.EMFILE.code());
  }

  private File kernelFile() {
    File fp = kernel.files().alloc();
    fp.fhold();
    fp.fdrop(null);
    late = fp;
    return fp;
  }

  private File late;

  @AfterEach
  void drop_late() {
    if (late != null) {
      late.fdrop(null);
    }
  }

  /** Random calls against a map from number to object. */
  @Test
  void table_agrees_with_a_map() {
    for (int seed = 0; seed < 20; seed++) {
      Random r = new Random(seed);
      Proc q = host.newProc("q" + seed);
      TreeMap<Integer, TestObject> model = new TreeMap<>();
      for (int step = 0; step < 100; step++) {
        int fd = r.nextInt(32) - 1;
        switch (r.nextInt(4)) {
          case 0:
            if (model.size() < 30) {
              TestObject o = new TestObject(kernel);
              int got = o.open(q);
              assertThat(got).isEqualTo(lowest(model, 0));
              model.put(got, o);
            }
            break;
          case 1:
            assertThat(q.fd().close(fd, null) == Errno.OK).isEqualTo(model.remove(fd) != null);
            break;
          case 2:
            int min = r.nextInt(30);
            int dup = q.fd().dupfd(fd, min);
            if (!model.containsKey(fd)) {
              assertThat(dup).isEqualTo(-Errno.EBADF.code());
            } else if (lowest(model, min) >= 30) {
              assertThat(dup).isEqualTo(-Errno.EMFILE.code());
            } else {
              assertThat(dup).isEqualTo(lowest(model, min));
              model.put(dup, model.get(fd));
            }
            break;
          default:
            int to = r.nextInt(30);
            int two = q.fd().dup2(fd, to, null);
            if (model.containsKey(fd)) {
              assertThat(two).isEqualTo(to);
              model.put(to, model.get(fd));
            } else {
              assertThat(two).isEqualTo(-Errno.EBADF.code());
            }
        }
        for (int i = 0; i < 31; i++) {
          File fp = q.fd().fget(i);
          assertThat(fp == null ? null : fp.data()).isSameAs(model.get(i));
          if (fp != null) {
            fp.fdrop(null);
          }
        }
        assertThat(q.fd().openCount()).isEqualTo(model.size());
      }
      q.exit(0);
    }
  }

  private static int lowest(TreeMap<Integer, ?> model, int min) {
    int fd = min;
    while (model.containsKey(fd)) {
      fd++;
    }
    return fd;
  }
}
