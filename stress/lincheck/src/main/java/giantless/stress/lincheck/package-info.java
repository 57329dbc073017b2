/** Linearizability of every shared structure of the stack; the tests are in the test tree. */
package giantless.stress.lincheck;
