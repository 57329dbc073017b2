/**
 * The explorer beside Lincheck's model checker, and two shards of its search beside one alone:
 * executions a second, in one run. Printed by {@link
 * giantless.stress.netperf.explore.ExplorationRates}.
 */
package giantless.stress.netperf.explore;
