package giantless.stack.kern;

/** Signal numbers, signal(3), and what a process does about one. */
public final class Signal {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGKILL = 9;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGURG = 16;
  public static final int SIGCONT = 19;
  public static final int SIGCHLD = 20;
  public static final int SIGIO = 23;
  public static final int SIGWINCH = 28;
  public static final int SIGINFO = 29;
  public static final int SIGUSR1 = 30;
  public static final int SIGUSR2 = 31;

  /** Numbers are below this one. */
  public static final int NSIG = 32;

  /** A handler of a process, sigaction(2). */
  @FunctionalInterface
  public interface Handler {
    /** Runs in the thread that took the signal, at the return of its system call. */
    void handle(int sig);
  }

  /** The default action: the process ends, or nothing happens, as the signal has it. */
  public static final Handler SIG_DFL = sig -> {};

  /** The signal is discarded when it is sent. */
  public static final Handler SIG_IGN = sig -> {};

  private Signal() {}

  /** Whether the default action is to discard the signal. */
  static boolean ignoredByDefault(int sig) {
    switch (sig) {
      case SIGURG:
      case SIGCONT:
      case SIGCHLD:
      case SIGIO:
      case SIGWINCH:
      case SIGINFO:
        return true;
      default:
        return false;
    }
  }
}
