/**
 * A connected pair of UNIX domain sockets as unix(4), send(2), recv(2), shutdown(2) and socket(2)
 * of FreeBSD tell it: two queues of records, beside the stack and without a class of it. {@code
 * giantless.properties.local} compares the stack with it. What can be wrong about it, one by one,
 * are the methods of {@link giantless.properties.local.model.Rules}.
 */
package giantless.properties.local.model;
