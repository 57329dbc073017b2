package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.search.Budget;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Scenarios are worth what they find: locking bugs of real stacks, each put into the source of this
 * one, must be found by the scenario that is there for it, with its failure kind. What the bug was
 * is told by the catalogue (locking reference, section D) under its number.
 */
class PatchedScenariosIT {
  /** The most that a scenario may need to find its bug. */
  private static final Budget ENOUGH = Budget.executions(5_000);

  /** For the stack as it stands; that there is nothing to find is proved where all is explored. */
  private static final Budget SOME = Budget.executions(20);

  /**
   * A bug and who finds it.
   *
   * @param bug its number in the catalogue
   * @param scenario class under {@code giantless.scenarios}
   * @param words part of what the failure says
   */
  private record Twin(String bug, String scenario, FailureKind kind, String words, Patch patch) {

    @Override
    public String toString() {
      return bug + " in " + patch.file() + ", found by " + scenario;
    }
  }

  private static final List<Twin> TWINS =
      List.of(
          // Accept takes the child off its queue, and only then a reference.
          new Twin(
              "D-01",
              "accept.ResetAgainstAccept",
              FailureKind.PANIC,
              "use of destroyed so_rcv",
              new Patch(
                  "socket/SoListen",
                  """
                      takeOver(so);
                      head.comp.remove(so);
                      accept.unlock();
                      out[0] = so;
                  """,
                  """
                      head.comp.remove(so);
                      accept.unlock();
                      accept.lock();
                      takeOver(so);
                      accept.unlock();
                      out[0] = so;
                  """)),
          // The table lets go of the block before the block's own lock is held.
          new Twin(
              "D-33, of one receiver",
              "udp.CloseAgainstInput",
              FailureKind.PANIC,
              "use of destroyed udpinp",
              new Patch(
                  "netinet/UdpInput",
                  """
                      inp.lock.lock();
                      info.lock.unlock();
                      append(inp, m, iphlen, src, sport);
                  """,
                  """
                      info.lock.unlock();
                      inp.lock.lock();
                      append(inp, m, iphlen, src, sport);
                  """)),
          // ifunit() gives a bare pointer, and the reference comes later.
          new Twin(
              "D-50",
              "net.DetachAgainstReference",
              FailureKind.ASSERTION,
              "detached while a reference is held",
              new Patch(
                  "net/IfNetList",
                  """
                      Ifnet ifp = find(name);
                      if (ifp != null) {
                        ifp.refs++;
                      }
                      lock.unlock();
                      return ifp;
                  """,
                  """
                      Ifnet ifp = find(name);
                      lock.unlock();
                      if (ifp != null) {
                        lock.lock();
                        ifp.refs++;
                        lock.unlock();
                      }
                      return ifp;
                  """)),
          // Two threads that configure one interface are not one after the other.
          new Twin(
              "D-52",
              "ip.TwoIfconfigs",
              FailureKind.ASSERTION,
              "invariant one_address_and_a_route does not hold",
              new Patch(
                  "netinet/InControl",
                  """
                      InIfaddr old = ifaddrs.find(req.addr, ifp);
                      Errno error = checkAddr(ifp, req.addr, mask, old);
                  """,
                  """
                      InIfaddr old = ifaddrs.find(req.addr, ifp);
                      lock.xunlock();
                      lock.xlock();
                      Errno error = checkAddr(ifp, req.addr, mask, old);
                  """)),
          // The count of a shared cluster is read, and changed later.
          new Twin(
              "D-54, of a cluster",
              "mbuf.SharedClusterFreed",
              FailureKind.ASSERTION,
              "invariant cluster_is_free does not hold",
              new Patch(
                  "mbuf/MbufPool",
                  """
                      if (!ext.refs.release()) {
                        return;
                      }
                  """,
                  """
                      boolean last = ext.refs.get() == 1;
                      ext.refs.release();
                      if (!last) {
                        return;
                      }
                  """)),
          // The descriptor's file is looked at in one hold of the lock, and taken in another.
          new Twin(
              "D-14, of dup",
              "kern.DupAgainstClose",
              FailureKind.PANIC,
              "fhold: file without reference",
              new Patch(
                  "kern/FileDesc",
                  """
                        if (copy < ofiles.length) {
                          fp.fhold();
                  """,
                  """
                        if (copy < ofiles.length) {
                          lock.unlock();
                          lock.lock();
                          fp.fhold();
                  """)),
          // What is freed between the two steps is hidden from who waits for it.
          new Twin(
              "a waiter that is announced too late",
              "mbuf.WaiterAgainstFree",
              FailureKind.LOST_WAKEUP,
              "no thread can run",
              new Patch(
                  "mbuf/Zone",
                  """
                      starving = starving + 1;
                      lock.unlock();
                      emptyCaches();
                      lock.lock();
                  """,
                  """
                      lock.unlock();
                      emptyCaches();
                      lock.lock();
                      starving = starving + 1;
                  """)),
          // The timer and a flush both take the entry off, as nobody asks whether it is still on.
          new Twin(
              "D-72",
              "arp.FlushAgainstTimer",
              FailureKind.PANIC,
              "rtexpunge: 10.0.0.2/32 is not in the tree",
              new Patch(
                  "net/RouteTable",
                  "boolean go = rt.has(RtFlags.RTF_UP) && (!ifUnused",
                  "boolean go = (!ifUnused")));

  private static List<Patch> patches() {
    return TWINS.stream().map(Twin::patch).toList();
  }

  @TestFactory
  Stream<DynamicTest> bug_is_found_by_its_scenario() {
    List<PatchedStack> stacks = PatchedStack.each(patches());
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < TWINS.size(); i++) {
      Twin t = TWINS.get(i);
      PatchedStack stack = stacks.get(i);
      tests.add(DynamicTest.dynamicTest(t.toString(), () -> found(t, stack)));
    }
    return tests.stream();
  }

  private static void found(Twin t, PatchedStack stack) {
    Outcome o = stack.explore(t.scenario(), ENOUGH);
    assertThat(o.kind()).as(o + "\n" + o.story()).isEqualTo(t.kind());
    assertThat(o.reason()).as(o.story()).contains(t.words());
    ResultWriter.write(
        ResultRecord.of("explorer", "patched stack: " + t)
            .passed("caught: " + o.reason())
            .seconds(o.exploration().seconds())
            .count("executions", o.exploration().executions())
            .replay("mvn -B verify -pl properties -am -Dit.test=PatchedScenariosIT")
            .details(o.story())
            .build());
  }

  /** The way that a stack takes through here finds nothing in the good one. */
  @TestFactory
  Stream<DynamicTest> stack_as_it_stands_passes_the_scenario() {
    PatchedStack good = PatchedStack.unpatched(patches().stream().map(Patch::file).toList());
    return TWINS.stream()
        .map(
            t ->
                DynamicTest.dynamicTest(
                    t.scenario(),
                    () -> {
                      Outcome o = good.explore(t.scenario(), SOME);
                      assertThat(o.kind()).as(o + "\n" + o.story()).isNull();
                    }));
  }
}
