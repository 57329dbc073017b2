/**
 * Measurements in JVMs of their own: what one of them makes of the code, by what it has seen run,
 * must not be what another one measures. Several can wait for each other and take turns.
 */
package giantless.stress.netperf.fork;
