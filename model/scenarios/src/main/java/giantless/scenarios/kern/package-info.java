/** Races over descriptors and those who wait on them: poll, select, kqueue, dup, close. */
package giantless.scenarios.kern;
