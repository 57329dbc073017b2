package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.Poll;
import giantless.stack.kern.Poll.PollFd;
import giantless.stack.kern.SysException;

/** Two threads poll one socket: the second is a collision, and the event wakes both. */
@Scenario(
    value = "Two threads that poll one socket are both told of a datagram",
    gate = "600",
    sampled = "two scans and two sleeps with the locks of one process: some thousand schedules")
final class TwoPollers {
  private final Bound b;
  private int first;
  private int second;

  TwoPollers(Setup setup) {
    b = new Bound(setup, true);
  }

  private int poll() throws SysException {
    return b.sys.poll(new PollFd[] {new PollFd(b.fd, Poll.POLLIN)}, -1);
  }

  @Actor
  void one() throws SysException {
    first = poll();
  }

  @Actor(cpu = 1)
  void two() throws SysException {
    second = poll();
  }

  @Actor(cpu = 1)
  void input() {
    b.datagram();
  }

  @Invariant
  boolean both_were_told() {
    return first == 1 && second == 1;
  }
}
