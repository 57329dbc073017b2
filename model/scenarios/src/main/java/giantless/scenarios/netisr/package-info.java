/** Races of netisr: packets that are queued as protocols, interfaces and threads leave. */
package giantless.scenarios.netisr;
