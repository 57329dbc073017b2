/** Races over TCP connections: user, peer, each timer, ICMP. */
package giantless.scenarios.tcp;
