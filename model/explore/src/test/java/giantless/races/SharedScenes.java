package giantless.races;

import giantless.explore.search.Program;
import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;
import java.util.function.Consumer;

/** Two actors and what they share, right and wrong. */
@Woven
public final class SharedScenes {
  private final Mtx mtx;
  private final AtomicInt ready;
  private int data;
  private boolean done;

  @Racy("a test")
  private volatile boolean checked;

  private SharedScenes(ExploredRuntime rt) {
    mtx = rt.mtx(Locks.SO_RCV);
    ready = rt.atomicInt(0);
  }

  private static Program of(Consumer<SharedScenes> one, Consumer<SharedScenes> other) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      SharedScenes s = new SharedScenes(rt);
      return () -> {
        rt.spawn("one", Priority.USER, 0, () -> one.accept(s));
        rt.spawn("other", Priority.USER, 0, () -> other.accept(s));
      };
    };
  }

  /** Both raise the flags of objects of which nobody knows where they were made. */
  public static Program strangers(int objects) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      SharedScenes[] made = new SharedScenes[objects];
      Thread maker =
          new Thread(
              () -> {
                for (int i = 0; i < objects; i++) {
                  made[i] = new SharedScenes(rt);
                }
              });
      maker.start();
      try {
        maker.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      Runnable body =
          () -> {
            for (int i = 0; i < objects; i++) {
              made[i].checked = true;
            }
          };
      return () -> {
        rt.spawn("one", Priority.USER, 0, body);
        rt.spawn("other", Priority.USER, 0, body);
      };
    };
  }

  // ---- A counter ----

  public static Program unguarded() {
    return of(SharedScenes::count, SharedScenes::countToo);
  }

  public static Program guarded() {
    return of(
        s -> {
          s.mtx.lock();
          s.count();
          s.mtx.unlock();
        },
        s -> {
          s.mtx.lock();
          s.countToo();
          s.mtx.unlock();
        });
  }

  private void count() {
    data++;
  }

  private void countToo() {
    data += 2;
  }

  // ---- Ordered only if the first actor is first ----

  /** A reader that does not look whether there is anything to read. */
  public static Program hasty() {
    return of(
        SharedScenes::publish,
        s -> {
          s.ready.get();
          s.take();
        });
  }

  public static Program published() {
    return of(
        SharedScenes::publish,
        s -> {
          if (s.ready.get() == 1) {
            s.take();
          }
        });
  }

  /** The writer raises the flag too early. */
  public static Program publishedTooEarly() {
    return of(
        s -> {
          s.ready.set(1);
          s.data = 1;
        },
        s -> {
          if (s.ready.get() == 1) {
            s.take();
          }
        });
  }

  private void publish() {
    data = 1;
    ready.set(1);
  }

  private int take() {
    return data;
  }

  // ---- A double-checked flag ----

  public static Program doubleChecked() {
    return of(SharedScenes::plainOnce, SharedScenes::plainOnce);
  }

  private void plainOnce() {
    if (!done) {
      mtx.lock();
      if (!done) {
        data++;
        done = true;
      }
      mtx.unlock();
    }
    take();
  }

  public static Program doubleCheckedRight() {
    return of(SharedScenes::once, SharedScenes::once);
  }

  private void once() {
    if (!checked) {
      mtx.lock();
      if (!checked) {
        data++;
        checked = true;
      }
      mtx.unlock();
    }
    take();
  }

  /** The flag is up before what it speaks of is done. */
  public static Program doubleCheckedTooEarly() {
    return of(SharedScenes::onceTooEarly, SharedScenes::onceTooEarly);
  }

  private void onceTooEarly() {
    if (!checked) {
      mtx.lock();
      if (!checked) {
        checked = true;
        data++;
      }
      mtx.unlock();
    }
    take();
  }
}
