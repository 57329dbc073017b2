package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/** The argument of an interface's ioctl(2), {@code struct ifreq}: which interface, and a value. */
@Confined("the calling thread")
public final class IfReq {
  /** ifr_name, for example {@code epair0a}. */
  public final String name;

  /** What the command takes, or gives: an Integer for flags, MTU, index and addresses. */
  public Object value;

  public IfReq(String name) {
    this(name, null);
  }

  public IfReq(String name, Object value) {
    this.name = name;
    this.value = value;
  }
}
