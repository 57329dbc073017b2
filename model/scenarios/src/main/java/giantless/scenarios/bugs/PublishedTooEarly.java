package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.contract.Racy;

/** An object is published before it is filled in (D-94). */
public final class PublishedTooEarly {
  private PublishedTooEarly() {}

  abstract static class Base {
    static final class Port {
      int state;
    }

    @Racy("a reader without the lock sees the port or null; the port is filled in before")
    volatile Port port;

    Base(Setup setup) {
      setup.runtime();
    }

    @Actor
    void reader() {
      Port p = port;
      if (p != null && p.state != 1) {
        throw new AssertionError("port without its state");
      }
    }
  }

  @Scenario(value = "A reader meets an object that is not filled in", fails = FailureKind.RACE)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void writer() {
      Port p = new Port();
      port = p;
      p.state = 1;
    }
  }

  @Scenario("An object published when it is whole")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void writer() {
      Port p = new Port();
      p.state = 1;
      port = p;
    }
  }
}
