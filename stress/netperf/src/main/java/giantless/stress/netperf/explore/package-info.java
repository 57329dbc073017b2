/**
 * The explorer beside Lincheck's model checker, and its search by two workers beside that by one:
 * executions a second, in one run. Printed by {@link
 * giantless.stress.netperf.explore.ExplorationRates}.
 */
package giantless.stress.netperf.explore;
