package giantless.explore.jpf.inside;

import gov.nasa.jpf.jvm.bytecode.INVOKEDYNAMIC;
import gov.nasa.jpf.vm.BootstrapMethodInfo;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.MethodInfo;
import gov.nasa.jpf.vm.Types;

/**
 * Method references whose method takes or returns a primitive type in the place of another type.
 * The JVM boxes, unboxes or widens; this version of Java PathFinder passes the bits on, and the
 * program goes on with a wrong value.
 */
final class References {
  private static final int NEW = 8;

  private References() {}

  /** Whether the object that the instruction has made, of the given class, is one. */
  static boolean converts(INVOKEDYNAMIC insn, ClassInfo made) {
    ClassInfo in = insn.getMethodInfo().getClassInfo();
    String number = made.getName().substring(made.getName().lastIndexOf('$') + 1);
    if (!made.getName().equals(in.getName() + "$" + number)) {
      return false;
    }
    BootstrapMethodInfo bmi = in.getBootstrapMethodInfo(Integer.parseInt(number));
    MethodInfo body = bmi.getLambdaBody();
    if (body == null || bmi.getSamDescriptor() == null) {
      return false;
    }
    // What is captured, the receiver among it, comes before what the interface passes.
    byte[] given = Types.getArgumentTypes(bmi.getSamDescriptor());
    byte[] taken = Types.getArgumentTypes(body.getSignature());
    for (int i = 1; i <= Math.min(given.length, taken.length); i++) {
      if (differ(given[given.length - i], taken[taken.length - i])) {
        return true;
      }
    }
    byte wanted = Types.getReturnBuiltinType(bmi.getSamDescriptor());
    return bmi.getLambdaRefKind() != NEW
        && wanted != Types.T_VOID
        && differ(wanted, Types.getReturnBuiltinType(body.getSignature()));
  }

  private static boolean differ(byte a, byte b) {
    return a != b && !(isReference(a) && isReference(b));
  }

  private static boolean isReference(byte type) {
    return type == Types.T_REFERENCE || type == Types.T_ARRAY;
  }
}
