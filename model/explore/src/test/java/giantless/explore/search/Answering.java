package giantless.explore.search;

/** A random program whose operations answer something. */
public interface Answering extends Program {

  /** What the operations of the last execution answered, thread by thread. */
  String answers();
}
