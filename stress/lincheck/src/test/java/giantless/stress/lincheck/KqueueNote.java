package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.KEvent;
import giantless.stack.kern.SysException;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * A kqueue with one note of EVFILT_USER and EV_CLEAR: what is triggered is told once, to one of
 * those who ask, and what is deleted to nobody. Of two notes a scan asks one after the other, so
 * that several are no single step; hence one.
 */
final class KqueueNote {
  private KqueueNote() {}

  private static final int IDENT = 7;

  /** The note of a process. */
  public static class Note {
    private final Syscalls sys;
    private final int kq;

    public Note() throws SysException {
      Host host = Machines.host();
      sys = host.syscalls(host.newProc("p"));
      kq = sys.kqueue();
    }

    private boolean change(int flags, int fflags) {
      KEvent[] change = {new KEvent(IDENT, KEvent.EVFILT_USER, flags, fflags, 0, null)};
      try {
        sys.kevent(kq, change, new KEvent[0], 0);
        return true;
      } catch (SysException noSuchNote) {
        return false;
      }
    }

    @Operation
    public boolean add() {
      return change(KEvent.EV_ADD | KEvent.EV_CLEAR, 0);
    }

    @Operation
    public boolean trigger() {
      return change(0, KEvent.NOTE_TRIGGER);
    }

    @Operation
    public boolean delete() {
      return change(KEvent.EV_DELETE, 0);
    }

    @Operation
    public int scan() throws SysException {
      return sys.kevent(kq, new KEvent[0], new KEvent[2], 0);
    }
  }

  /** Two bits. */
  public static class Specification {
    private boolean there;
    private boolean active;

    public boolean add() {
      there = true;
      return true;
    }

    public boolean trigger() {
      active |= there;
      return there;
    }

    public boolean delete() {
      boolean was = there;
      there = false;
      active = false;
      return was;
    }

    public int scan() {
      int n = active ? 1 : 0;
      active = false;
      return n;
    }
  }

  /** The wrong twin: the note stays on the list while its filter is asked. */
  public static class ToldTwice {
    private final Mtx lock = Machines.runtime().mtx(Locks.KQ);
    private boolean active;

    @Operation
    public boolean add() {
      return true;
    }

    @Operation
    public boolean trigger() {
      lock.lock();
      active = true;
      lock.unlock();
      return true;
    }

    @Operation
    public int scan() {
      lock.lock();
      boolean was = active;
      lock.unlock();
      Machines.window();
      lock.lock();
      active = false;
      lock.unlock();
      return was ? 1 : 0;
    }
  }
}
