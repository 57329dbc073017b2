package giantless.lock.witness;

import java.util.ArrayList;
import java.util.List;

/**
 * Frames from a caller of the lock primitives downwards; immutable. Text is made when asked for.
 */
final class CallStack {
  /** Where nothing was recorded. */
  static final CallStack UNKNOWN = new CallStack(List.of());

  private final List<StackWalker.StackFrame> frames;

  CallStack(List<StackWalker.StackFrame> frames) {
    this.frames = frames;
  }

  /** {@code File.java:line} of the innermost frame. */
  String line() {
    return frames.isEmpty() ? "unknown (sites off)" : place(frames.get(0));
  }

  /** One line for each frame, {@code class.method(File.java:line)}, innermost first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (StackWalker.StackFrame f : frames) {
      lines.add(f.getClassName() + "." + f.getMethodName() + "(" + place(f) + ")");
    }
    return lines;
  }

  boolean isKnown() {
    return !frames.isEmpty();
  }

  private static String place(StackWalker.StackFrame f) {
    String file = f.getFileName();
    if (file == null) {
      String name = f.getClassName();
      return name.substring(name.lastIndexOf('.') + 1);
    }
    return f.getLineNumber() < 0 ? file : file + ":" + f.getLineNumber();
  }
}
