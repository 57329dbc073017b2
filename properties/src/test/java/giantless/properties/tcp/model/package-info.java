/**
 * TCP as RFC 9293 says it, beside the stack and without a class of it: the reference that {@code
 * giantless.properties.tcp} compares the stack with. Each method names the section that it was
 * written from. Where FreeBSD deliberately does something else a comment that begins with {@code
 * FreeBSD} says what, and where that stands in its sources.
 */
package giantless.properties.tcp.model;
