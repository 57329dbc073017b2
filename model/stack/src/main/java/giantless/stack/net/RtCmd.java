package giantless.stack.net;

/** What a routing request asks for. */
public enum RtCmd {
  /** RTM_ADD: put a route into the tree. */
  ADD,
  /** RTM_DELETE: take it out. */
  DELETE,
  /** RTM_CHANGE: another gateway or other metrics for the same destination. */
  CHANGE,
  /** RTM_RESOLVE: clone a host route from the route that matched. */
  RESOLVE
}
