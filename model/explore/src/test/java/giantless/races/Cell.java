package giantless.races;

import giantless.lock.AtomicInt;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Woven;

/** What the random programs of {@link RacyProgram} and {@link PlainProgram} share. */
@Woven
final class Cell {
  final String name;
  final AtomicInt atomic;

  @Racy("a test")
  private volatile int a;

  @Racy("a test")
  private volatile int b;

  @Racy("a test")
  private volatile Cell next;

  @Racy("a test")
  private static volatile int all;

  private int plain;

  Cell(String name, AtomicInt atomic) {
    this.name = name;
    this.atomic = atomic;
  }

  int get(int field) {
    return field == 0 ? a : field == 1 ? b : all;
  }

  void set(int field, int value) {
    if (field == 0) {
      a = value;
    } else if (field == 1) {
      b = value;
    } else {
      all = value;
    }
  }

  Cell next() {
    return next;
  }

  void next(Cell cell) {
    next = cell;
  }

  int plain() {
    return plain;
  }

  void plain(int value) {
    plain = value;
  }
}
