package giantless.stress.lincheck;

/**
 * How much Lincheck may do, in one place: scenarios ({@code iterations}), executions of each
 * ({@code invocations}), threads and operations a thread, besides one before and one after. The
 * gate's values are small, the nightly profile's large; what was run is part of the result.
 *
 * <p>An execution of the model checker costs 1 to 3 ms for a structure of a few fields and 15 to 25
 * ms for one that is a whole layer (routes under ARP, sockets over inpcbs), since each access to
 * memory is a call into Lincheck: hence two budgets. Under stress it is about half a millisecond
 * for all, if there are more threads than CPUs: else Lincheck's threads wait for each other in
 * loops, and on a machine with other work to do it is ten.
 */
record LincheckBudget(int iterations, int invocations, int threads, int operations) {

  /** For structures of a few fields. */
  static LincheckBudget modelChecking() {
    return nightly() ? new LincheckBudget(50, 500, 3, 3) : new LincheckBudget(20, 25, 2, 3);
  }

  /** For structures that are a layer of the stack. */
  static LincheckBudget modelCheckingLayer() {
    return nightly() ? new LincheckBudget(40, 100, 2, 3) : new LincheckBudget(10, 10, 2, 2);
  }

  /** For structures that stand on a whole machine, which is made anew for each execution. */
  static LincheckBudget modelCheckingMachine() {
    return nightly() ? modelCheckingLayer() : new LincheckBudget(5, 8, 2, 2);
  }

  /** For native primitives, of which each operation is a hundred times as many steps. */
  static LincheckBudget modelCheckingPrimitives() {
    return nightly() ? new LincheckBudget(20, 200, 2, 3) : new LincheckBudget(4, 50, 2, 2);
  }

  static LincheckBudget stress() {
    return nightly() ? new LincheckBudget(40, 2_000, 3, 4) : new LincheckBudget(15, 100, 3, 3);
  }

  /** For structures that stand on a whole machine. */
  static LincheckBudget stressOfMachine() {
    return nightly() ? stress() : new LincheckBudget(8, 40, 3, 3);
  }

  /** For a wrong twin: enough that chance cannot miss it; it ends when it is caught. */
  static LincheckBudget stressOfTwin() {
    return new LincheckBudget(100, 2_000, 3, 3);
  }

  private static boolean nightly() {
    return "nightly".equals(System.getProperty("giantless.budget"));
  }

  /** For one scenario that is given: half as many executions as for all that are drawn. */
  LincheckBudget ofOneScenario() {
    return new LincheckBudget(1, iterations * invocations / 2, threads, operations);
  }

  String describe(String strategy) {
    return strategy
        + ": "
        + iterations
        + " scenarios x "
        + invocations
        + " executions, "
        + threads
        + " threads x "
        + operations
        + " operations";
  }

  String describeGiven(String strategy) {
    return strategy + ": " + invocations + " executions of one given scenario";
  }
}
