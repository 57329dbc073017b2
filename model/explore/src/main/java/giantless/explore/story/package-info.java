/**
 * A failure told: {@link giantless.explore.story.Story} prints it as a table with one column for
 * each thread, {@link giantless.explore.story.Schedules} writes a schedule so short that it fits
 * into a command, {@link giantless.explore.story.TraceFile} keeps it with its steps.
 */
package giantless.explore.story;
