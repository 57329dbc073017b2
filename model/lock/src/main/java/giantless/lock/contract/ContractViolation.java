package giantless.lock.contract;

import giantless.lock.Panic;

/**
 * A lock contract was broken at run time: a guarded field was touched without its lock, or a method
 * was called or left with its locks in another state than it promises. Thrown by woven classes.
 */
public final class ContractViolation extends Panic {
  private static final long serialVersionUID = 1L;

  public ContractViolation(String message) {
    super(message);
  }
}
