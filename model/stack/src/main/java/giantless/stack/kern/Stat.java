package giantless.stack.kern;

import giantless.lock.contract.Confined;

/** What fstat(2) tells of a file. Belongs to the caller. */
@Confined("the calling thread")
public final class Stat {
  /** The file type bits of a socket in {@link #mode}. */
  public static final int S_IFSOCK = 0140000;

  /** Of a kqueue or a fifo. */
  public static final int S_IFIFO = 0010000;

  /** Of memory that is a file. */
  public static final int S_IFREG = 0100000;

  /** File type and permissions. */
  public int mode;

  /** Of a directory. */
  public static final int S_IFDIR = 0040000;

  /** The serial number of the file, st_ino; 0 if it has none. */
  public long ino;

  /** Who owns it, st_uid. */
  public int uid;

  /** Its group, st_gid. */
  public int gid;

  /** Bytes that can be read now. */
  public long size;

  /** The best size of a transfer, in bytes. */
  public int blksize;
}
