package giantless.records;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The result of one check of one layer, as the report reads it; the schema is {@code
 * reports/schema/result.schema.json}. Immutable. Built by tests, written by {@link ResultWriter}.
 */
public final class ResultRecord {
  private final String layer;
  private final String check;
  private final Verdict verdict;
  private final String reason;
  private final Map<String, Long> counts;
  private final Map<String, Double> measures;
  private final double seconds;
  private final String jdk;
  private final String seed;
  private final String replay;
  private final String details;

  private ResultRecord(Builder b) {
    layer = b.layer;
    check = b.check;
    verdict = b.verdict;
    reason = b.reason;
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(b.counts));
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(b.measures));
    seconds = b.seconds;
    jdk = b.jdk;
    seed = b.seed;
    replay = b.replay;
    details = b.details;
  }

  /** Starts a record of a layer ({@code jcstress}, {@code tap}, ...) and of one check in it. */
  public static Builder of(String layer, String check) {
    return new Builder(layer, check);
  }

  /** The layer's id, one of {@code layers.json} of the report. */
  public String layer() {
    return layer;
  }

  /** The check's name, unique in its layer. */
  public String check() {
    return check;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** Why: never empty for FAILED and NOT RUN; for the others what was covered or left. */
  public String reason() {
    return reason;
  }

  /** Whole numbers by name, in the order given: executions, samples, states. */
  public Map<String, Long> counts() {
    return counts;
  }

  /** Measured numbers by name with the unit in the name, in the order given: {@code ns/op}. */
  public Map<String, Double> measures() {
    return measures;
  }

  /** Wall-clock time of the check in seconds. */
  public double seconds() {
    return seconds;
  }

  /** Vendor and version of the JVM that ran the check. */
  public String jdk() {
    return jdk;
  }

  /** The random seed, or the empty string. */
  public String seed() {
    return seed;
  }

  /** A shell command for the root of a checkout that runs this check again, or the empty string. */
  public String replay() {
    return replay;
  }

  /** Free text, printed as it is: a trace, a table. */
  public String details() {
    return details;
  }

  /** This record as JSON text. */
  public String toJson() {
    JsonText json = new JsonText();
    json.open();
    json.field("layer", layer);
    json.field("check", check);
    json.field("verdict", verdict.text());
    json.field("reason", reason);
    json.field("counts", counts);
    json.field("measures", measures);
    json.field("seconds", seconds);
    json.field("jdk", jdk);
    json.field("seed", seed);
    json.field("replay", replay);
    json.field("details", details);
    json.close();
    return json.toString();
  }

  /** Collects a record; {@link #build} checks it. */
  public static final class Builder {
    private final String layer;
    private final String check;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Double> measures = new LinkedHashMap<>();
    private Verdict verdict;
    private String reason = "";
    private double seconds;
    private String jdk = System.getProperty("java.vm.vendor") + " " + Runtime.version();
    private String seed = "";
    private String replay = "";
    private String details = "";

    private Builder(String layer, String check) {
      this.layer = named("layer", layer);
      this.check = named("check", check);
    }

    private static String named(String what, String name) {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException("a result record needs a " + what);
      }
      return name;
    }

    public Builder verdict(Verdict value) {
      verdict = Objects.requireNonNull(value, "verdict");
      return this;
    }

    /** All cases inside the bounds were seen; {@code bounds} says which bounds. */
    public Builder proved(String bounds) {
      reason = bounds;
      return verdict(Verdict.PROVED_WITHIN_BOUNDS);
    }

    /** Samples were seen and were good; {@code what} says what was sampled. */
    public Builder passed(String what) {
      reason = what;
      return verdict(Verdict.PASSED_SAMPLED);
    }

    public Builder failed(String why) {
      reason = why;
      return verdict(Verdict.FAILED);
    }

    public Builder notRun(String why) {
      reason = why;
      return verdict(Verdict.NOT_RUN);
    }

    public Builder reason(String value) {
      reason = Objects.requireNonNull(value, "reason");
      return this;
    }

    public Builder count(String name, long value) {
      counts.put(name, value);
      return this;
    }

    /**
     * Adds a measured number.
     *
     * @throws IllegalArgumentException if it is not finite, since JSON has no word for it
     */
    public Builder measure(String name, double value) {
      measures.put(name, finite(name, value));
      return this;
    }

    public Builder seconds(double value) {
      seconds = finite("seconds", value);
      return this;
    }

    /** Only for a check that ran in another JVM than the one that writes. */
    public Builder jdk(String value) {
      jdk = Objects.requireNonNull(value, "jdk");
      return this;
    }

    public Builder seed(long value) {
      seed = Long.toString(value);
      return this;
    }

    public Builder replay(String command) {
      replay = Objects.requireNonNull(command, "replay");
      return this;
    }

    public Builder details(String text) {
      details = Objects.requireNonNull(text, "details");
      return this;
    }

    private static double finite(String name, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " is not finite: " + value);
      }
      return value;
    }

    /**
     * The record.
     *
     * @throws IllegalStateException if it has no verdict, or FAILED or NOT RUN without a reason
     */
    public ResultRecord build() {
      if (verdict == null) {
        throw new IllegalStateException("no verdict for " + layer + "/" + check);
      }
      boolean needsReason = verdict == Verdict.FAILED || verdict == Verdict.NOT_RUN;
      if (needsReason && (reason == null || reason.isBlank())) {
        throw new IllegalStateException(
            verdict.text() + " without a reason: " + layer + "/" + check);
      }
      return new ResultRecord(this);
    }
  }
}
