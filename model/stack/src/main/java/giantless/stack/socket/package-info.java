/**
 * Sockets and their buffers, as {@code uipc_socket.c} and its neighbours: between the system calls
 * above and the protocols below, which are reached through {@link
 * giantless.stack.socket.PrUsrreqs}.
 */
package giantless.stack.socket;
