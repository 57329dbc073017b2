package giantless.properties.local.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One control message in a buffer: descriptors, or credentials. Immutable. */
final class Control {
  /** sizeof(struct cmsghdr): length, level, type. */
  static final int HEADER = 12;

  private static final int SOL_SOCKET = 0xffff;
  private static final int SCM_CREDS = 3;

  private final int files;
  private final byte[] creds;

  private Control(int files, byte[] creds) {
    this.files = files;
    this.creds = creds;
  }

  /** SCM_RIGHTS with the first so many of the files. */
  static Control files(int n) {
    return new Control(n, null);
  }

  /** SCM_CREDS. */
  static Control creds(byte[] data) {
    return new Control(0, data.clone());
  }

  boolean isCreds() {
    return creds != null;
  }

  int fileCount() {
    return files;
  }

  int size() {
    return HEADER + (creds == null ? Integer.BYTES * files : creds.length);
  }

  /** The first bytes of a message of credentials. */
  String part(int bytes) {
    byte[] b =
        ByteBuffer.allocate(size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(size())
            .putInt(SOL_SOCKET)
            .putInt(SCM_CREDS)
            .put(creds)
            .array();
    return Outcome.part(Arrays.copyOf(b, bytes));
  }

  @Override
  public String toString() {
    return creds == null
        ? Outcome.rights(IntStream.range(0, files).boxed().collect(Collectors.toList()))
        : Outcome.creds(creds);
  }

  /**
   * What recvmsg(2) gives of the messages of a record with so many bytes of room. Descriptors in a
   * message that does not fit are closed, with all behind it; of credentials the caller gets a
   * part.
   *
   * @param told gets the messages
   * @return whether that is not all
   */
  static boolean received(List<Control> all, int room, List<String> told) {
    int left = room;
    for (int i = 0; i < all.size(); i++) {
      Control c = all.get(i);
      if (c.size() > left) {
        if (left > 0 && all.subList(i, all.size()).stream().allMatch(Control::isCreds)) {
          told.add(c.part(left));
        }
        return true;
      }
      told.add(c.toString());
      left -= c.size();
    }
    return false;
  }
}
