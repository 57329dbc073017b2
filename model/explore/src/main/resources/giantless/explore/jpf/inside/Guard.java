package giantless.explore.jpf.inside;

import gov.nasa.jpf.Config;
import gov.nasa.jpf.PropertyListenerAdapter;
import gov.nasa.jpf.jvm.bytecode.ATHROW;
import gov.nasa.jpf.jvm.bytecode.CHECKCAST;
import gov.nasa.jpf.jvm.bytecode.INVOKEDYNAMIC;
import gov.nasa.jpf.jvm.bytecode.JVMInvokeInstruction;
import gov.nasa.jpf.search.Search;
import gov.nasa.jpf.vm.ChoiceGenerator;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.StackFrame;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import java.util.List;
import java.util.Set;

/**
 * Ends the search at the first failure, puts back what belongs to the path, and sees to it that no
 * path ends for another reason than that it has come to its end, has failed, or leads to a state
 * that was visited: some features of Java 17 make this version of Java PathFinder drop a path
 * without a word. Of others it says that they are not there, which is no behaviour of the program.
 */
public class Guard extends PropertyListenerAdapter {
  private static final String NOT_SUPPORTED = "java.lang.UnsupportedOperationException";
  private static final Set<String> RAW =
      Set.of("jdk.internal.misc.Unsafe", "java.lang.invoke.VarHandle");

  private static final List<String> SKETCHES = List.of("java.text.", "java.io.", "java.nio.");

  private final Run run = Run.current;

  public Guard(Config config) {}

  @Override
  public boolean check(Search search, VM vm) {
    return !run.hasFailed() && run.cut == null && run.lack == null;
  }

  /** What is missing here is an error at its use, which the program may catch and go on without. */
  @Override
  public void exceptionThrown(VM vm, ThreadInfo ti, ElementInfo thrown) {
    if (isCastOfLambda(ti, thrown)) {
      run.lacks(ti, "a lambda has no interface but its own: " + Site.caller(ti).full());
      return;
    }
    boolean byCode = ti.getPC() instanceof ATHROW;
    boolean ofModel = byCode && isModel(ti.getPC().getMethodInfo().getClassInfo());
    if (isLack(ti, thrown.getClassInfo())
        || ofModel && thrown.getClassInfo().getName().equals(NOT_SUPPORTED)) {
      int message = thrown.getReferenceField("detailMessage");
      run.lacks(
          ti,
          "thread "
              + ti.getName()
              + ": "
              + thrown.getClassInfo().getName()
              + (message == MJIEnv.NULL ? "" : ": " + Model.string(message)));
    } else if ((!byCode || ofModel) && thrown.getClassInfo().getName().startsWith("java.")) {
      JPF_java_lang_Throwable.isOfTheVm(thrown);
    }
  }

  /** A lambda's class has no file; that it is marked by more interfaces is passed over. */
  private static boolean isCastOfLambda(ThreadInfo ti, ElementInfo thrown) {
    if (!(ti.getPC() instanceof CHECKCAST)
        || !thrown.getClassInfo().getName().equals("java.lang.ClassCastException")) {
      return false;
    }
    ClassInfo c = Model.get(ti.getTopFrame().peek()).getClassInfo();
    return c.getClassFileUrl() == null && isNumbered(c.getName());
  }

  /** Of Java PathFinder, in the place of one of the JDK. */
  private static boolean isModel(ClassInfo c) {
    return c.getClassFileUrl() != null && c.getClassFileUrl().contains("/jpf-classes.jar!");
  }

  /**
   * Unlike in a JVM, the call of a method that is not there throws what reflection does; that of a
   * method of a class of one's own may not be allowed; and classes of the JDK whose initialisers
   * are left out have nothing that they would call.
   */
  private static boolean isLack(ThreadInfo ti, ClassInfo thrown) {
    switch (thrown.getName()) {
      case "java.lang.IllegalAccessException":
        return !(ti.getPC() instanceof ATHROW);
      case "java.lang.NoSuchMethodException":
        return ti.getPC() instanceof JVMInvokeInstruction;
      case "java.lang.NullPointerException":
        return ti.getPC() instanceof JVMInvokeInstruction
            && RAW.contains(((JVMInvokeInstruction) ti.getPC()).getInvokedMethodClassName());
      default:
        return thrown.isInstanceOf("java.lang.LinkageError");
    }
  }

