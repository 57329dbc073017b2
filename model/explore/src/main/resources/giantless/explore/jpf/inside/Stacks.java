package giantless.explore.jpf.inside;

import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;

/** Where an exception of the program was made. */
final class Stacks {
  private static final int DEPTH = 12;

  private Stacks() {}

  static String of(MJIEnv env, int throwable) {
    StringBuilder b = new StringBuilder();
    int snapshot = env.getReferenceField(throwable, "snapshot");
    if (snapshot == MJIEnv.NULL) {
      return "";
    }
    ElementInfo ei = env.getElementInfo(snapshot);
    int[] s = ei.asIntArray();
    int lines = 0;
    for (int k = 0; k + 1 < s.length && lines < DEPTH; k += 2) {
      gov.nasa.jpf.vm.MethodInfo mi = gov.nasa.jpf.vm.MethodInfo.getMethodInfo(s[k]);
      if (mi == null || mi.getClassInfo() == null || mi.isDirectCallStub()) {
        continue;
      }
      gov.nasa.jpf.vm.Instruction insn =
          s[k + 1] >= 0 && s[k + 1] < mi.getNumberOfInstructions()
              ? mi.getInstruction(s[k + 1])
              : null;
      int line = insn == null ? -1 : mi.getLineNumber(insn);
      b.append("\n  at ").append(mi.getClassName()).append('.').append(mi.getName());
      b.append('(').append(mi.getClassInfo().getSourceFileName()).append(':').append(line);
      b.append(')');
      lines++;
    }
    return b.toString();
  }
}
