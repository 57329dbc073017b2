package giantless.lock.witness;

import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * LOCK_PROFILING(9): counts acquisitions and measures waiting and holding, for each lock class and,
 * if asked, for each place of acquisition. Time is that of the lock's runtime. Recursion counts as
 * one hold. Thread-safe; the numbers of one thread's own account need no lock, sums are exact when
 * no thread is active.
 */
public final class LockProfile implements LockWatch {
  private final boolean sites;
  private final CallSites callSites = new CallSites();
  private final ConcurrentHashMap<LockClass, Counters> classes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counters> places = new ConcurrentHashMap<>();

  /**
   * @param bySite whether to measure each place of acquisition too, at the cost of a walk of the
   *     stack for each
   */
  public LockProfile(boolean bySite) {
    this.sites = bySite;
  }

  /** The sums of one class or place. */
  private static final class Counters {
    final LockClass lockClass;
    final String site;
    final LongAdder acquired = new LongAdder();
    final LongAdder contended = new LongAdder();
    final LongAdder waitTotal = new LongAdder();
    final LongAdder holdTotal = new LongAdder();
    final LongAccumulator waitMax = new LongAccumulator(Math::max, 0);
    final LongAccumulator holdMax = new LongAccumulator(Math::max, 0);

    Counters(LockClass lockClass, String site) {
      this.lockClass = lockClass;
      this.site = site;
    }

    void acquired(long waited) {
      acquired.increment();
      waited(waited);
    }

    void waited(long waited) {
      if (waited != 0) {
        contended.increment();
      }
      if (waited > 0) {
        waitTotal.add(waited);
        waitMax.accumulate(waited);
      }
    }

    void held(long nanos) {
      holdTotal.add(nanos);
      holdMax.accumulate(nanos);
    }

    Row row() {
      return new Row(
          lockClass.name(),
          site,
          new long[] {
            acquired.sum(),
            contended.sum(),
            waitTotal.sum(),
            waitMax.get(),
            holdTotal.sum(),
            holdMax.get()
          });
    }
  }

  /** What one thread holds and since when; used by that thread alone. */
  private static final class Account {
    final LockProfile owner;
    LockObject[] locks = new LockObject[8];
    long[] since = new long[8];
    int[] depth = new int[8];
    Counters[] place = new Counters[8];
    int size;

    Account(LockProfile owner) {
      this.owner = owner;
    }

    int indexOf(LockObject lock) {
      for (int i = size - 1; i >= 0; i--) {
        if (locks[i] == lock) {
          return i;
        }
      }
      return -1;
    }

    void add(LockObject lock, long now, Counters at) {
      if (size == locks.length) {
        int n = 2 * size;
        locks = Arrays.copyOf(locks, n);
        since = Arrays.copyOf(since, n);
        depth = Arrays.copyOf(depth, n);
        place = Arrays.copyOf(place, n);
      }
      locks[size] = lock;
      since[size] = now;
      depth[size] = 1;
      place[size] = at;
      size++;
    }

    void remove(int i) {
      size--;
      locks[i] = locks[size];
      since[i] = since[size];
      depth[i] = depth[size];
      place[i] = place[size];
      locks[size] = null;
      place[size] = null;
    }
  }

  private Account account(KThread thread) {
    if (thread.held().account() instanceof Account a && a.owner == this) {
      return a;
    }
    Account a = new Account(this);
    thread.held().setAccount(a);
    return a;
  }

  private Counters ofClass(LockClass c) {
    Counters known = classes.get(c);
    return known != null ? known : classes.computeIfAbsent(c, k -> new Counters(k, ""));
  }

  private Counters ofPlace(LockClass c, String site) {
    return places.computeIfAbsent(c.name() + "@" + site, k -> new Counters(c, site));
  }

  @Override
  public void beforeAcquire(KThread thread, LockObject lock, LockMode mode) {}

  @Override
  public void acquired(
      KThread thread, LockObject lock, LockMode mode, boolean tried, long waitedNanos) {
    LockClass c = lock.lockClass();
    ofClass(c).acquired(waitedNanos);
    Counters place = sites ? ofPlace(c, callSites.capture(1).line()) : null;
    if (place != null) {
      place.acquired(waitedNanos);
    }
    Account a = account(thread);
    int i = a.indexOf(lock);
    if (i >= 0) {
      a.depth[i]++;
    } else {
      a.add(lock, lock.runtime().uptimeNanos(), place);
    }
  }

