package giantless.stack.net;

/** Hears of what happens to interfaces. Called with no lock held; may sleep. */
public interface IfEventHandler {

  /** What happened. */
  enum Event {
    /** The interface is in the list. */
    ARRIVAL,
    /** IFF_UP was set; the routes of its addresses are back. */
    UP,
    /** IFF_UP was cleared; the routes through it are gone. */
    DOWN,
    /** It has left the list. Drop what points to it: addresses, groups, queued packets. */
    DEPARTURE
  }

  void ifEvent(Ifnet ifp, Event event);
}
