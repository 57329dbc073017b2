package giantless.properties.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Steps by chance: of a seed always the same. */
final class Steps {
  private static final Step.Kind[] WEIGHTS = weights();

  private Steps() {}

  private static Step.Kind[] weights() {
    List<Step.Kind> w = new ArrayList<>();
    add(w, 22, Step.Kind.SEGMENT);
    add(w, 34, Step.Kind.POLITE);
    add(w, 4, Step.Kind.SACK);
    add(w, 12, Step.Kind.SEND);
    add(w, 10, Step.Kind.RECEIVE);
    add(w, 6, Step.Kind.TIME);
    add(w, 7, Step.Kind.TIMER);
    add(w, 3, Step.Kind.ACCEPT);
    add(w, 2, Step.Kind.SHUTDOWN);
    add(w, 2, Step.Kind.NODELAY);
    add(w, 1, Step.Kind.CLOSE);
    add(w, 1, Step.Kind.CONNECT);
    add(w, 1, Step.Kind.SO_ERROR);
    return w.toArray(new Step.Kind[0]);
  }

  private static void add(List<Step.Kind> to, int n, Step.Kind kind) {
    for (int i = 0; i < n; i++) {
      to.add(kind);
    }
  }

  private static Step step(Step.Kind kind, Random r) {
    return new Step(
        kind, r.nextInt() >>> 1, r.nextInt() >>> 1, r.nextInt() >>> 1, r.nextInt() >>> 1);
  }

  /** Much comes in a short time, is read, and after some time there is more. */
  private static void transfer(List<Step> steps, Random r) {
    for (int times = 1 + r.nextInt(3); times > 0; times--) {
      for (int segments = 3 + r.nextInt(4); segments > 0; segments--) {
        steps.add(step(Step.Kind.BULK, r));
        if (r.nextInt(4) != 0) {
          steps.add(step(Step.Kind.RECEIVE, r));
        }
      }
      steps.add(step(Step.Kind.TIME, r));
    }
    steps.add(step(Step.Kind.BULK, r));
  }

  /** So many steps; connections begin and end among them. */
  static List<Step> of(long seed, int count) {
    Random r = new Random(seed);
    Random bulk = new Random(~seed); // Apart, so that it shifts none of the other steps' numbers.
    List<Step> steps = new ArrayList<>(count);
    while (steps.size() < count) {
      steps.add(step(Step.Kind.NEXT, r));
      // Most begin with a handshake that succeeds, else few get any further.
      if (r.nextInt(8) != 0) {
        steps.add(step(Step.Kind.HANDSHAKE, r));
        steps.add(step(Step.Kind.HANDSHAKE, r));
        steps.add(step(Step.Kind.ACCEPT, r));
        if (bulk.nextInt(3) == 0) {
          transfer(steps, bulk);
        }
      }
      int n = 5 + r.nextInt(r.nextInt(4) == 0 ? 200 : 40);
      for (int i = 0; i < n; i++) {
        int rare = r.nextInt(150);
        Step.Kind kind = WEIGHTS[r.nextInt(WEIGHTS.length)];
        if (rare == 0) {
          kind = Step.Kind.ABORT;
        } else if (rare == 1) {
          kind = Step.Kind.CLOSE_LISTENER;
        }
        steps.add(step(kind, r));
        if (r.nextInt(30) == 0) {
          // Something is lost, and several acknowledgements tell.
          steps.add(step(Step.Kind.SEND, r));
          for (int told = 1 + r.nextInt(8); told > 0; told--) {
            steps.add(step(r.nextInt(6) == 0 ? Step.Kind.SEND : Step.Kind.SACK, r));
          }
        }
      }
    }
    return steps;
  }
}
