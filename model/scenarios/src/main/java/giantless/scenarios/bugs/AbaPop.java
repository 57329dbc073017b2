package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.Mtx;
import giantless.lock.contract.Racy;

/**
 * A lock-free stack: while one thread is about to swing the top from X to Y, another pops both and
 * pushes X again.
 */
public final class AbaPop {
  private AbaPop() {}

  abstract static class Base {
    static final class Item {
      final String name;

      @Racy("read by who pops, as in any stack of this kind")
      volatile Item next;

      Item(String name) {
        this.name = name;
      }
    }

    final AtomicRef<Item> top;
    final Mtx mtx;
    final AtomicInt yHasOwner;

    Base(Setup setup) {
      Item x = new Item("x");
      x.next = new Item("y");
      top = setup.runtime().atomicRef(x);
      mtx = setup.runtime().mtx(SmallLocks.A);
      yHasOwner = setup.runtime().atomicInt(0);
    }

    abstract Item pop();

    abstract void push(Item item);

    final void own(Item item) {
      if (item != null && item.name.equals("y")) {
        yHasOwner.fetchAdd(1);
      }
    }

    @Actor
    void one() {
      pop();
      own(top.get());
    }

    @Actor
    void two() {
      Item x = pop();
      Item y = pop();
      if (x != null && y != null && y.name.equals("y")) {
        yHasOwner.fetchAdd(1);
        push(x);
      }
    }

    @Invariant
    boolean y_has_one_owner() {
      return yHasOwner.get() <= 1;
    }
  }

  @Scenario(value = "The top is swung to an item that somebody owns", fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    Item pop() {
      Item head = top.get();
      if (head == null || !top.compareAndSet(head, head.next)) {
        return null;
      }
      return head;
    }

    @Override
    void push(Item item) {
      item.next = top.get();
      top.compareAndSet(item.next, item);
    }
  }

  @Scenario("Under a lock the top and its next are one")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    Item pop() {
      mtx.lock();
      Item head = top.get();
      if (head != null) {
        top.set(head.next);
      }
      mtx.unlock();
      return head;
    }

    @Override
    void push(Item item) {
      mtx.lock();
      item.next = top.get();
      top.set(item);
      mtx.unlock();
    }
  }
}
