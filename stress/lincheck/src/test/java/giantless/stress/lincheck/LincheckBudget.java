package giantless.stress.lincheck;

/**
 * How much Lincheck may do, in one place: scenarios ({@code iterations}), executions of each
 * ({@code invocations}), threads and operations a thread. The gate's values are small, the nightly
 * profile's large; what was run is part of the result.
 */
record LincheckBudget(int iterations, int invocations, int threads, int operations) {

  static LincheckBudget modelChecking() {
    return nightly() ? new LincheckBudget(100, 5_000, 3, 3) : new LincheckBudget(8, 300, 2, 3);
  }

  static LincheckBudget stress() {
    return nightly() ? new LincheckBudget(100, 20_000, 3, 4) : new LincheckBudget(8, 500, 2, 4);
  }

  private static boolean nightly() {
    return "nightly".equals(System.getProperty("giantless.budget"));
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
}
