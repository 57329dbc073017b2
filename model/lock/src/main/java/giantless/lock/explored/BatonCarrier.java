package giantless.lock.explored;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads as daemon threads of the platform, of which only the one with the baton runs. All fields
 * but the batons are touched by the holder of the baton alone; the volatile baton orders that.
 */
final class BatonCarrier extends ThreadCarrier {

  /** One who may hold the baton: a worker, or the driver. */
  private static class Holder extends Fibre {
    volatile boolean baton;
    Thread java;

    final void give() {
      baton = true;
      LockSupport.unpark(java);
    }

    final void await() {
      while (!baton) {
        LockSupport.park(this);
      }
      baton = false;
    }
  }

  /** A platform thread that runs one thread's body after another. */
  private final class Worker extends Holder implements Runnable {

    void start() {
      java = new Thread(null, this, "giantless-carrier-" + workers, 0, false);
      java.setDaemon(true);
      java.start();
    }

    @Override
    public void run() {
      while (true) {
        await();
        if (closing) {
          return;
        }
        ExploredThread td = thread;
        World world = td.world;
        WovenFields before = world.fields.enter();
        ExploredThread to = world.runBody(td);
        world.fields.leave(before);
        td.fibre = null;
        thread = null;
        pool.push(this);
        pass(world, to);
      }
    }
  }

  private final ArrayDeque<Worker> pool = new ArrayDeque<>();
  private final Holder driver = new Holder();
  private int workers;
  private volatile boolean closing;

  @Override
  public String describe() {
    return "platform threads that hand on a baton";
  }

  private void pass(World world, ExploredThread to) {
    Holder h = driver;
    if (to != null) {
      h = (Holder) to.fibre;
      if (h == null) {
        Worker w = pool.poll();
        if (w == null) {
          w = new Worker();
          workers++;
          w.start();
        }
        w.thread = to;
        to.fibre = w;
        h = w;
      }
    }
    world.carriedBy(h.java);
    h.give();
  }

  @Override
  void drive(World world, ExploredThread first) {
    driver.java = Thread.currentThread();
    pass(world, first);
    driver.await();
  }

  @Override
  void switchTo(ExploredThread from, ExploredThread to) {
    Holder me = (Holder) from.fibre;
    pass(from.world, to);
    me.await();
  }

  /** The platform thread stays parked for ever; nothing but the end of the JVM ends it. */
  @Override
  void strand(ExploredThread td) {
    Holder me = (Holder) td.fibre;
    pass(td.world, null);
    while (true) {
      me.await();
    }
  }

  @Override
  boolean drop(ExploredThread td) {
    return false;
  }

  @Override
  public int stacks() {
    return workers;
  }

  /** Waits until the threads have ended. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    Worker w;
    while ((w = pool.poll()) != null) {
      w.give();
      while (w.java.isAlive()) {
        try {
          w.java.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      workers--;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
