package giantless.lock.jpf;

import giantless.lock.explored.Operation;

/** The thread of the JVM under check that carries a {@link JpfThread}. The peer reads the field. */
final class JpfCarrier extends Thread {
  final JpfThread td;
  private final Runnable body;

  JpfCarrier(JpfThread td, Runnable body) {
    super(td.name());
    this.td = td;
    this.body = body;
  }

  @Override
  public void run() {
    try {
      td.world.step(td, Operation.Kind.START, td, null);
      td.started = true;
      body.run();
      JpfRuntime rt = td.runtime;
      if (rt != null && rt.watch() != null) {
        rt.watch().mustHoldNothing(td, "return of thread " + td.name());
      }
      td.world.step(td, Operation.Kind.END, td, null);
      td.ended = true;
    } catch (Throwable e) {
      td.world.failed(td, e);
    }
  }
}
