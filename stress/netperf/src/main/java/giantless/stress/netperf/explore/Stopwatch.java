package giantless.stress.netperf.explore;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Time by the clock, and processor time of this JVM with all its threads. On a machine with other
 * work to do the second is what can be compared with another day's.
 */
final class Stopwatch {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long clock = System.nanoTime();
  private final long processor = SYSTEM.getProcessCpuTime();

  /** Since it was made, in seconds. */
  double seconds() {
    return (System.nanoTime() - clock) / 1e9;
  }

  /** Since it was made, in seconds. */
  double processorSeconds() {
    return (SYSTEM.getProcessCpuTime() - processor) / 1e9;
  }
}
