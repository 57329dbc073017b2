/** Races over UDP's control blocks: bind, connect, send, close and what comes in. */
package giantless.scenarios.udp;
