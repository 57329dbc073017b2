/** How the gate runs scenarios: on a JVM with continuations, if one is installed. */
package giantless.scenarios.gate;
