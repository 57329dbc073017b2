package giantless.stack.kern;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.RefCount;
import giantless.lock.SxLock;
import giantless.lock.contract.Confined;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that is a file, shm_open(2) of SHM_ANON: pages that are read, written, and sent without a
 * copy. {@link #lock}, which may be held over a sleep, protects the list of pages, the size and the
 * offset. A page that is on its way in an mbuf does not change: a write puts a copy in its place.
 */
public final class ShmFile implements FileOps {
  /** Bytes of a page. */
  public static final int PAGE_SIZE = 4096;

  private static final int MAX_PAGES = 1 << 16;

  /** A page; who holds a count may read its bytes. */
  public static final class Page {
    public final byte[] bytes;
    private final RefCount wired;

    Page(byte[] bytes, RefCount wired) {
      this.bytes = bytes;
      this.wired = wired;
    }

    /** Gives up a count, with any lock held. */
    public void unwire() {
      wired.release();
    }
  }

  /** A part of a page with a count. */
  @Confined("the calling thread")
  public static final class Extent {
    public final Page page;
    public final int off;
    public final int len;

    Extent(Page page, int off, int len) {
      this.page = page;
      this.off = off;
      this.len = len;
    }
  }

  private final LockRuntime rt;
  public final SxLock lock;

  @GuardedBy("lock")
  private final List<Page> pages = new ArrayList<>();

  @GuardedBy("lock")
  private long size;

  @GuardedBy("lock")
  private long offset;

  private ShmFile(LockRuntime rt) {
    this.rt = rt;
    this.lock = rt.sx(Locks.SHM);
  }

  /** shm_open(2): the descriptor of new, empty memory; {@code -EMFILE}, {@code -ENFILE}. */
  public static int shmOpen(ProcThread td) {
    Kernel kernel = td.proc().kernel();
    File fp = kernel.files().alloc();
    if (fp == null) {
      return -Errno.ENFILE.code();
    }
    int fd = td.proc().fd().falloc(fp);
    if (fd >= 0) {
      ShmFile shm = new ShmFile(kernel.rt());
      fp.finit(File.FREAD | File.FWRITE, File.DTYPE_SHM, shm, shm);
    }
    fp.fdrop(td);
    return fd;
  }

  /** lseek(2) from the beginning: the offset of the next read or write. */
  @Excludes("lock")
  public Errno seek(long newOffset) {
    if (newOffset < 0) {
      return Errno.EINVAL;
    }
    lock.xlock();
    offset = newOffset;
    lock.xunlock();
    return Errno.OK;
  }

  @Requires("lock")
  private Page newPage(byte[] bytes) {
    return new Page(bytes, rt.refCount(1));
  }

  /** The bytes of the offset's page from there, with a count; null at the end of the file. */
  @Excludes("lock")
  public Extent wire(long from, int len) {
    lock.slock();
    Extent e = null;
    long left = size - from;
    if (left > 0) {
      Page page = pages.get((int) (from / PAGE_SIZE));
      int off = (int) (from % PAGE_SIZE);
      page.wired.acquire();
      e = new Extent(page, off, (int) Math.min(Math.min(len, left), PAGE_SIZE - off));
    }
    lock.sunlock();
    return e;
  }

  @Override
  public Errno read(File fp, Uio uio, ProcThread td) {
    lock.xlock();
    while (uio.resid() > 0 && offset < size) {
      int off = (int) (offset % PAGE_SIZE);
      int n = (int) Math.min(Math.min(uio.resid(), size - offset), PAGE_SIZE - off);
      uio.move(pages.get((int) (offset / PAGE_SIZE)).bytes, off, n);
      offset += n;
    }
    lock.xunlock();
    return Errno.OK;
  }

  @Override
  public Errno write(File fp, Uio uio, ProcThread td) {
    lock.xlock();
    Errno error = Errno.OK;
    if (offset + uio.resid() > (long) MAX_PAGES * PAGE_SIZE) {
      error = Errno.EFBIG;
    }
    while (error == Errno.OK && uio.resid() > 0) {
      int off = (int) (offset % PAGE_SIZE);
      int n = Math.min(uio.resid(), PAGE_SIZE - off);
      uio.move(writable((int) (offset / PAGE_SIZE)).bytes, off, n);
      offset += n;
      size = Math.max(size, offset);
    }
    lock.xunlock();
    return error;
  }

  /** The page with this number; if it is on its way somewhere, a copy takes its place first. */
  @Requires("lock")
  private Page writable(int number) {
    while (pages.size() <= number) {
      pages.add(newPage(new byte[PAGE_SIZE]));
    }
    Page page = pages.get(number);
    if (page.wired.get() > 1) {
      pages.set(number, newPage(page.bytes.clone()));
      page.unwire();
      page = pages.get(number);
    }
    return page;
  }

  @Override
  public Errno ioctl(File fp, int cmd, Object data, ProcThread td) {
    return cmd == FIONBIO || cmd == FIOASYNC ? Errno.OK : Errno.ENOTTY;
  }

  @Override
  public int poll(File fp, int events, ProcThread td) {
    return events & (Poll.POLLIN | Poll.POLLRDNORM | Poll.POLLOUT);
  }

  @Override
  public Errno stat(File fp, Stat st, ProcThread td) {
    lock.slock();
    st.size = size;
    lock.sunlock();
    st.mode = Stat.S_IFREG | 0600;
    st.blksize = PAGE_SIZE;
    return Errno.OK;
  }

  @Override
  public Errno close(File fp, ProcThread td) {
    lock.xlock();
    for (Page page : pages) {
      page.unwire();
    }
    pages.clear();
    size = 0;
    lock.xunlock();
    lock.destroy();
    return Errno.OK;
  }
}
