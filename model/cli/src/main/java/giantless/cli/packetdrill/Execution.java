package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Action;
import giantless.cli.packetdrill.lang.Event;
import giantless.cli.packetdrill.lang.Script;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.cli.packetdrill.lang.When;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.netinet.TcpCtloutput;
import giantless.stack.netinet.TcpInfo;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The events of one script, one after the other. Times are by the script's clock, in microseconds:
 * an event that is relative counts from the time that the script gives the event before, or, if
 * that was left open, from when it happened.
 */
final class Execution {
  /** How long is waited for a packet that may come at any time: longer than any timer of TCP. */
  private static final long ANY_TIME = 4L * 3600 * 1_000_000;

  private final Testbed bed;
  private final Script script;
  private final Config config;
  private final Calls calls;
  private final PacketBuilder builder;
  private final PacketChecker checker;
  private final Shell shell;
  private long last;
  private Pending pending;

  Execution(Testbed bed, Script script, Config config) {
    this.bed = bed;
    this.script = script;
    this.config = config;
    this.calls = new Calls(bed, config);
    this.builder = new PacketBuilder(config, bed.flows);
    this.checker = new PacketChecker(config);
    this.shell = new Shell(new ShellCommands(bed), script.defines());
  }

  /** A call in its thread. */
  private static final class Pending {
    private final int line;
    private final Action.Call call;
    private final Ready ready;

    /** When it is to return, by the script; -1 at once. */
    private final long end;

    private boolean done;
    private long endedAt;
    private long result;
    private Errno error = Errno.OK;

    private Pending(int line, Action.Call call, Ready ready, long end) {
      this.line = line;
      this.call = call;
      this.ready = ready;
      this.end = end;
    }
  }

  /**
   * Runs all events, then shuts the host down.
   *
   * @param line element 0 is the line of the event that is being run
   */
  void run(int[] line) throws ScriptException, ScriptFailure {
    for (Event e : script.events()) {
      line[0] = e.line();
      event(e);
    }
    if (pending != null) {
      line[0] = pending.line;
      finish();
    }
    bed.proc.exit(0);
    bed.host.tcp().info().check();
    bed.host.shutdownClean();
  }

  private void event(Event e) throws ScriptException, ScriptFailure {
    When w = e.when();
    long base = w.relative() ? last : 0;
    long from = w.any() ? bed.now() : base + w.from();
    if (e.action() instanceof Action.Packet p && !p.inbound()) {
      expect(e, p, from, base + w.to());
    } else {
      if (!w.any() && from < bed.now() - config.toleranceMicros) {
        throw new ScriptFailure(
            e.line(), "too late: it is " + seconds(bed.now()) + ", and was to be " + seconds(from));
      }
      bed.runUntil(from);
      act(e, w.end() >= 0 ? base + w.end() : -1);
      if (w.isRange() || w.any()) {
        from = Math.max(from, bed.now());
      }
    }
    if (!w.any() && !w.isRange()) {
      last = from;
    } else if (!(e.action() instanceof Action.Packet)) {
      last = from;
    }
  }

  private void act(Event e, long end) throws ScriptException, ScriptFailure {
    if (e.action() instanceof Action.Packet p) {
      bed.wire.arrive(builder.build(e.line(), p));
    } else if (e.action() instanceof Action.Call c) {
      call(e.line(), c, end);
    } else if (e.action() instanceof Action.Command c) {
      Shell.Result r = shell.run(e.line(), c.text());
      if (r.status() != 0) {
        String out = r.out().isBlank() ? "" : ": " + r.out().strip();
        throw new ScriptFailure(e.line(), "the command ended with " + r.status() + out);
      }
    } else {
      Action.Code c = (Action.Code) e.action();
      Assertions.check(e.line(), c.text(), names(e.line()));
    }
  }

