package giantless.lock;

/**
 * The pending callouts of a machine and the softclock thread that runs them, in order of expiry and
 * then of scheduling. The thread starts with the first callout.
 */
public final class CalloutWheel {
  CalloutWheel(LockRuntime runtime) {}
}
