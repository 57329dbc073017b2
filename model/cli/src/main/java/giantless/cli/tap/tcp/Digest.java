package giantless.cli.tap.tcp;

import giantless.lock.contract.Confined;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts bytes and takes their SHA-256; one thread. */
@Confined("whoever receives the bytes")
public final class Digest {
  private final MessageDigest sha;
  private long count;

  public Digest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public void add(byte[] b, int off, int len) {
    sha.update(b, off, len);
    count += len;
  }

  public long count() {
    return count;
  }

  /** The count and the digest, and begins anew: {@code 5 bytes, sha256 2cf24d...}. */
  public String summary() {
    String text = count + " bytes, sha256 " + HexFormat.of().formatHex(sha.digest());
    count = 0;
    return text;
  }

  /** The {@link #summary} as a line to send. */
  public byte[] line() {
    return (summary() + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
