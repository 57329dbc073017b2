package giantless.stack.local;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/** Options of the UNIX domain, {@code uipc_ctloutput}: unix(4). No state. */
public final class UnpCtloutput implements Protosw.Ctloutput {
  /** The level of these options, SOL_LOCAL. */
  public static final int SOL_LOCAL = 0;

  /** The credentials of the peer, {@code struct xucred}; only to get. */
  public static final int LOCAL_PEERCRED = 0x001;

  /** The sender's credentials come with what is received, {@code struct sockcred}. */
  public static final int LOCAL_CREDS = 0x002;

  /** connect(2) waits for accept(2). */
  public static final int LOCAL_CONNWAIT = 0x004;

  private final UnpLocking locking;

  UnpCtloutput(UnpLocking locking) {
    this.locking = locking;
  }

  private static int flag(int name) {
    switch (name) {
      case LOCAL_CREDS:
        return Unpcb.UNP_WANTCRED;
      case LOCAL_CONNWAIT:
        return Unpcb.UNP_CONNWAIT;
      default:
        return 0;
    }
  }

  /**
   * uipc_ctloutput.
   *
   * @return EINVAL for another level, and for the credentials of no peer ENOTCONN on a stream,
   *     EINVAL else; for an unknown option EOPNOTSUPP to get, ENOPROTOOPT to set
   */
  @Override
  public Errno ctloutput(Socket so, Sockopt sopt) {
    if (sopt.level != SOL_LOCAL) {
      return Errno.EINVAL;
    }
    return sopt.dir == Sockopt.Dir.GET ? get(so, sopt) : set(so, sopt);
  }

  private Errno get(Socket so, Sockopt sopt) {
    Unpcb unp = Unpcb.of(so);
    if (sopt.name == LOCAL_PEERCRED) {
      locking.enterPcb(unp);
      Ucred cred = (unp.unpFlags & Unpcb.UNP_HAVEPC) != 0 ? unp.unpPeercred : null;
      locking.leavePcb(unp);
      if (cred == null) {
        return so.soType() == SocketConst.SOCK_STREAM ? Errno.ENOTCONN : Errno.EINVAL;
      }
      return sopt.copyout(UnpCreds.xucred(cred));
    }
    int flag = flag(sopt.name);
    if (flag == 0) {
      return Errno.EOPNOTSUPP;
    }
    locking.enterPcb(unp);
    boolean on = (unp.unpFlags & flag) != 0;
    locking.leavePcb(unp);
    return sopt.copyoutInt(on ? 1 : 0);
  }

  private Errno set(Socket so, Sockopt sopt) {
    int flag = flag(sopt.name);
    if (flag == 0) {
      return Errno.ENOPROTOOPT;
    }
    int[] val = new int[1];
    Errno error = sopt.copyinInt(val);
    if (error != Errno.OK) {
      return error;
    }
    Unpcb unp = Unpcb.of(so);
    locking.enterPcb(unp);
    unp.unpFlags = val[0] != 0 ? unp.unpFlags | flag : unp.unpFlags & ~flag;
    locking.leavePcb(unp);
    return Errno.OK;
  }
}
