package giantless.lock.explored;

import giantless.lock.LockObject;

/** The gates that belong to no lock. */
final class Gates {

  /** Parked: until there is a permit, or the deadline has come. */
  static final Gate PARK =
      new Gate() {
        @Override
        public boolean admits(ExploredThread td, Operation op) {
          return td.permit || td.parkExpired;
        }

        @Override
        public LockObject wanted(ExploredThread td, Operation op) {
          return null;
        }
      };

  /** Asleep: until woken, and then until the interlock, the operation's object, is free. */
  static final Gate RESUME =
      new Gate() {
        @Override
        public boolean admits(ExploredThread td, Operation op) {
          ExploredMtx mtx = (ExploredMtx) op.object();
          return td.sleep != ExploredThread.Sleep.ASLEEP && (mtx == null || mtx.isFree());
        }

        @Override
        public LockObject wanted(ExploredThread td, Operation op) {
          return td.sleep == ExploredThread.Sleep.ASLEEP ? null : (LockObject) op.object();
        }
      };

  /** Waits for the end of a thread. */
  static final class Join implements Gate {
    final ExploredThread thread;

    Join(ExploredThread thread) {
      this.thread = thread;
    }

    @Override
    public boolean admits(ExploredThread td, Operation op) {
      return thread.ended;
    }

    @Override
    public LockObject wanted(ExploredThread td, Operation op) {
      return null;
    }
  }

  private Gates() {}
}