  @Override
  public void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos) {
    LockClass c = lock.lockClass();
    ofClass(c).waited(waitedNanos);
    if (sites) {
      ofPlace(c, callSites.capture(1).line()).waited(waitedNanos);
    }
  }

  @Override
  public void released(KThread thread, LockObject lock, LockMode mode) {
    Account a = account(thread);
    int i = a.indexOf(lock);
    if (i >= 0 && --a.depth[i] == 0) {
      end(a, i);
    }
  }

  private void end(Account a, int i) {
    LockObject lock = a.locks[i];
    long nanos = lock.runtime().uptimeNanos() - a.since[i];
    ofClass(lock.lockClass()).held(nanos);
    if (a.place[i] != null) {
      a.place[i].held(nanos);
    }
    a.remove(i);
  }

  @Override
  public void modeChanged(KThread thread, LockObject lock, LockMode newMode) {}

  @Override
  public void beforeSleep(KThread thread, LockObject interlock, String what) {}

  @Override
  public void mustHoldNothing(KThread thread, String where) {}

  @Override
  public void destroyed(KThread thread, LockObject lock) {
    Account a = account(thread);
    int i = a.indexOf(lock);
    if (i >= 0) {
      end(a, i);
    }
  }

  /** The numbers of one lock class, or of one place where it is acquired. */
  public static final class Row {
    private final String lock;
    private final String site;
    private final long[] numbers;

    private Row(String lock, String site, long[] numbers) {
      this.lock = lock;
      this.site = site;
      this.numbers = numbers;
    }

    /** The WITNESS name of the class. */
    public String lock() {
      return lock;
    }

    /** {@code File.java:line}; empty in the rows by class. */
    public String site() {
      return site;
    }

    public long acquisitions() {
      return numbers[0];
    }

    /** Acquisitions that had to wait, and waits that a signal ended. */
    public long contended() {
      return numbers[1];
    }

    /** Nanoseconds; waits of unknown length add nothing. */
    public long waitTotal() {
      return numbers[2];
    }

    public long waitMax() {
      return numbers[3];
    }

    /** Nanoseconds from acquisition to release, of all holds that have ended. */
    public long holdTotal() {
      return numbers[4];
    }

    public long holdMax() {
      return numbers[5];
    }
  }

  /** A row for each class, longest total wait first, then longest total hold, then by name. */
  public List<Row> byClass() {
    return rows(classes.values());
  }

  /** A row for each place of acquisition, in the same order; empty if not measured. */
  public List<Row> bySite() {
    return rows(places.values());
  }

  private static List<Row> rows(Collection<Counters> all) {
    List<Row> rows = new ArrayList<>();
    for (Counters c : all) {
      rows.add(c.row());
    }
    rows.sort(
        Comparator.comparingLong(Row::waitTotal)
            .thenComparingLong(Row::holdTotal)
            .reversed()
            .thenComparing(Row::lock)
            .thenComparing(Row::site));
    return rows;
  }

  /** Rows as a table with a heading; times in microseconds. */
  public static String table(List<Row> rows) {
    int width = "lock".length();
    for (Row r : rows) {
      width = Math.max(width, label(r).length());
    }
    String head = "%-" + width + "s %12s %12s %14s %12s %14s %12s\n";
    StringBuilder out = new StringBuilder();
    out.append(
        line(
            head,
            "lock",
            "acquired",
            "contended",
            "wait total us",
            "wait max us",
            "hold total us",
            "hold max us"));
    for (Row r : rows) {
      out.append(
          line(
              head,
              label(r),
              Long.toString(r.acquisitions()),
              Long.toString(r.contended()),
              micros(r.waitTotal()),
              micros(r.waitMax()),
              micros(r.holdTotal()),
              micros(r.holdMax())));
    }
    return out.toString();
  }

  private static String line(String format, Object... cells) {
    return String.format(Locale.ROOT, format, cells);
  }

  private static String label(Row r) {
    return r.site().isEmpty() ? r.lock() : r.lock() + " @ " + r.site();
  }

  private static String micros(long nanos) {
    long rest = nanos % 1000;
    return nanos / 1000 + "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest;
  }

  /** JSON: {@code classes} and {@code sites}, times in nanoseconds. */
  public String toJson() {
    Json.Writer w = new Json.Writer();
    w.open('{').name("classes");
    write(w, byClass());
    w.name("sites");
    write(w, bySite());
    return w.close('}').toString();
  }

  private static void write(Json.Writer w, List<Row> rows) {
    w.open('[');
    for (Row r : rows) {
      w.open('{').name("lock").string(r.lock());
      if (!r.site().isEmpty()) {
        w.name("site").string(r.site());
      }
      w.name("acquisitions").number(r.acquisitions());
      w.name("contended").number(r.contended());
      w.name("waitTotalNanos").number(r.waitTotal());
      w.name("waitMaxNanos").number(r.waitMax());
      w.name("holdTotalNanos").number(r.holdTotal());
      w.name("holdMaxNanos").number(r.holdMax());
      w.close('}');
    }
    w.close(']');
  }
}
