/**
 * The order of locks as whole hosts show it, and wrong variants of the stack that must be caught.
 */
package giantless.properties.witness;
