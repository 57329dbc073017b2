package giantless.lock.explored;

import java.lang.reflect.Array;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * What a world is told by woven code of the fields that its threads touch: accesses to
 * {@code @Racy} fields become steps, and with {@link WorldOptions#races} all accesses go to the
 * race detector, which fails the run at the first race.
 *
 * <p><b>What is seen</b>, in classes that are woven (package {@code giantless.weave} says which):
 * reads and writes of instance and static fields that are not final, whether volatile or not, also
 * in constructors once {@code super(...)} has returned; elements of arrays, also through {@code
 * System.arraycopy}, {@code clone} and {@code java.util.Arrays}; and calls of the collections of
 * {@code java.util}, each a read or a write of the contents as a whole, also through their
 * iterators and views. Atomics, locks and collections of {@code java.util.concurrent} count as
 * collections: no scheduler stops at their calls, so they order nothing.
 *
 * <p><b>What is not seen</b>: final fields (Java publishes them safely); classes that are not
 * woven, among them this module's own, whose callouts and task queues rest on its locks; reflection
 * and variable handles; collections called through method references or from inside the JDK (a
 * sort's comparator, a stream's source after {@code stream()}), and entries of maps; an iterator
 * handed to another thread, or used again after its thread has made eight others; what class
 * initialisers do, which the JVM orders before everything else; and all that happens outside of
 * {@link World#run}, where only one thread acts.
 *
 * <p>A volatile field without {@code @Racy} is like any other. A {@code @Racy} field is exempt
 * among its own steps, and a step that writes it orders what follows a later step that reads it.
 * Not exempt are what the constructor of the object itself does to the field, and what the field
 * refers to.
 *
 * <p>All methods do nothing outside of a run, in the scheduler, and while threads unwind.
 */
public final class WovenFields {
  private static final CarrierWatch WATCH = findWatch();

  private final World world;
  private final boolean races;
  private final WorldOptions options;
  private final Consumer<Race> listener;

  /** Of the Java thread that made the world, and how many there were then. */
  private final Births births;

  private final long before;
  private RaceDetector detector;

  /** Plain accesses are looked at. */
  /** Whether plain accesses to fields are looked at; steps on {@code @Racy} ones always are. */
  private boolean looks = true;

  private boolean settles;
  private boolean hasRun;

  private FieldTable table;

  /** Null until the program uses one, or makes an array or a collection, which may be one. */
  private Monitors monitors;

  WovenFields(World world, WorldOptions options) {
    this.world = world;
    this.options = options;
    this.races = options.races;
    this.listener = options.raceListener;
    this.births = WATCH == null ? null : WATCH.births();
    this.before = births == null ? 0 : births.count();
  }

  private static CarrierWatch findWatch() {
    for (CarrierWatch w : ServiceLoader.load(CarrierWatch.class, World.class.getClassLoader())) {
      return w;
    }
    return null;
  }

  /** The calling Java thread carries this world's threads; see {@link CarrierWatch#enter}. */
  WovenFields enter() {
    return WATCH == null ? null : WATCH.enter(this);
  }

  void leave(WovenFields before) {
    if (WATCH != null) {
      WATCH.leave(before);
    }
  }

  // ---- Order ----

  /** What a new lock or the like hands on; null if no races are looked for. */
  Sync sync(Edge edge) {
    return races ? new Sync(edge) : null;
  }

  Sync sync(Edge edge, Edge readerEdge) {
    return races ? new Sync(edge, readerEdge) : null;
  }

  /**
   * Until {@link #settled} one schedule is run: that of set-up, or, after a run of others, of the
   * checks at its end.
   *
   * @param looked whether plain accesses to fields are looked at
   */
  void settle(boolean looked) {
    looks = looked;
    settles = !hasRun;
  }

  /** As before {@link #settle}. */
  void settled() {
    looks = true;
    settles = false;
  }

  /** A run begins: all that was done before it is ordered before all in it. */
  void begin() {
    hasRun |= !settles;
    detector = races ? new RaceDetector(world, options) : null;
    table = null;
    for (int i = 0; races && i < world.liveCount(); i++) {
      added(world.live(i), null);
    }
  }

  /** A thread has been made, by another one or by nobody. */
  void added(ExploredThread td, ExploredThread by) {
    if (detector == null) {
      return;
    }
    td.clock = detector.add(td);
    if (by != null && by.clock != null && !detector.forgets(Edge.SPAWN)) {
      td.clock.join(by.clock);
      by.clock.tick();
    }
  }

  /** A thread has seen the end of another. */
  void joined(ExploredThread td, ExploredThread ended) {
    ThreadClock t = td.clock;
    if (t != null && ended.clock != null && ended.clock.of == t.of && !t.of.forgets(Edge.JOIN)) {
      t.join(ended.clock);
    }
  }

  // ---- What woven code calls ----

  /** The monitors of the world's objects. */
  public Monitors monitors() {
    if (monitors == null) {
      monitors = new Monitors(world);
    }
    return monitors;
  }

  /**
   * The running thread is about to touch a field or the contents of a collection.
   *
   * @param o the object; null for a static field, or if the access will fail
   */
  public void touch(Object o, FieldSite site) {
    ExploredThread td = toucher();
    if (td == null) {
      return;
    }
    Object key = site.fixed != null ? site.fixed : o;
    if (key == null) {
      return;
    }
    if (site.racy) {
      step(td, key, site);
    } else if (detector != null && looks) {
      Shadow s = shadow(key);
      raced(detector.check(td.clock, s, s.state(site.slot), site, site.slot));
    }
  }

  /**
   * The same for a {@code @Racy} field in a constructor, which is plain if the object is its own.
   *
   * @param self what is under construction
   */
  public void construct(Object o, Object self, FieldSite site) {
    ExploredThread td = toucher();
    if (td == null || o == null) {
      return;
    }
    if (o != self) {
      step(td, o, site);
    } else if (detector != null) {
      Shadow s = shadow(o);
      raced(detector.check(td.clock, s, s.racy(site, this), site, site.slot));
    }
  }

  /**
   * The running thread makes an object with {@code @Racy} fields.
   *
   * @return what to keep in it; null where that would not be the same in every execution
   */
  public Object birth() {
    ExploredThread td = toucher();
    return td == null ? null : new Birth(this, td.id(), td.born++, settles);
  }

  /** The same of an object of the JDK, which has no place for it. */
  public void born(Object o) {
    Birth b = (Birth) birth();
    if (b != null) {
      monitors().born(o, b);
    }
  }

  /** The number of a part of an object; -1 if it is not known where that was made. */
  int numberOf(Birth b, int part) {
    if (b == null || (b.of != this && b.of != births)) {
      return -1;
    }
    if (b.of == this) {
      return world.origins.next(b.maker, (int) b.rank, part);
    }
    return b.rank < before
        ? world.origins.next(Origins.BEFORE, (int) b.rank, part)
        : world.origins.next(-1, (int) (b.rank - before), part);
  }

  private Shadow shadow(Object o) {
    if (table == null) {
      table = new FieldTable(detector);
    }
    return table.of(o);
  }

  private void step(ExploredThread td, Object key, FieldSite site) {
    Shadow s = shadow(key);
    RacyState state = s.racy(site, this);
    world.visible(td, site.write ? state.writeOp : state.readOp);
    if (detector != null) {
      raced(detector.checkStep(td.clock, s, state, site));
    }
  }

  /**
   * The running thread is about to touch elements of an array.
   *
   * @param array null, or too short, if the access will fail
   */
  public void elements(Object array, int from, int count, FieldSite site) {
    ExploredThread td = toucher();
    if (td == null || detector == null || !looks || array == null || from < 0 || count <= 0) {
      return;
    }
    int length = Array.getLength(array);
    if (from >= length) {
      return;
    }
    int to = from + Math.min(count, length - from);
    Shadow s = shadow(array);
    if (array instanceof byte[]) {
      raced(detector.checkBytes(td.clock, s, site, from, to));
      return;
    }
    for (int i = from; i < to; i++) {
      raced(detector.check(td.clock, s, s.state(i), site, i));
    }
  }

  /** The running thread is about to touch a collection through an iterator. */
  public void iterate(Object iterator, FieldSite site) {
    ExploredThread td = toucher();
    if (td == null || detector == null || !looks || iterator == null) {
      return;
    }
    Shadow s = td.clock.iterated(iterator);
    if (s != null) {
      raced(detector.check(td.clock, s, s.state(0), site, 0));
    }
  }

  /** The running thread has got an iterator over a collection, or a view of one. */
  public void derived(Object collection, Object result, boolean iterator) {
    ExploredThread td = toucher();
    if (td == null || detector == null || !looks || collection == null || result == null) {
      return;
    }
    if (iterator) {
      td.clock.iterates(result, shadow(collection));
    } else {
      shadow(collection);
      table.alias(result, collection);
    }
  }

  /** The running thread enters a class initialiser, or leaves it: what it does is not watched. */
  public void initializes(boolean enters) {
    ExploredThread td = world.toucher();
    if (td != null) {
      td.initializing += enters ? 1 : -1;
    }
  }

  /** Whose accesses count now: null outside of a run and in class initialisers. */
  private ExploredThread toucher() {
    ExploredThread td = world.toucher();
    return td == null || td.initializing > 0 ? null : td;
  }

  private void raced(Race race) {
    if (race == null) {
      return;
    }
    if (listener == null) {
      world.fail(new Failure(Failure.Kind.RACE, race.toString(), race.second().thread(), null));
      throw new Abandoned();
    } else {
      listener.accept(race);
    }
  }
}
