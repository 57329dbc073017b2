package giantless.weave;

/** What weaving must know of one field, by its class file. */
final class FieldFacts {
  /** The class that declares it, by internal name. */
  final String declaring;

  final String name;
  final boolean fixed;
  final boolean constant;
  boolean guarded;
  boolean racy;

  /** Its number among those that are not final, instance and static fields apart. */
  int slot;

  /**
   * @param fixed static
   * @param constant final
   */
  FieldFacts(String declaring, String name, boolean fixed, boolean constant) {
    this.declaring = declaring;
    this.name = name;
    this.fixed = fixed;
    this.constant = constant;
  }

  /** For messages: the simple name of the class, a dot, the field's name. */
  String label() {
    String simple = declaring.substring(declaring.lastIndexOf('/') + 1);
    return simple.substring(simple.lastIndexOf('$') + 1) + "." + name;
  }
}
