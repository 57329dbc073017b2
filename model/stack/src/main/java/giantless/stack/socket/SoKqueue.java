package giantless.stack.socket;

import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.FilterOps;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.Knote;

/**
 * The filters of kqueue(2) for sockets: EVFILT_READ, EVFILT_WRITE, and EVFILT_READ of a listener.
 * Their notes are on lists of the buffers, under the buffers' mutexes. No state of its own.
 */
final class SoKqueue {
  private static final FilterOps SOREAD = new SoRead();
  private static final FilterOps SOWRITE = new SoWrite();
  private static final FilterOps SOLISTEN = new SoListening();

  private SoKqueue() {}

  /** soo_kqfilter: EINVAL for another filter. */
  static Errno kqfilter(Socket so, Knote kn, int filter) {
    if (filter != KEvent.EVFILT_READ && filter != KEvent.EVFILT_WRITE) {
      return Errno.EINVAL;
    }
    boolean write = filter == KEvent.EVFILT_WRITE;
    FilterOps fop = write ? SOWRITE : SOREAD;
    if (!write && so.hasOption(SocketConst.SO_ACCEPTCONN)) {
      fop = SOLISTEN;
    }
    SockBuf sb = write ? so.snd : so.rcv;
    sb.lock.lock();
    kn.attach(fop, sb.knlist(), so, 0);
    sb.addNote(kn);
    sb.lock.unlock();
    return Errno.OK;
  }

  private static void detach(SockBuf sb, Knote kn) {
    sb.lock.lock();
    sb.removeNote(kn);
    sb.lock.unlock();
  }

  /** What has ended, or failed, is active whatever was asked for. */
  @Requires("sb.lock")
  private static boolean over(SockBuf sb, int cant, Knote kn) {
    if ((sb.sbState & cant) != 0) {
      kn.setEof(sb.so.soError().code());
      return true;
    }
    kn.clearEof(); // A fifo can get another writer.
    return sb.so.soError() != Errno.OK;
  }

  /** filt_soread: data is the bytes of data in the buffer. */
  private static final class SoRead implements FilterOps {
    @Override
    public void detach(Knote kn) {
      SoKqueue.detach(((Socket) kn.hook()).rcv, kn);
    }

    @Override
    public boolean event(Knote kn) {
      SockBuf sb = ((Socket) kn.hook()).rcv;
      kn.setData(sb.dataBytes());
      if (over(sb, SockBuf.SBS_CANTRCVMORE, kn) || sb.so.soRerror() != Errno.OK) {
        return true;
      }
      return (kn.sfflags() & KEvent.NOTE_LOWAT) != 0
          ? sb.dataBytes() >= kn.sdata()
          : sb.sbCc() >= sb.sbLowat;
    }
  }

  /** filt_sowrite: data is the free bytes of the buffer. */
  private static final class SoWrite implements FilterOps {
    @Override
    public void detach(Knote kn) {
      SoKqueue.detach(((Socket) kn.hook()).snd, kn);
    }

    @Override
    public boolean event(Knote kn) {
      Socket so = (Socket) kn.hook();
      SockBuf sb = so.snd;
      kn.setData(sb.sbspace());
      if (over(sb, SockBuf.SBS_CANTSENDMORE, kn)) {
        return true;
      }
      if (!so.hasState(Socket.SS_ISCONNECTED)
          && (so.soProto.prFlags & Protosw.PR_CONNREQUIRED) != 0) {
        return false;
      }
      long mark = (kn.sfflags() & KEvent.NOTE_LOWAT) != 0 ? kn.sdata() : sb.sbLowat;
      return sb.sbspace() >= mark;
    }
  }

  /** filt_solisten: data is the number of connections that wait. */
  private static final class SoListening implements FilterOps {
    @Override
    public void detach(Knote kn) {
      SoKqueue.detach(((Socket) kn.hook()).rcv, kn);
    }

    @Override
    public boolean event(Knote kn) {
      Socket so = (Socket) kn.hook();
      kn.setData(so.comp.len());
      return over(so.rcv, SockBuf.SBS_CANTRCVMORE, kn) || so.comp.len() != 0;
    }
  }
}