  static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.6f", micros / 1e6);
  }

  // ---- Packets ----

  private void expect(Event e, Action.Packet p, long from, long to) throws ScriptFailure {
    boolean any = e.when().any();
    long latest = any ? bed.now() + ANY_TIME : to + config.toleranceMicros;
    Testbed.Captured c = bed.take(Testbed.later(latest));
    if (c == null) {
      throw new ScriptFailure(e.line(), "no packet was sent up to " + seconds(latest));
    }
    checker.check(e.line(), p, c);
    if (!any && (c.micros() < from - config.toleranceMicros || c.micros() > latest)) {
      String range = from == to ? seconds(from) : seconds(from) + " to " + seconds(to);
      throw new ScriptFailure(
          e.line(), "packet sent at " + seconds(c.micros()) + ", expected at " + range);
    }
    if (any || e.when().isRange()) {
      last = c.micros();
    }
  }

  // ---- Calls ----

  private void call(int line, Action.Call call, long end) throws ScriptException, ScriptFailure {
    if (pending != null) {
      finish();
    }
    Pending p = new Pending(line, call, calls.prepare(line, call), end);
    bed.proc.spawn(
        call.name(),
        () -> {
          try {
            p.result = p.ready.body().run();
          } catch (SysException e) {
            p.result = -1;
            p.error = e.errno();
          }
          p.endedAt = bed.now();
          p.done = true;
          bed.wake();
        });
    pending = p;
    // Time passes only when no thread can run: then the call has returned, or waits.
    bed.runUntil(() -> p.done, bed.now() + 1);
    if (end < 0) {
      if (!p.done) {
        throw new ScriptFailure(line, call.name() + " blocks");
      }
      finish();
    } else if (p.done && end - p.endedAt > config.toleranceMicros) {
      finish();
    }
  }

  /** Waits for the call that blocks, and looks at what it returned. */
  private void finish() throws ScriptException, ScriptFailure {
    Pending p = pending;
    pending = null;
    if (p.end >= 0) {
      long latest = Math.max(p.end + config.toleranceMicros, bed.now());
      if (!bed.runUntil(() -> p.done, latest)) {
        throw new ScriptFailure(p.line, p.call.name() + " has not returned at " + seconds(latest));
      }
      if (Math.abs(p.endedAt - p.end) > config.toleranceMicros) {
        throw new ScriptFailure(
            p.line,
            p.call.name()
                + " returned at "
                + seconds(p.endedAt)
                + ", expected at "
                + seconds(p.end));
      }
    }
    judge(p);
  }

  private void judge(Pending p) throws ScriptException, ScriptFailure {
    Action.Returned r = p.call.returned();
    if (r.any()) {
      return;
    }
    long from = Values.number(p.line, r.from());
    long to = Values.number(p.line, r.to());
    Errno expected = p.call.errno() == null ? null : Values.errno(p.line, p.call.errno());
    boolean right;
    if (p.error != Errno.OK) {
      right = from == -1 && (expected == null || expected == p.error);
    } else if (p.ready.opens()) {
      right = from >= 0 && expected == null;
    } else {
      right = p.result >= from && p.result <= to && expected == null;
    }
    if (!right) {
      String want = p.call.errno() == null ? r.from().toString() : "-1 " + p.call.errno();
      String got =
          p.error == Errno.OK
              ? Long.toString(p.result)
              : "-1 " + p.error + " (" + p.error.text() + ")";
      want += from == to ? "" : ".." + to;
      throw new ScriptFailure(p.line, p.call.name() + " returned " + got + ", expected " + want);
    }
    if (p.error == Errno.OK) {
      if (p.ready.opens()) {
        calls.descriptors().opened((int) from, (int) p.result);
      }
      p.ready.after().check(p.result);
    }
  }

  // ---- Assertions ----

  private Map<String, Long> names(int line) throws ScriptException {
    Map<String, Long> names = new HashMap<>(Assertions.constants());
    if (calls.descriptors().connection() >= 0) {
      try {
        byte[] info =
            bed.sys.getsockopt(
                calls.descriptors().connection(),
                TcpCtloutput.IPPROTO_TCP,
                TcpCtloutput.TCP_INFO,
                TcpInfo.SIZE);
        names.putAll(SockOpts.info(info));
      } catch (SysException e) {
        throw new ScriptException(line, "TCP_INFO of the connection: " + e.errno());
      }
    }
    return names;
  }
}
