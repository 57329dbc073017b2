/** The network with Giant, {@code debug.mpsafenet=0}, and without. */
package giantless.scenarios.giant;
