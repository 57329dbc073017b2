package giantless.explore.jpf.inside;

import gov.nasa.jpf.Config;
import gov.nasa.jpf.vm.AllocationContext;
import gov.nasa.jpf.vm.ClassInfo;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.KernelState;
import gov.nasa.jpf.vm.OVHeap;
import gov.nasa.jpf.vm.ThreadInfo;

/**
 * The heap, which says so when Java PathFinder makes a text that it has no place for: it keeps a
 * byte for each character, and so has other characters, and other lengths, than a JVM. The forked
 * JVM's default charset is ISO 8859-1, so that these bytes are those of the JDK's own compact
 * strings, and all of Latin-1 is right.
 *
 * @see JPF_java_lang_StringUTF16 for the texts that the JDK's code makes
 */
public class Texts extends OVHeap {
  static final String NONE_BEYOND_LATIN_1 = "characters beyond Latin-1 in texts";

  private static final char LAST = 0xff;

  public Texts(Config config, KernelState kernel) {
    super(config, kernel);
  }

  @Override
  protected ElementInfo newString(
      ClassInfo string, ClassInfo bytes, String text, ThreadInfo ti, AllocationContext context) {
    if (text.chars().anyMatch(c -> c > LAST)) {
      Run.current.lacks(ti, NONE_BEYOND_LATIN_1);
    }
    return super.newString(string, bytes, text, ti, context);
  }
}
