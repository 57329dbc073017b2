package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/** A list is walked hand over hand; the walker lets the first node go before it has the second. */
public final class HandOverHand {
  private HandOverHand() {}

  abstract static class Base {
    static final class Node {
      final Mtx mtx;
      Node next;
      boolean freed;

      Node(Mtx mtx) {
        this.mtx = mtx;
      }
    }

    final Node head;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      head = new Node(rt.mtx(SmallLocks.MANY));
      head.next = new Node(rt.mtx(SmallLocks.MANY));
    }

    final void visit(Node n) {
      if (n.freed) {
        throw new AssertionError("visited what is freed");
      }
    }

    @Actor
    void remover() {
      head.mtx.lock();
      Node n = head.next;
      n.mtx.lock();
      head.next = null;
      n.freed = true;
      n.mtx.unlock();
      head.mtx.unlock();
    }
  }

  @Scenario(value = "A walker between two nodes has hold of none", fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void walker() {
      head.mtx.lock();
      Node n = head.next;
      head.mtx.unlock();
      if (n != null) {
        n.mtx.lock();
        visit(n);
        n.mtx.unlock();
      }
    }
  }

  @Scenario("A walker who has the next node before it lets go")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void walker() {
      head.mtx.lock();
      Node n = head.next;
      if (n != null) {
        n.mtx.lock();
      }
      head.mtx.unlock();
      if (n != null) {
        visit(n);
        n.mtx.unlock();
      }
    }
  }
}
