/**
 * The search: which schedules of a {@link giantless.explore.search.Program} are run, and when all
 * have been. {@link giantless.explore.search.Explorer} runs executions, a {@link
 * giantless.explore.search.Strategy} says which comes next; {@link giantless.explore.search.Dpor}
 * is the one that visits every schedule that matters once.
 */
package giantless.explore.search;
