package giantless.stack.socket;

import giantless.lock.contract.Confined;
import giantless.stack.net.SockAddr;

/** The argument of sendmsg(2) and recvmsg(2), {@code struct msghdr}. Belongs to the caller. */
@Confined("the calling thread")
public final class MsgHdr {
  /** The destination, or null; after recvmsg(2) who sent the message, or null. */
  public SockAddr name;

  /** The pieces of the message, each array from end to end. */
  public byte[][] iov;

  /** Control messages, {@link CMsg}; after recvmsg(2) those that came, or null. */
  public byte[] control;

  /** How many bytes of control messages recvmsg(2) may give; 0 for none. */
  public int controllen;

  /** After recvmsg(2): MSG_EOR, MSG_TRUNC, MSG_CTRUNC, MSG_OOB. */
  public int flags;

  public MsgHdr(SockAddr name, byte[]... iov) {
    this.name = name;
    this.iov = iov;
  }
}
