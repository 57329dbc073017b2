package giantless.stack.socket;

import giantless.stack.mbuf.Mbuf;

/**
 * One protocol as sockets see it, {@code struct protosw}. Immutable; registered at boot with {@link
 * Sockets#register}.
 */
public final class Protosw {
  /** Exchanges whole messages only: a send is not cut. */
  public static final int PR_ATOMIC = 0x01;

  /** Addresses come with the messages. */
  public static final int PR_ADDR = 0x02;

  /** A connection is needed before data. */
  public static final int PR_CONNREQUIRED = 0x04;

  /** Wants to be told when the reader has taken data. */
  public static final int PR_WANTRCVD = 0x08;

  /** Passes descriptors in control messages. */
  public static final int PR_RIGHTS = 0x10;

  /** Connects and closes in a send. */
  public static final int PR_IMPLOPCL = 0x20;

  /** The last record is on from the start, as in a stream of sequenced packets. */
  public static final int PR_LASTHDR = 0x40;

  /** {@code SOCK_DGRAM} and so on. */
  public final int prType;

  /** The address family. */
  public final int prFamily;

  /** The protocol's number in its family; 0 for a wildcard of its type. */
  public final int prProtocol;

  /** PR_* flags. */
  public final int prFlags;

  public final PrUsrreqs prUsrreqs;

  /** Options of the protocol's own levels, or null if it has none. */
  public final Ctloutput prCtloutput;

  /** pr_ctloutput. */
  public interface Ctloutput {
    /**
     * Sets or gets an option. Takes the locks that it needs; may not be called with a mutex held.
     * Also told of options at SOL_SOCKET, after the socket has taken them.
     */
    giantless.stack.kern.Errno ctloutput(Socket so, Sockopt sopt);
  }

  /** How descriptors pass, of a protocol with PR_RIGHTS; else null. */
  public final Rights prRights;

  /** dom_externalize and dom_dispose. Called with no lock held, but for {@link #hold}. */
  public interface Rights {
    /**
     * The control messages leave the buffer and are about to be externalized. Called with the
     * buffer's mutex held, in the hold in which they were unlinked: from here on the files in them
     * are in the hands of the reader, where no collector of what is in flight sees them.
     *
     * @param control a chain by {@code next}
     */
    default void hold(Mbuf control) {}

    /**
     * Makes the control messages of one record what the receiving process may see: files in flight
     * become its descriptors, and what {@link #hold} took is given up.
     *
     * @param control the record's control mbufs, consumed
     * @param out element 0 gets the chain for the process, or null
     * @return EMSGSIZE, EMFILE and so on: the messages are then disposed of
     */
    giantless.stack.kern.Errno externalize(Mbuf control, Mbuf[] out);

    /**
     * The records are about to be freed unread: gives up the files in their control messages, and
     * not the mbufs.
     *
     * @param records a list by {@code nextpkt} of chains by {@code next}
     */
    void dispose(Mbuf records);
  }

  public Protosw(
      int type, int family, int protocol, int flags, PrUsrreqs usrreqs, Ctloutput ctloutput) {
    this(type, family, protocol, flags, usrreqs, ctloutput, null);
  }

  public Protosw(
      int type,
      int family,
      int protocol,
      int flags,
      PrUsrreqs usrreqs,
      Ctloutput ctloutput,
      Rights rights) {
    this.prType = type;
    this.prFamily = family;
    this.prProtocol = protocol;
    this.prFlags = flags;
    this.prUsrreqs = usrreqs;
    this.prCtloutput = ctloutput;
    this.prRights = rights;
  }
}
