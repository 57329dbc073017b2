package giantless.explore.jpf.inside;

import gov.nasa.jpf.Config;
import gov.nasa.jpf.vm.AllRunnablesSyncPolicy;
import gov.nasa.jpf.vm.ApplicationContext;
import gov.nasa.jpf.vm.ChoiceGenerator;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.choice.ThreadChoiceFromSet;

/** Who may be scheduled: those whose gates are open, as {@link Threads} says. */
public class Policy extends AllRunnablesSyncPolicy {

  public Policy(Config config) {
    super(config);
  }

  @Override
  protected ThreadInfo[] getTimeoutRunnables(ApplicationContext app) {
    Run run = Run.current;
    return run.world == 0 ? super.getTimeoutRunnables(app) : new Threads(run, vm).choices();
  }

  @Override
  protected ChoiceGenerator<ThreadInfo> getRunnableCG(String id, ThreadInfo current) {
    ThreadInfo[] choices = getTimeoutRunnables(current.getApplicationContext());
    if (choices.length == 0 || (choices.length == 1 && choices[0] == current)) {
      return null;
    }
    return new ThreadChoiceFromSet(id, choices, true);
  }

  /** A started thread waits for the next scheduling point. */
  @Override
  public boolean setsStartCG(ThreadInfo current, ThreadInfo started) {
    return Run.current.world == 0 && super.setsStartCG(current, started);
  }

  @Override
  public boolean setsLockReleaseCG(ThreadInfo ti, ElementInfo ei, boolean didUnblock) {
    Run run = Run.current;
    if (run.world == 0) {
      return super.setsLockReleaseCG(ti, ei, didUnblock);
    }
    new Monitors(run, vm).left(ti, ei);
    return false;
  }

  @Override
  public boolean setsLockAcquisitionCG(ThreadInfo ti, ElementInfo ei) {
    Run run = Run.current;
    return run.world == 0
        ? super.setsLockAcquisitionCG(ti, ei)
        : new Monitors(run, vm).setsEntry(ti, ei);
  }

  @Override
  public boolean setsBlockedThreadCG(ThreadInfo ti, ElementInfo ei) {
    Run run = Run.current;
    return run.world == 0
        ? super.setsBlockedThreadCG(ti, ei)
        : new Monitors(run, vm).setsWait(ti, ei);
  }

  @Override
  public boolean setsRescheduleCG(ThreadInfo ti, String reason) {
    return Run.current.world == 0 && super.setsRescheduleCG(ti, reason);
  }
}
