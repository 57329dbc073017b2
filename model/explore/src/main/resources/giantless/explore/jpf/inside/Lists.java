package giantless.explore.jpf.inside;

import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.FieldInfo;
import gov.nasa.jpf.vm.MJIEnv;

/** Reads the immutable lists of {@code List.of} and {@code List.copyOf} in the program's heap. */
final class Lists {
  private Lists() {}

  static int[] elements(int list) {
    ElementInfo ei = Model.get(list);
    FieldInfo many = ei.getClassInfo().getInstanceField("elements");
    if (many != null) {
      return Model.get(ei.getReferenceField(many)).asReferenceArray();
    }
    FieldInfo first = ei.getClassInfo().getInstanceField("e0");
    FieldInfo second = ei.getClassInfo().getInstanceField("e1");
    int a = ei.getReferenceField(first);
    int b = ei.getReferenceField(second);
    ElementInfo eb = Model.get(b);
    boolean two =
        b != MJIEnv.NULL && eb.getClassInfo().getName().equals("giantless.lock.LockClass");
    return two ? new int[] {a, b} : new int[] {a};
  }
}
