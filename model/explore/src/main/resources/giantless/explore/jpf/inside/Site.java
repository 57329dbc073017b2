package giantless.explore.jpf.inside;

import gov.nasa.jpf.vm.Instruction;
import gov.nasa.jpf.vm.MethodInfo;
import gov.nasa.jpf.vm.StackFrame;
import gov.nasa.jpf.vm.ThreadInfo;
import java.util.ArrayList;
import java.util.List;

/** A place in the program. */
final class Site {
  private final MethodInfo method;
  private final Instruction pc;

  private Site(MethodInfo method, Instruction pc) {
    this.method = method;
    this.pc = pc;
  }

  /** Where the thread called the lock primitives; null if nobody did. */
  static Site caller(ThreadInfo ti) {
    for (StackFrame f = ti.getTopFrame(); f != null; f = f.getPrevious()) {
      MethodInfo m = f.getMethodInfo();
      if (m.getClassInfo() != null && !isPrimitive(m.getClassName())) {
        return new Site(m, f.getPC());
      }
    }
    return null;
  }

  static Site beginning(MethodInfo m) {
    return new Site(m, m.getFirstInsn());
  }

  /** The frames outside of the primitives, the innermost first. */
  static List<Site> stack(ThreadInfo ti, int depth) {
    List<Site> sites = new ArrayList<>();
    for (StackFrame f = ti.getTopFrame(); f != null && sites.size() < depth; f = f.getPrevious()) {
      MethodInfo m = f.getMethodInfo();
      if (!f.isDirectCallFrame() && m.getClassInfo() != null && !isPrimitive(m.getClassName())) {
        sites.add(new Site(m, f.getPC()));
      }
    }
    return sites;
  }

  private static boolean isPrimitive(String c) {
    return c.startsWith("giantless.lock.jpf.")
        || (c.startsWith("giantless.lock.") && c.indexOf('.', 15) < 0)
        || c.startsWith("java.");
  }

  private int line() {
    return pc == null ? -1 : method.getLineNumber(pc);
  }

  /** Class without package, method and line, as the explorer has it. */
  String brief() {
    String c = method.getClassName();
    return c.substring(c.lastIndexOf('.') + 1) + "." + method.getName() + ":" + line();
  }

  /** The file, without its directory, and the line. */
  String fileAndLine() {
    String file = method.getClassInfo().getSourceFileName();
    return file.substring(file.lastIndexOf('/') + 1) + ":" + line();
  }

  /** As in a stack trace. */
  String full() {
    return method.getClassName()
        + "."
        + method.getName()
        + "("
        + method.getClassInfo().getSourceFileName()
        + ":"
        + line()
        + ")";
  }
}
