/**
 * Scenarios: small concurrent programs that read like a jcstress test, and what comes out of
 * exploring them. A class marked {@link giantless.explore.scenario.Scenario} has two to four {@link
 * giantless.explore.scenario.Actor} methods, its constructor takes a {@link
 * giantless.explore.scenario.Setup}, and {@link giantless.explore.scenario.Invariant} methods say
 * what must hold. {@link giantless.explore.scenario.ScenarioRunner} explores it and gives an {@link
 * giantless.explore.scenario.Outcome}.
 */
package giantless.explore.scenario;
