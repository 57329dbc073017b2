package giantless.lock.nat;

/**
 * The JVM thread under a kernel thread that {@link NativeRuntime#spawn} made; leads from {@code
 * Thread.currentThread()} to the kernel's thread without a thread local.
 */
final class KernelThread extends Thread {
  final NativeThread td;

  KernelThread(NativeRuntime rt, String name, int priority, int cpu, Runnable body) {
    super(null, body, name, 0, false);
    setDaemon(true);
    this.td = new NativeThread(rt, getId(), name, priority, cpu, this);
  }
}
