/** Benchmarks. */
package giantless.stress.netperf;
