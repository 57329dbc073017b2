package giantless.stack.net;

/**
 * What a wire may do to a frame: tests put one in to lose, delay or double frames. Called by the
 * sending side, with no lock held.
 */
public interface WireFault {
  /** The wire does nothing. */
  WireFault NONE =
      new WireFault() {
        @Override
        public int copies(byte[] frame) {
          return 1;
        }

        @Override
        public long delayNanos(byte[] frame, int copy) {
          return 0;
        }
      };

  /** How often the frame arrives: 0 loses it. The frame may be changed in place. */
  int copies(byte[] frame);

  /** How long copy {@code copy} (from 0) stays on the wire, in nanoseconds; 0 is not at all. */
  long delayNanos(byte[] frame, int copy);
}
