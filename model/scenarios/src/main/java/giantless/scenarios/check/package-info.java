/**
 * The shared checkers, which look at every execution of every scenario: a class for each, and in
 * {@code twin} a scenario for each that does just the wrong that it is there for. That threads end
 * with no lock held, and that none sleeps for ever, the runtime and Witness see as it happens.
 */
package giantless.scenarios.check;
