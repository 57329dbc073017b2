/**
 * The lock primitives of the native runtime beside those of the JDK, measured in the same run. The
 * ratios are printed by {@link giantless.stress.netperf.locks.LockRatios}.
 */
package giantless.stress.netperf.locks;
