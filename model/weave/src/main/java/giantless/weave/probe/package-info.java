/** A class with contracts by which each woven JVM is tested before anything else runs. */
package giantless.weave.probe;
