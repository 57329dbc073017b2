package giantless.explore.jpf.inside;

import gov.nasa.jpf.jvm.bytecode.InstructionFactory;
import gov.nasa.jpf.vm.Instruction;

/**
 * Makes the instructions of the program: where it calls {@code wait}, {@code notify} or {@code
 * notifyAll} of an object, it calls {@code giantless.lock.jpf.MonitorCalls} instead, as Java
 * PathFinder has no time, and loses notifications where two threads wait. Entering and leaving
 * monitors is its own.
 */
public class Instructions extends InstructionFactory {
  private static final String CALLS = "giantless/lock/jpf/MonitorCalls";

  /** These methods of Object are final, so no other class has one of the same name and shape. */
  private static boolean isOfMonitor(String name, String signature) {
    switch (name + signature) {
      case "wait()V":
      case "wait(J)V":
      case "wait(JI)V":
      case "notify()V":
      case "notifyAll()V":
        return true;
      default:
        return false;
    }
  }

  private Instruction call(String name, String signature) {
    return invokestatic(CALLS, name, "(Ljava/lang/Object;" + signature.substring(1));
  }

  @Override
  public Instruction invokevirtual(String type, String name, String signature) {
    return isOfMonitor(name, signature)
        ? call(name, signature)
        : super.invokevirtual(type, name, signature);
  }

  @Override
  public Instruction invokespecial(String type, String name, String signature) {
    return isOfMonitor(name, signature)
        ? call(name, signature)
        : super.invokespecial(type, name, signature);
  }

  @Override
  public Instruction invokeinterface(String type, String name, String signature) {
    return isOfMonitor(name, signature)
        ? call(name, signature)
        : super.invokeinterface(type, name, signature);
  }
}
