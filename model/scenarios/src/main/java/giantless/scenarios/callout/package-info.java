/** Races of callouts: stop, drain and reset as softclock fires. */
package giantless.scenarios.callout;
