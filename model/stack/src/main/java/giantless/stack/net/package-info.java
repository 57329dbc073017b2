/**
 * Interfaces, links, routes and packet dispatch: what lies between the drivers and the protocols.
 * It calls the protocols above it only through interfaces of its own ({@link
 * giantless.stack.net.NetisrHandler}, {@link giantless.stack.net.AddressResolver}, {@link
 * giantless.stack.net.IfEventHandler}).
 */
package giantless.stack.net;
