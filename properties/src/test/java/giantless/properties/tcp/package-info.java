/**
 * TCP against models: the state machine of RFC 9293 (package {@code model}), two hosts over a bad
 * wire, and the structures that it is made of.
 */
package giantless.properties.tcp;