  /**
   * The class of a lambda has no file. Java PathFinder names it after the lambda's number, and
   * takes a class of that name that is already there in its place: what runs then is another's
   * code. And it passes values on to the methods of method references as they are.
   */
  @Override
  public void objectCreated(VM vm, ThreadInfo ti, ElementInfo made) {
    if (ti != null) {
      new Monitors(run, vm).made(ti, made);
    }
    if (run.lack == null && ti != null && isSketch(made.getClassInfo())) {
      run.lacks(ti, made.getClassInfo().getName());
    }
    if (run.lack == null && ti != null && ti.getPC() instanceof INVOKEDYNAMIC) {
      ClassInfo c = made.getClassInfo();
      if (c.getClassFileUrl() != null && isNumbered(c.getName())) {
        run.lack =
            "it takes the class "
                + c.getName()
                + " for that of the lambda at "
                + Site.caller(ti).full();
        ti.breakTransition(true);
      } else if (isNumbered(c.getName()) && References.converts((INVOKEDYNAMIC) ti.getPC(), c)) {
        run.lacks(
            ti,
            "a method reference that boxes or widens has wrong values: " + Site.caller(ti).full());
      }
    }
  }

  @Override
  public void objectLocked(VM vm, ThreadInfo ti, ElementInfo locked) {
    new Monitors(run, vm).entered(ti, locked);
  }

  @Override
  public void objectUnlocked(VM vm, ThreadInfo ti, ElementInfo unlocked) {
    new Monitors(run, vm).forget(ti, unlocked);
  }

  /** Of these Java PathFinder has but a sketch. */
  private static boolean isSketch(ClassInfo c) {
    return SKETCHES.stream().anyMatch(c.getName()::startsWith) && isModel(c);
  }

  private static boolean isNumbered(String name) {
    int n = name.length();
    while (Character.isDigit(name.charAt(n - 1))) {
      n--;
    }
    return n < name.length() && name.charAt(n - 1) == '$';
  }

  @Override
  public String getErrorMessage() {
    return run.failure != null ? run.failure : run.cut != null ? run.cut : run.lack;
  }

  @Override
  public void searchStarted(Search search) {
    search.addProperty(this);
    run.push();
  }

  @Override
  public void stateAdvanced(Search search) {
    run.push();
    VM vm = search.getVM();
    boolean ended = run.rounds.takeEnd();
    run.rounds.advanced(search);
    if (ended
        || run.hasFailed()
        || run.lack != null
        || run.rounds.isOver()
        || run.rounds.isAbandoned()) {
      return;
    }
    lookForLostThreads(search, vm);
    if (run.cut == null && search.isNewState()) {
      ChoiceGenerator<?> next = vm.getSystemState().getNextChoiceGenerator();
      if (next == null || !next.hasMoreChoices()) {
        cut(search, "a path ends though neither the run nor a check of it has ended");
      }
    }
  }

  private void lookForLostThreads(Search search, VM vm) {
    for (ThreadInfo ti : vm.getThreadList().getThreads()) {
      StackFrame top = ti.isAlive() && !ti.isSystemThread() ? ti.getTopFrame() : null;
      if (top != null && top.getPC() == null) {
        cut(
            search,
            "thread "
                + ti.getName()
                + " has no next instruction in "
                + top.getMethodInfo().getFullName());
      }
    }
  }

  private void cut(Search search, String why) {
    run.cut = why;
    search.terminate();
  }

  @Override
  public void stateBacktracked(Search search) {
    run.pop();
  }

  @Override
  public void searchConstraintHit(Search search) {
    run.constraint = search.getLastSearchConstraint();
  }
}
