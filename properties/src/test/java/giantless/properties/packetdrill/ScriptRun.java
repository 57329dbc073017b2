package giantless.properties.packetdrill;

import giantless.cli.packetdrill.Outcome;
import giantless.cli.packetdrill.ScriptRunner;
import giantless.properties.twins.Scripted;
import java.nio.file.Path;
import java.util.Map;

/** Scripts on the stack whose loader has loaded this class. */
public final class ScriptRun implements Scripted {
  @Override
  public String run(Path script) {
    try (ScriptRunner runner = new ScriptRunner(Map.of(), Map.of())) {
      Outcome o = runner.run(script);
      return o.verdict() == Outcome.Verdict.PASSED
          ? null
          : o.verdict() + " line " + o.line() + ": " + o.reason();
    }
  }
}
