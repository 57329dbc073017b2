package giantless.weave;

import giantless.lock.explored.Births;
import giantless.lock.explored.CarrierWatch;
import giantless.lock.explored.FieldSite;
import giantless.lock.explored.Shadowed;
import giantless.lock.explored.WovenFields;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What woven classes call before they touch a field. Looks whether the Java thread carries threads
 * of a world, and tells the world; where no world runs in the whole JVM that is one test.
 */
public final class Hooks {
  /** Whose threads the Java thread carries. */
  private static final ThreadLocal<WovenFields> HERE = new ThreadLocal<>();

  /** What a Java thread makes that carries none. */
  private static final ThreadLocal<Births> BIRTHS = ThreadLocal.withInitial(Births::new);

  /** How many Java threads carry threads of worlds. */
  private static final AtomicInteger CARRIERS = new AtomicInteger();

  private Hooks() {}

  /** Hears from the worlds. */
  public static final class Watch implements CarrierWatch {
    @Override
    public WovenFields enter(WovenFields fields) {
      WovenFields before = HERE.get();
      HERE.set(fields);
      CARRIERS.incrementAndGet();
      return before;
    }

    @Override
    public void leave(WovenFields before) {
      CARRIERS.decrementAndGet();
      if (before == null) {
        HERE.remove();
      } else {
        HERE.set(before);
      }
    }

    @Override
    public Births births() {
      return BIRTHS.get();
    }
  }

  /** Whose threads the calling Java thread carries; null if none. */
  static WovenFields here() {
    return CARRIERS.getPlain() == 0 ? null : HERE.get();
  }

  /** See {@link WovenFields#touch}. */
  public static void touch(Object o, FieldSite site) {
    WovenFields f = here();
    if (f != null) {
      f.touch(o, site);
    }
  }

  /** See {@link WovenFields#construct}. */
  public static void construct(Object o, Object self, FieldSite site) {
    WovenFields f = here();
    if (f != null) {
      f.construct(o, self, site);
    }
  }

  /** An object is made that is to be known by that in every execution. */
  public static void born(Object o) {
    if (!(o instanceof Shadowed)) {
      WovenFields f = here();
      if (f != null) {
        f.born(o);
      }
    } else if (((Shadowed) o).giantless$shadow() == null) {
      WovenFields f = here();
      ((Shadowed) o).giantless$shadow(f == null ? BIRTHS.get().next() : f.birth());
    }
  }

  /** After {@code Object.clone}: the copy is an object of its own. */
  public static void cloned(Object copy) {
    if (copy instanceof Shadowed) {
      ((Shadowed) copy).giantless$shadow(null);
      born(copy);
    }
  }

  /** One element of an array. */
  public static void element(Object array, int index, FieldSite site) {
    WovenFields f = here();
    if (f != null) {
      f.elements(array, index, 1, site);
    }
  }

  /** All elements of an array. */
  public static void array(Object array, FieldSite site) {
    WovenFields f = here();
    if (f != null) {
      f.elements(array, 0, Integer.MAX_VALUE, site);
    }
  }

  /** Called in place of {@link System#arraycopy}. */
  public static void arraycopy(
      Object from, int at, Object to, int toAt, int count, FieldSite read, FieldSite write) {
    WovenFields f = here();
    if (f != null) {
      f.elements(from, at, count, read);
      f.elements(to, toAt, count, write);
    }
    System.arraycopy(from, at, to, toAt, count);
  }

  /** See {@link WovenFields#iterate}. */
  public static void iterate(Object iterator, FieldSite site) {
    WovenFields f = here();
    if (f != null) {
      f.iterate(iterator, site);
    }
  }

  /** After a call that gave an iterator. */
  public static void iterator(Object collection, Object iterator) {
    WovenFields f = here();
    if (f != null) {
      f.derived(collection, iterator, true);
    }
  }

  /** After a call that gave a view. */
  public static void view(Object collection, Object view) {
    WovenFields f = here();
    if (f != null) {
      f.derived(collection, view, false);
    }
  }

  /** A class initialiser begins or ends. */
  public static void initializes(boolean begins) {
    WovenFields f = here();
    if (f != null) {
      f.initializes(begins);
    }
  }
}
