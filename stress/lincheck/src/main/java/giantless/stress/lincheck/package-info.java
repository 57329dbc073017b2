/** Linearizability tests. */
package giantless.stress.lincheck;
