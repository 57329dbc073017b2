/**
 * The UNIX domain, {@code uipc_usrreq.c}: stream, datagram and sequenced packet sockets between the
 * processes of one machine, named by nodes of its file system, over which descriptors and
 * credentials pass.
 *
 * <p>How it is locked is a strategy that the host is built with, {@link
 * giantless.stack.local.UnpLocking}: the one mutex of 2004, or the link lock, list lock and mutexes
 * of single control blocks of later years. The protocol is the same code over both.
 */
package giantless.stack.local;
