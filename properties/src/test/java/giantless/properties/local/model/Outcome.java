package giantless.properties.local.model;

import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What a call says, as text that tells what is different: the errno, or the number of bytes, the
 * data, the flags and the control messages that came. Immutable.
 */
public final class Outcome {
  /** A call that succeeds, and has nothing to say. */
  public static final String OK = "OK";

  /** The address of a socket that has none. */
  public static final String NO_NAME = "(no name)";

  private static final int SHORT = 8;

  private Outcome() {}

  /** A call that took so many bytes. */
  public static String sent(int n) {
    return "took " + n;
  }

  /** What came. */
  public static String received(byte[] data, List<String> flags, List<String> controls) {
    StringBuilder b = new StringBuilder("got ").append(data.length);
    if (data.length > SHORT) {
      CRC32 crc = new CRC32();
      crc.update(data);
      b.append(" with CRC ").append(Long.toHexString(crc.getValue()));
    } else if (data.length > 0) {
      b.append(": ").append(HexFormat.of().formatHex(data));
    }
    for (String f : flags) {
      b.append(" MSG_").append(f);
    }
    for (String c : controls) {
      b.append(' ').append(c);
    }
    return b.toString();
  }

  /** A message of descriptors, by the numbers of the files that they are. */
  public static String rights(List<Integer> files) {
    return "SCM_RIGHTS" + files;
  }

  /** A message of credentials. */
  public static String creds(byte[] data) {
    return "SCM_CREDS[" + HexFormat.of().formatHex(data) + "]";
  }

  /** The first bytes of a message. */
  public static String part(byte[] data) {
    return "part[" + HexFormat.of().formatHex(data) + "]";
  }
}
