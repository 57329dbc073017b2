/** Two hosts and a wire in one process: the testbed of the performance tests. */
package giantless.stress.netperf.wire;
