/** What a machine costs: boot, shutdown, memory. */
package giantless.stress.netperf.kern;
