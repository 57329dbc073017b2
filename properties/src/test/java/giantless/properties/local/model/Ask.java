package giantless.properties.local.model;

/** The control messages that a sender gives to sendmsg(2), unix(4). */
public enum Ask {
  NONE(0, false),
  /** SCM_RIGHTS without a descriptor. */
  NO_FILES(0, false),
  ONE_FILE(1, false),
  TWO_FILES(2, false),
  /** SCM_CREDS, to be filled in by the kernel. */
  CREDS(-1, true),
  CREDS_AND_FILE(1, true),
  /** SCM_RIGHTS with what is no descriptor. */
  BAD_FILE(1, false),
  /** A type that there is not. */
  UNKNOWN(1, false);

  /** How many descriptors the SCM_RIGHTS message has; negative for no such message. */
  public final int files;

  /** Whether there is an SCM_CREDS message, the first. */
  public final boolean creds;

  Ask(int files, boolean creds) {
    this.files = files;
    this.creds = creds;
  }

  /** Bytes of the messages as they were given. */
  int size() {
    if (this == NONE) {
      return 0;
    }
    return (creds ? Control.HEADER + Creds.CMSGCRED : 0)
        + (files < 0 ? 0 : Control.HEADER + Integer.BYTES * files);
  }

  /** What is wrong with them; or {@link Outcome#OK}. */
  String error() {
    switch (this) {
      case BAD_FILE:
        return "EBADF";
      case UNKNOWN:
        return "EINVAL";
      default:
        return Outcome.OK;
    }
  }
}
