package giantless.stack.mbuf;

import giantless.lock.contract.Confined;

/** What some layer attached to a packet, mbuf_tags(9). Owned by the packet's owner. */
@Confined("the thread that has the packet")
public final class MbufTag {
  private final int cookie;
  private final int id;
  private final Object data;
  private final boolean persistent;
  MbufTag next;

  /**
   * @param cookie the layer that knows the id
   * @param id what it is
   * @param data the contents, shared by the copies of the tag: not to be changed
   * @param persistent {@code MTAG_PERSISTENT}: survives {@link MbufPool#tagDeleteNonpersistent}
   */
  public MbufTag(int cookie, int id, Object data, boolean persistent) {
    this.cookie = cookie;
    this.id = id;
    this.data = data;
    this.persistent = persistent;
  }

  public int cookie() {
    return cookie;
  }

  public int id() {
    return id;
  }

  public Object data() {
    return data;
  }

  public boolean isPersistent() {
    return persistent;
  }

  /** The tag after this one, or null. */
  public MbufTag next() {
    return next;
  }
}
