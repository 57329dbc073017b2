/** Scenarios that do wrong, each what one shared checker is there for: it must say so. */
package giantless.scenarios.check.twin;
