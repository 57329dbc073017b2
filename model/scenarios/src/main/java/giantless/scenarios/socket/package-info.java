/** Races over a socket's buffers: readers, writers, shutdown, the protocol. */
package giantless.scenarios.socket;
