package giantless.stack.net;

/** What a link layer hangs on a route, rt_llinfo; the route's lock protects it. */
public interface LlInfo {}
