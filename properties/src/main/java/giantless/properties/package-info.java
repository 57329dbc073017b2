/** Properties of the protocol machines. */
package giantless.properties;
